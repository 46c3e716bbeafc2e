"""A letter as the build wrote it: what is the same for everybody who gets it.

What is personal is left open: `LEAVE` stands in both bodies where the link to say goodbye goes.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import get_args

import msgspec

from domain.consent import Form
from domain.days import day_there
from domain.mail import InlinePicture
from domain.subscribers import Subscriber

LEAVE = "@@leave@@"
"""Stands for the address that ends the letter, in text and HTML; whoever sends it writes it."""

WELCOME = "welcome"
"""What the welcome letter is called where others have a slug; no letter can have it for one."""

WELCOME_FRAME = "letter:welcome"
"""The name of the release's frame that has the welcome letter, as JSON of a `WelcomeLetter`."""

FORMS: tuple[str, ...] = get_args(Form)


class Segment(msgspec.Struct, frozen=True):
    """Whom of a topic's readers a letter goes to; what isn't said leaves nobody out.

    Both days are included, and are days where the shop is; `asked_in` are forms of a consent.
    """

    joined_from: date | None = None
    joined_until: date | None = None
    asked_in: tuple[Form, ...] = ()

    def includes(self, reader: Subscriber, time_zone: str) -> bool:
        """Whether the letter is for that reader, who counts as joined from confirming on."""
        if self.asked_in and (reader.consent is None or reader.consent.form not in self.asked_in):
            return False
        if self.joined_from is None and self.joined_until is None:
            return True
        if reader.confirmed_at is None:
            return False
        joined = day_there(reader.confirmed_at, time_zone)
        return (self.joined_from or joined) <= joined <= (self.joined_until or joined)


class LetterContent(msgspec.Struct, frozen=True):
    """A letter, rendered: `html` shows the `pictures` by their cid and fetches nothing.

    `origin` is the shop's address that its links lead to. `sha256` is the mark of all the rest.
    """

    slug: str
    written_on: date = msgspec.field(name="date")
    subject: str
    preheader: str
    topic: str
    html: str
    text: str
    origin: str
    archive: bool = True
    segment: Segment | None = None
    pictures: tuple[InlinePicture, ...] = ()
    sha256: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is what was built, to the letter."""
        return self.sha256 == _mark(self)

    def goes_to(self, reader: Subscriber, time_zone: str) -> bool:
        """Whether the reader is in the letter's segment; topic and standing are another matter."""
        return self.segment is None or self.segment.includes(reader, time_zone)


class WelcomeLetter(msgspec.Struct, frozen=True):
    """What a reader gets after confirming. It has no pictures."""

    subject: str
    html: str
    text: str


def marked(letter: LetterContent) -> LetterContent:
    """The letter with its mark."""
    return msgspec.structs.replace(letter, sha256=_mark(letter))


def _mark(letter: LetterContent) -> str:
    plain = msgspec.structs.replace(letter, sha256="")
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()
