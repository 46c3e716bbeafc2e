"""The journal: its list, and a page for each entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.catalogue import Catalogue, Entry, SourcePiece
from plugins.page import Page


def make(catalogue: Catalogue) -> Iterator[Page]:
    entries = catalogue.journal
    newest = entries[0].written_on if entries else None
    known = {source.piece.slug: source for source in catalogue.pieces} if entries else {}
    yield Page("/journal/", "journal", {"entries": entries}, changed_on=newest)
    for number, entry in enumerate(entries):
        values = {
            "entry": entry,
            "newer": entries[number - 1] if number else None,
            "older": entries[number + 1] if number + 1 < len(entries) else None,
            "pieces": [source.card for source in spoken_of(entry, known)],
        }
        yield Page(entry.path, "entry", values, changed_on=entry.written_on)


def spoken_of(entry: Entry, known: Mapping[str, SourcePiece]) -> list[SourcePiece]:
    """The pieces that the entry names, in its own order; drafts have no page and are left out."""
    return [known[slug] for slug in entry.pieces if slug in known]
