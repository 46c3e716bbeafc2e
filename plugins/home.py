"""Reads `content/home.md`: the words of the home page, and the piece whose picture it shows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

from plugins.errors import Notes
from plugins.front_matter import read_document

HOME_FIELDS = ("sentence", "description", "piece")


class HomePage(msgspec.Struct, frozen=True):
    """`text` is Markdown: the workshop in three lines."""

    sentence: str
    description: str
    piece: str
    text: str


def read_home(path: Path, slugs: Collection[str], notes: Notes) -> HomePage | None:
    """The home page's words; None where something is wrong, which is noted."""
    before = len(notes.errors)
    document = read_document(path, notes)
    if document is None:
        return None
    fields = document.fields
    fields.refuse_unknown(HOME_FIELDS)
    home = HomePage(
        sentence=fields.text("sentence", "Jewelry made at one bench.") or "",
        description=fields.text("description", "Rings and pendants made by hand.") or "",
        piece=fields.text("piece", "river-band") or "",
        text=document.text,
    )
    if home.piece and home.piece not in slugs:
        fields.note("piece", f"There is no piece “{home.piece}”. Write a folder's name.")
    return home if len(notes.errors) == before else None
