"""What other programs read of the catalogue: feeds of new pieces, the journal, and of what is sold."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from markupsafe import escape

from domain.money import format_money
from plugins.atom_feed import FeedEntry, atom_feed
from plugins.catalogue import Catalogue, SourcePiece
from plugins.marks import mark_of
from plugins.merchant_feed import merchant_feed
from plugins.page import File

MERCHANT_FEED = "/feeds/products.xml"
PIECES_FEED = "/feeds/pieces.atom"
JOURNAL_FEED = "/feeds/journal.atom"


def make(catalogue: Catalogue) -> Iterator[File]:
    shop = catalogue.shop.name
    if catalogue.listed:
        pieces = (_piece_entry(source, catalogue) for source in catalogue.listed)
        title = f"New pieces, {shop}"
        yield File(PIECES_FEED, atom_feed(title, "/pieces/", PIECES_FEED, pieces, catalogue))
    if catalogue.journal:
        entries = (
            FeedEntry(entry.title, entry.path, entry.written_on, f"<p>{escape(entry.summary)}</p>")
            for entry in catalogue.journal
        )
        title = f"Journal, {shop}"
        yield File(JOURNAL_FEED, atom_feed(title, "/journal/", JOURNAL_FEED, entries, catalogue))
    mark = mark_of((catalogue.listed_mark, catalogue.home.description, catalogue.metals))
    yield File(MERCHANT_FEED, functools.partial(merchant_feed, catalogue), mark)


def _piece_entry(source: SourcePiece, catalogue: Catalogue) -> FeedEntry:
    piece, picture = source.piece, source.pictures[0]
    start = "from " if piece.price_varies else ""
    price = format_money(piece.lowest_price, piece.currency, catalogue.shop.locale)
    said = "Sold" if piece.sold_out else start + price
    image = (
        f'<img src="{catalogue.origin}{picture.path}" alt="{escape(picture.alt)}" '
        f'width="{picture.full.width}" height="{picture.full.height}">'
    )
    text = f"<p>{image}</p><p>{escape(source.summary)}</p><p>{escape(said)}</p>"
    return FeedEntry(piece.title, piece.path, source.added, text)
