"""What other programs read of the catalogue: feeds of new pieces, the journal, and of what is sold."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

import feedgenerator  # type: ignore[import-untyped]  # has no types
import msgspec
from markupsafe import escape

from domain.money import format_money
from plugins.catalogue import Catalogue, SourcePiece
from plugins.merchant_feed import merchant_feed
from plugins.page import File

MERCHANT_FEED = "/feeds/products.xml"
PIECES_FEED = "/feeds/pieces.atom"
JOURNAL_FEED = "/feeds/journal.atom"
MOST_ENTRIES = 20


class FeedEntry(msgspec.Struct, frozen=True):
    """`text` is HTML."""

    title: str
    path: str
    day: date
    text: str


def make(catalogue: Catalogue) -> Iterator[File]:
    shop = catalogue.shop.name
    if catalogue.listed:
        pieces = (_piece_entry(source, catalogue) for source in catalogue.listed)
        title = f"New pieces, {shop}"
        yield File(PIECES_FEED, _atom(title, "/pieces/", PIECES_FEED, pieces, catalogue))
    if catalogue.journal:
        entries = (
            FeedEntry(entry.title, entry.path, entry.written_on, f"<p>{escape(entry.summary)}</p>")
            for entry in catalogue.journal
        )
        title = f"Journal, {shop}"
        yield File(JOURNAL_FEED, _atom(title, "/journal/", JOURNAL_FEED, entries, catalogue))
    yield File(MERCHANT_FEED, merchant_feed(catalogue))


def _piece_entry(source: SourcePiece, catalogue: Catalogue) -> FeedEntry:
    piece, picture = source.piece, source.pictures[0]
    start = "from " if piece.price_varies else ""
    price = format_money(piece.lowest_price, piece.currency, catalogue.shop.locale)
    said = "Sold" if piece.sold_out else start + price
    image = (
        f'<img src="{catalogue.origin}{picture.full.path}" alt="{escape(picture.alt)}" '
        f'width="{picture.full.width}" height="{picture.full.height}">'
    )
    text = f"<p>{image}</p><p>{escape(source.summary)}</p><p>{escape(said)}</p>"
    return FeedEntry(piece.title, piece.path, source.added, text)


def _atom(
    title: str, page: str, feed: str, entries: Iterable[FeedEntry], catalogue: Catalogue
) -> bytes:
    """An Atom feed (RFC 4287) of the first entries, dated by the entries and never by the build."""
    origin, shop = catalogue.origin, catalogue.shop
    written = feedgenerator.Atom1Feed(
        title=title,
        link=origin + page,
        description="",
        language=shop.locale.replace("_", "-"),
        author_name=shop.name,
        feed_url=origin + feed,
        feed_guid=origin + feed,
    )
    for entry, _ in zip(entries, range(MOST_ENTRIES), strict=False):
        written.add_item(
            title=entry.title,
            link=origin + entry.path,
            description=None,
            content=entry.text,
            unique_id=origin + entry.path,
            pubdate=datetime.combine(entry.day, time(12), UTC),
        )
    target = io.StringIO()
    written.write(target, "utf-8")
    return target.getvalue().encode()
