"""Finds the pieces to show beside one, for each of many without looking at all of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from plugins.catalogue import SourcePiece

RELATED_PIECES = 4

Trait = tuple[object, ...]
"""What pieces may share: nothing, a metal, a collection, or both; and whether all are sold."""


class Related:
    """Sorts pieces once by what they have in common, in the order they are given in."""

    def __init__(self, pieces: Sequence[SourcePiece]) -> None:
        self._by_slug = {source.piece.slug: source for source in pieces}
        self._alike: defaultdict[Trait, list[SourcePiece]] = defaultdict(list)
        for source in pieces:
            for trait in _traits(source, sold_out=source.piece.sold_out):
                self._alike[trait].append(source)

    def to(self, source: SourcePiece) -> list[SourcePiece]:
        """Those its maker named, then of its collection, then of its metal; the sold ones last."""
        chosen = {source.piece.slug: source}
        for other in self._candidates(source):
            chosen.setdefault(other.piece.slug, other)
            if len(chosen) > RELATED_PIECES:
                break
        return list(chosen.values())[1:]

    def _candidates(self, source: SourcePiece) -> Iterator[SourcePiece]:
        yield from self._named(source)
        for sold_out in (False, True):
            for trait in _traits(source, sold_out=sold_out):
                yield from self._alike[trait]

    def _named(self, source: SourcePiece) -> list[SourcePiece]:
        """In the order that the maker named them in."""
        named = (self._by_slug[slug] for slug in source.related if slug in self._by_slug)
        return sorted(named, key=lambda other: other.piece.sold_out)


def _traits(source: SourcePiece, *, sold_out: bool) -> tuple[Trait, ...]:
    """The closest first."""
    return (
        (sold_out, source.collection, source.metal),
        (sold_out, source.collection),
        (sold_out, None, source.metal),
        (sold_out,),
    )
