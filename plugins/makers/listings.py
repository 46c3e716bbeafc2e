"""Lists of pieces: all of them, each collection, what narrows them, and the search."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from domain.shop import ShopFacts
from plugins.cards import Cards
from plugins.catalogue import Catalogue
from plugins.facets import Listing, Shelf, shelves
from plugins.listing_choices import choices, range_words
from plugins.listing_index import PATH, listing_index
from plugins.page import File, Page

ON_A_PAGE = 24


def make(catalogue: Catalogue) -> Iterator[Page | File]:
    found = tuple(shelves(catalogue))
    for shelf in found:
        offered = _offered(shelf, catalogue.shop)
        for listing in shelf.listings:
            yield from _pages(listing, {"shelf": shelf, **offered})
    yield File(PATH, functools.partial(listing_index, catalogue), catalogue.listed_mark)
    yield Page("/search/", "search", {"shelf": found[0]}, indexed=False)


def _offered(shelf: Shelf, shop: ShopFacts) -> dict[str, Any]:
    """What a list and all narrower ones of it can be filtered by."""
    found = choices(shelf.whole.pieces, shop.currency)
    said = {each.value: range_words(each, shop.currency, shop.locale) for each in found.prices}
    return {"choices": found, "prices": said}


def _pages(listing: Listing, shared: dict[str, Any]) -> Iterator[Page]:
    """A list in pages of 24; a collection without pieces keeps its page, which says so."""
    last = max(1, -(-len(listing.pieces) // ON_A_PAGE))
    for number in range(1, last + 1):
        shown = listing.pieces[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        values = {
            "listing": listing,
            "pieces": Cards(shown),
            "number": number,
            "pages": {each: page_path(listing.path, each) for each in near(number, last)},
            "last": last,
        }
        yield Page(
            page_path(listing.path, number),
            "collection" if listing.collection else "listing",
            values | shared,
            indexed=bool(shown),
            changed_on=max((source.added for source in shown), default=None),
            pictures=tuple(source.pictures[0] for source in shown),
        )


def page_path(path: str, number: int) -> str:
    return path if number == 1 else f"{path}{number}/"


def near(number: int, last: int) -> list[int]:
    """The pages to link to: the first, the last, and those around this one."""
    return sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
