"""The archive of letters: its list, its feed, and a page for each letter that may be read there."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from domain.agreement import has_letter
from plugins.atom_feed import FeedEntry, atom_feed
from plugins.catalogue import Catalogue, SourceLetter, SourcePiece
from plugins.page import File, Page

ARCHIVE = "/letters/"
LETTERS_FEED = "/letters/atom.xml"


def make(catalogue: Catalogue) -> Iterator[Page | File]:
    """Nothing where none can be asked for and none be read."""
    letters = catalogue.archive
    if not letters and not has_letter(catalogue.shop, catalogue.policies.in_force):
        return
    newest = letters[0].written_on if letters else None
    values = {"letters": letters, "feed": LETTERS_FEED}
    yield Page(ARCHIVE, "letters", values, indexed=bool(letters), changed_on=newest)
    for number, letter in enumerate(letters):
        yield _page(letter, letters[number + 1 : number + 2], letters[max(0, number - 1) : number])
    if letters:
        entries = (
            FeedEntry(each.subject, each.path, each.written_on, f"<p>{escape(each.preheader)}</p>")
            for each in letters
        )
        title = f"Letters, {catalogue.shop.name}"
        yield File(LETTERS_FEED, atom_feed(title, ARCHIVE, LETTERS_FEED, entries, catalogue))


def _page(
    letter: SourceLetter, older: tuple[SourceLetter, ...], newer: tuple[SourceLetter, ...]
) -> Page:
    values = {
        "letter": letter,
        "older": older[0] if older else None,
        "newer": newer[0] if newer else None,
        "pieces": [source.card for source in shown(letter)],
    }
    return Page(letter.path, "letter", values, changed_on=letter.written_on)


def shown(letter: SourceLetter) -> list[SourcePiece]:
    """Its pieces, in its own order, each once: several of its variants are one card."""
    found = {piece.source.piece.slug: piece.source for piece in letter.pieces}
    return list(found.values())
