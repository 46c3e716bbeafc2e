"""Releases of the small shop with other prices and numbers, or without some of its pieces."""

from __future__ import annotations

from typing import NamedTuple

import hypothesis.strategies as st
import msgspec

from domain.catalogue import Piece, Release, Variant
from domain.shelf import ShelfItem
from domain.shop import Workshop
from tests.samples import FACTS, RELEASE

WANTED = (
    ["EMBER-RING"] * 3 + ["RIVER-BAND-7"] * 2 + ["SIGNET-8-SILVER", "SIGNET-7-GOLD", "DAWN-HOOPS"]
)
"""What buyers ask for: most of all for what there is one of."""

PIECES = [piece.slug for piece in RELEASE.pieces]
_PRICES = {variant.sku: variant.price for piece in RELEASE.pieces for variant in piece.variants}
_ENGRAVING = {
    variant.sku: piece.engraving.price
    for piece in RELEASE.pieces
    if piece.engraving
    for variant in piece.variants
}


class Edition(NamedTuple):
    """What is other than in the first release: SKUs' prices, how many were made, what is left out.

    Whatever is in `ordered` is made to order from now on, so many of all pieces in a week.
    """

    dearer: tuple[tuple[str, int], ...] = ()
    made: tuple[tuple[str, int], ...] = ()
    retired: frozenset[str] = frozenset()
    ordered: frozenset[str] = frozenset()
    made_a_week: int | None = None

    @property
    def release(self) -> Release:
        kept = [piece for piece in RELEASE.pieces if piece.slug not in self.retired]
        shop = msgspec.structs.replace(FACTS, workshop=Workshop(made_a_week=self.made_a_week))
        return msgspec.structs.replace(RELEASE, shop=shop, pieces=tuple(map(self._piece, kept)))

    def line(self, sku: str, count: int, engraved: bool, up_to_date: bool) -> str:
        """A cart's line with the price that the buyer saw."""
        seen = _PRICES[sku] + (dict(self.dearer).get(sku, 0) if up_to_date else 0)
        if not engraved or sku not in _ENGRAVING:
            return f"{sku} {count} {seen}"
        return f"{sku} {count} {seen + _ENGRAVING[sku]} Ada"

    def is_on(self, shelf: dict[str, ShelfItem]) -> bool:
        """Whether the shelf says what the release says."""
        declared = {
            variant.sku: variant for piece in self.release.pieces for variant in piece.variants
        }
        return all(
            item.listed == (sku in declared) and (not item.listed or _is_as(item, declared[sku]))
            for sku, item in shelf.items()
        )

    def _piece(self, piece: Piece) -> Piece:
        variants = tuple(map(self._variant, piece.variants))
        return msgspec.structs.replace(piece, variants=variants)

    def _variant(self, variant: Variant) -> Variant:
        sku = variant.sku
        return msgspec.structs.replace(
            variant,
            price=variant.price + dict(self.dearer).get(sku, 0),
            made=dict(self.made).get(sku, variant.made),
            lead_days=15 if sku in self.ordered else variant.lead_days,
        )


def _is_as(item: ShelfItem, variant: Variant) -> bool:
    counted = variant.made_to_order or item.stock.made == variant.made
    return counted and (item.price, item.lead_days) == (variant.price, variant.lead_days)


def _some(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[tuple[str, int], ...]]:
    return st.lists(st.tuples(st.sampled_from(WANTED), numbers), max_size=2).map(tuple)


editions = st.builds(
    Edition,
    _some(st.sampled_from([-500, 500])),
    _some(st.integers(0, 6)),
    st.frozensets(st.sampled_from(PIECES), max_size=1),
    st.frozensets(st.sampled_from(WANTED), max_size=1),
    st.sampled_from([None, 1, 2, 4]),
)
