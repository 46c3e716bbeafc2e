"""Which lists of pieces the shop has: all, each collection, and each of those by metal and stone."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

import msgspec

from plugins.catalogue import Catalogue, Collection, Facet, SourcePiece
from plugins.marks import mark_of

Kind = Literal["metal", "stone"]
ALL = "/pieces/"


class Listing(msgspec.Struct, frozen=True, dict=True):
    """A list of pieces with an address of its own, such as `/rings/` or `/rings/silver/`.

    Without a `collection` it is of the whole shop; a `facet` narrows it, and `kind` says of what.
    """

    path: str
    pieces: tuple[SourcePiece, ...]
    collection: Collection | None = None
    facet: Facet | None = None
    kind: Kind | None = None

    @property
    def count(self) -> int:
        return len(self.pieces)

    @functools.cached_property
    def mark(self) -> bytes:
        """A page is given the pieces that it shows: of all others it may tell the number only."""
        return mark_of((self.path, self.count, self.collection, self.facet, self.kind))


class Shelf(msgspec.Struct, frozen=True, dict=True):
    """A list that nothing narrows, and the narrower lists of it that are worth a page."""

    whole: Listing
    metals: tuple[Listing, ...]
    stones: tuple[Listing, ...]

    @property
    def listings(self) -> tuple[Listing, ...]:
        return (self.whole, *self.metals, *self.stones)

    @functools.cached_property
    def mark(self) -> bytes:
        return mark_of(self.listings)


def shelves(catalogue: Catalogue) -> Iterator[Shelf]:
    """All pieces first, then each collection."""
    yield _shelf(Listing(ALL, catalogue.listed), catalogue)
    for collection in catalogue.collections:
        pieces = tuple(each for each in catalogue.listed if collection.id in each.collections)
        yield _shelf(Listing(collection.path, pieces, collection), catalogue)


def _shelf(whole: Listing, catalogue: Catalogue) -> Shelf:
    return Shelf(
        whole,
        tuple(_narrowed(whole, catalogue.metals, "metal")),
        tuple(_narrowed(whole, catalogue.stones, "stone")),
    )


def _narrowed(whole: Listing, facets: tuple[Facet, ...], kind: Kind) -> Iterator[Listing]:
    """A list that is empty, or the same as the whole, helps nobody."""
    found: defaultdict[str, list[SourcePiece]] = defaultdict(list)
    for each in whole.pieces:
        for name in ids(each, kind):
            found[name].append(each)
    for facet in facets:
        pieces = tuple(found[facet.id])
        if 0 < len(pieces) < len(whole.pieces):
            yield Listing(f"{whole.path}{facet.id}/", pieces, whole.collection, facet, kind)


def ids(source: SourcePiece, kind: Kind) -> tuple[str, ...]:
    return source.metals if kind == "metal" else source.stones
