"""Reads `content/journal/<slug>.md`: an entry's front matter and its text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from domain.catalogue import is_slug
from plugins.errors import ContentError, Notes
from plugins.front_matter import read_document
from plugins.references import Slugs

ENTRY_FIELDS = ("title", "date", "description", "pieces", "status")
STATUSES = ("draft", "published")


class EntryFile(msgspec.Struct, frozen=True):
    """`text` is Markdown; `pieces` are slugs of what the entry speaks of."""

    slug: str
    title: str
    written_on: date
    description: str
    pieces: tuple[str, ...]
    draft: bool
    text: str


def check_journal(content: Path, slugs: Slugs, errors: list[ContentError]) -> None:
    """Note what is wrong with any entry, pieces that there aren't, and what is no entry."""
    for path in sorted((content / "journal").glob("[!.]*")):
        notes = Notes(path, content.parent, errors)
        if path.suffix == ".md":
            read_entry(path, notes, slugs)
        else:
            what = "a folder" if path.is_dir() else "no entry"
            advice = "Write an entry as journal/river-sand.md, or move this away."
            notes.add(1, "file", f"It is {what}. {advice}")


def read_entry(path: Path, notes: Notes, slugs: Slugs | None = None) -> EntryFile | None:
    """An entry, None where something is wrong, which is noted."""
    document = read_document(path, notes, ENTRY_FIELDS)
    if document is None:
        return None
    fields = document.fields
    if not is_slug(path.stem):
        advice = "Write small letters, digits and hyphens, such as river-sand.md."
        notes.add(1, "file", f"“{path.stem}” can't be in an address. {advice}")
    pieces = fields.texts("pieces") if fields.has("pieces") else ()
    fields.check_each("pieces", pieces, lambda slug: slugs.fault(slug) if slugs else None)
    entry = EntryFile(
        slug=path.stem,
        title=fields.text("title", "Casting a ring in river sand") or "",
        written_on=fields.day("date") or date.min,
        description=fields.text("description", "How a ring is cast in river sand.") or "",
        pieces=pieces,
        draft=fields.one_of("status", STATUSES) == "draft",
        text=document.text,
    )
    return entry if notes.sound else None
