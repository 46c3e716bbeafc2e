"""Reads `content/home.md`: the words of the home page, and the piece whose picture it shows."""

from __future__ import annotations

from pathlib import Path

import msgspec

from plugins.errors import Notes
from plugins.front_matter import read_document
from plugins.references import Slugs

HOME_FIELDS = ("sentence", "description", "piece")


class HomePage(msgspec.Struct, frozen=True):
    """`text` is Markdown: the workshop in three lines."""

    sentence: str
    description: str
    piece: str
    text: str


def read_home(path: Path, slugs: Slugs, notes: Notes) -> HomePage | None:
    """The home page's words; None where something is wrong, which is noted."""
    document = read_document(path, notes, HOME_FIELDS)
    if document is None:
        return None
    fields = document.fields
    home = HomePage(
        sentence=fields.text("sentence", "Jewelry made at one bench.") or "",
        description=fields.text("description", "Rings and pendants made by hand.") or "",
        piece=fields.text("piece", "river-band") or "",
        text=document.text,
    )
    if home.piece and (fault := slugs.fault(home.piece)):
        fields.note("piece", fault)
    return home if notes.sound else None
