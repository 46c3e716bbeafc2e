"""Writes Atom feeds (RFC 4287) that are dated by what they tell of, and never by the build."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

import feedgenerator  # type: ignore[import-untyped]  # has no types
import msgspec

from plugins.catalogue import Catalogue

MOST_ENTRIES = 20


class FeedEntry(msgspec.Struct, frozen=True):
    """`text` is HTML; the entry's `path` is its id as well."""

    title: str
    path: str
    day: date
    text: str


def atom_feed(
    title: str, page: str, feed: str, entries: Iterable[FeedEntry], catalogue: Catalogue
) -> bytes:
    """A feed of the first entries; `page` shows the same, `feed` is its own address."""
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
