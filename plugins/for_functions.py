"""Writes what functions and publishing need beside the site: frames, letters, and what has moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from domain.letters import WELCOME_FRAME, WelcomeLetter
from plugins.catalogue import Catalogue
from plugins.letter_mail import LetterMails, write_letters
from plugins.makers import moved
from plugins.page import Page

FRAMES = {"page": "frame", "privacy": "privacy_frame"}
"""Pages that functions fill, by the name under which they look for them, and their templates."""

Frames = dict[str, str]
"""Of the release, by their names."""


def page_frames(get_template: Callable[[str], Any], shared: Mapping[str, Any]) -> Frames:
    return {name: get_template(each).render(shared, path=None) for name, each in FRAMES.items()}


def write_mails(mails: LetterMails, catalogue: Catalogue, folder: Path) -> Frames:
    """Letters to send go into the folder; the welcome is a frame, by its name."""
    letters = [mails.letter(each) for each in catalogue.letters]
    frames = {}
    if catalogue.welcome:
        letters.append(welcome := mails.welcome(catalogue.welcome))
        frame = WelcomeLetter(welcome.subject, welcome.html, welcome.text)
        frames[WELCOME_FRAME] = msgspec.json.encode(frame).decode()
    write_letters(letters, folder)
    return frames


def write_moved(pages: Sequence[Page], path: Path) -> None:
    """Old addresses and where they lead, for what answers before a page is fetched."""
    found = {page.path: page.values["to"] for page in pages if page.template == moved.TEMPLATE}
    path.write_bytes(msgspec.json.encode(found, order="sorted"))
