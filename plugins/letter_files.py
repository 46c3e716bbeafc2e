"""Reads `content/letters/`: a letter in `<day>-<slug>.md`, and the welcome in `welcome.md`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import cast

from domain.catalogue import is_slug
from domain.consent import Form
from domain.letters import FORMS, WELCOME, Segment
from domain.shop import LetterFacts
from plugins.catalogue import LetterPiece, SourceLetter, SourceWelcome
from plugins.errors import ContentError, Notes
from plugins.fields import Fields, read_day
from plugins.front_matter import read_document
from plugins.skus import Skus

LETTER_FILE_FIELDS = ("subject", "preheader", "topic", "pieces", "segment", "archive")
SEGMENT_FIELDS = ("joined_from", "joined_until", "asked_in")
WELCOME_FIELDS = ("subject", "preheader")

LONGEST = 150
"""Signs of a subject or a preheader: mail programs show a third of it, and cut off the rest."""

MOST_PIECES = 6
"""Their pictures travel with every single letter."""

NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-(.+)")
NAME_ADVICE = "Call it by its day and a name, such as 2026-05-14-spring.md."
RESERVED = frozenset({"asked", "choices", "forgotten", "join", "joined", "left", "moved", WELCOME})
"""Addresses under /letters/ that belong to the readers' own pages."""


class LetterReader:
    """`facts` is None where shop.yaml has no letter; `skus` finds the pieces that are shown."""

    def __init__(
        self,
        content: Path,
        facts: LetterFacts | None,
        skus: Skus,
        errors: list[ContentError],
        *,
        shop_is_read: bool = True,
    ) -> None:
        self.folder = content / "letters"
        self.facts = facts
        self.skus = skus
        self.errors = errors
        self.shop_is_read = shop_is_read
        self._taken: dict[str, str] = {}

    def read_all(self) -> tuple[tuple[SourceLetter, ...], SourceWelcome | None]:
        """The letters, the newest first, and the welcome; what is wrong with any is noted."""
        letters, welcome = [], None
        for path in sorted(self.folder.glob("[!.]*"), reverse=True):
            notes = Notes(path, self.folder.parents[1], self.errors)
            if path.suffix != ".md":
                notes.add(1, "file", f"It is no letter. {NAME_ADVICE} Or move this away.")
            elif self.shop_is_read and self.facts is None:
                advice = "Write “letter:” there first, or move this away."
                notes.add(1, "file", f"shop.yaml says that the shop writes no letters. {advice}")
            elif path.stem == WELCOME:
                welcome = _read_welcome(path, notes)
            elif letter := self._read(path, notes):
                letters.append(letter)
        return tuple(letters), welcome

    def _read(self, path: Path, notes: Notes) -> SourceLetter | None:
        document = read_document(path, notes, LETTER_FILE_FIELDS)
        if document is None:
            return None
        fields = document.fields
        day, slug = self._name(path, notes)
        letter = SourceLetter(
            slug=slug,
            written_on=day,
            subject=_line(fields, "subject", "Two garnets, and a week of rain"),
            preheader=_line(fields, "preheader", "Both are small, and one is brown."),
            topic=self._topic(fields),
            text=document.text,
            pieces=self._pieces(fields),
            segment=_segment(fields),
            archive=fields.flag("archive") is not False,
        )
        return letter if notes.sound else None

    def _name(self, path: Path, notes: Notes) -> tuple[date, str]:
        """The day and the slug that a file's name says."""
        found = NAME.fullmatch(path.stem)
        day = read_day(found[1]) if found else None
        slug = found[2] if found else ""
        if day is None:
            notes.add(1, "file", f"“{path.name}” doesn't begin with a day. {NAME_ADVICE}")
        elif not is_slug(slug):
            advice = "Write small letters, digits and hyphens, such as 2026-05-14-spring.md."
            notes.add(1, "file", f"“{slug}” can't be in an address. {advice}")
        elif slug in RESERVED:
            problem = f"/letters/{slug}/ is a page of the shop's own. Choose another name."
            notes.add(1, "file", problem)
        elif slug in self._taken:
            problem = f"{self._taken[slug]} is called “{slug}” too. Choose another name."
            notes.add(1, "file", problem)
        self._taken.setdefault(slug, path.name)
        return day or date.min, slug

    def _topic(self, fields: Fields) -> str:
        ids = [topic.id for topic in self.facts.topics] if self.facts else []
        if not ids:
            return fields.text("topic", "new-pieces") or ""
        advice = f"Write one of {', '.join(ids)}, or add it to the letter's topics in shop.yaml."
        return fields.matching("topic", ids.__contains__, advice, ids[0]) or ""

    def _pieces(self, fields: Fields) -> tuple[LetterPiece, ...]:
        named = fields.texts("pieces") if fields.has("pieces") else ()
        fields.check_each("pieces", named, self.skus.fault)
        if len(named) > MOST_PIECES:
            problem = f"There are {len(named)}. Write {MOST_PIECES} at most: each brings a picture."
            fields.note("pieces", problem)
        return tuple(found for sku in named if (found := self.skus.find(sku)))


def _read_welcome(path: Path, notes: Notes) -> SourceWelcome | None:
    document = read_document(path, notes, WELCOME_FIELDS)
    if document is None:
        return None
    welcome = SourceWelcome(
        subject=_line(document.fields, "subject", "Welcome to the bench"),
        preheader=_line(document.fields, "preheader", "What you will get, and how seldom."),
        text=document.text,
    )
    return welcome if notes.sound else None


def _line(fields: Fields, name: str, example: str) -> str:
    """Words for a mail's header or its first line: one line, and nothing that can't be seen."""
    advice = f"Write {LONGEST} signs at most, all of which can be seen."
    return fields.matching(name, _is_line, advice, example) or ""


def _is_line(text: str) -> bool:
    return len(text) <= LONGEST and text.isprintable()


def _segment(fields: Fields) -> Segment | None:
    segment = fields.mapping("segment", "joined_from: 2026-05-14")
    if segment is None:
        return None
    segment.refuse_unknown(SEGMENT_FIELDS)
    since, until = (
        segment.day(name) if segment.has(name) else None for name in ("joined_from", "joined_until")
    )
    if since and until and until < since:
        problem = f"It is before {since}, so nobody is meant. Write a later day."
        segment.note("joined_until", problem)
    forms = segment.texts("asked_in", "cart") if segment.has("asked_in") else ()
    segment.check_each("asked_in", forms, _form_fault)
    return Segment(since, until, cast("tuple[Form, ...]", forms))


def _form_fault(name: str) -> str | None:
    if name in FORMS:
        return None
    return f"“{name}” is no form. Write one of {', '.join(FORMS)}."
