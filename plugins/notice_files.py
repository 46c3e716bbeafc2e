"""Reads `content/notices/<date>-<slug>.md`: what the owner has to tell everyone concerned."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from domain.announcing import Audience, Kind, Notice
from domain.catalogue import is_slug
from plugins.errors import ContentInvalidError, Notes
from plugins.front_matter import Document, find_line, read_document

NOTICE_FIELDS = ("subject", "kind", "to")
FOLDER = "notices"

OURS = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*["']?|\]\()(/(?!/))""", re.IGNORECASE)
"""A link to the shop itself, in HTML and in Markdown."""

FETCHED = re.compile(r"<(?:img|script|style|iframe|link|object|form)\b|!\[", re.IGNORECASE)
"""What a mail would have to fetch, or what could act in it."""


def read_notice(path: Path, content: Path, markdown: Callable[[str], str], origin: str) -> Notice:
    """The notice, whose links lead to the shop at `origin`. Raises ContentInvalidError."""
    notes = Notes(path, content.parent, [])
    _check_name(path, notes)
    document = read_document(path, notes, NOTICE_FIELDS)
    read = _read(path, document, notes, markdown, origin) if document else None
    if read is None or not notes.sound:
        raise ContentInvalidError(notes.errors)
    return read


def _read(
    path: Path, document: Document, notes: Notes, markdown: Callable[[str], str], origin: str
) -> Notice | None:
    fields = document.fields
    subject = fields.text("subject", "The shop stands still from June 1 to June 7")
    kind, to = (
        fields.matching(name, list(choices).__contains__, f"Write one of {', '.join(choices)}.", ex)
        for name, choices, ex in (("kind", Kind, "disruption"), ("to", Audience, "everyone"))
    )
    if FETCHED.search(document.text):
        advice = "A notice is words and links: take it away."
        line = find_line(path, FETCHED.search)
        notes.add(line, "text", f"There is a picture or a program in it. {advice}")
    if not notes.sound:
        return None
    return Notice(
        id=path.stem,
        kind=Kind(kind or ""),
        to=Audience(to or ""),
        subject=subject or "",
        text=whole_links(document.text, origin),
        html=whole_links(str(markdown(document.text)), origin),
    )


def _check_name(path: Path, notes: Notes) -> None:
    day, slug = path.stem[:10], path.stem[11:]
    try:
        is_day = str(date.fromisoformat(day)) == day and path.stem[10:11] == "-"
    except ValueError:
        is_day = False
    if not is_day or not is_slug(slug):
        advice = "Name it by its day and a few words, such as 2026-12-01-the-kiln.md."
        notes.add(1, "file", f"“{path.name}” isn't a notice's name. {advice}")


def whole_links(text: str, origin: str) -> str:
    """With whole addresses: a mail stands on no site."""
    return OURS.sub(rf"\g<1>{origin}\2", text)
