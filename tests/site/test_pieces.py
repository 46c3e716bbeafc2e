"""Names of SKUs, and which pieces stand beside each other."""

from __future__ import annotations

from datetime import date
from itertools import product

import msgspec
import pytest

from domain.catalogue import Piece, Variant
from plugins.catalogue import SourcePiece
from plugins.related import Related
from plugins.variants import sku_part


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("US 7", "US-7"),
        ("US 6½", "US-6-5"),
        ("16 in (41 cm)", "16-IN-41-CM"),
        ("Größe 54", "GROSSE-54"),
        ("6¼ to 6¾", "6-25-TO-6-75"),
    ],
)
def test_a_label_ends_a_sku(label: str, part: str) -> None:
    assert sku_part(label) == part


def source(slug: str, collection: str, metal: str, left: int | None = None) -> SourcePiece:
    variant = Variant(sku=slug.upper(), label="", price=100, made=1, left=left)
    return SourcePiece(
        piece=Piece(slug, slug, f"/pieces/{slug}/", "", "USD", (variant,)),
        added=date(2026, 1, 1),
        collections=(collection,),
        summary="",
        metal=metal,
        facts=(),
        care=None,
        text="",
        pictures=(),
    )


def test_beside_a_piece_stand_its_collection_then_its_metal_and_nothing_sold() -> None:
    ring = source("ring", "rings", "gold")
    others = [
        source("newest", "pendants", "silver"),
        source("sold-ring", "rings", "gold", left=0),
        source("hoops", "earrings", "gold"),
        source("signet", "rings", "silver"),
        source("band", "rings", "gold"),
        source("chain", "bracelets", "silver"),
    ]

    shown = Related((ring, *others)).to(ring)

    assert [other.piece.slug for other in shown] == ["band", "signet", "hoops", "newest"]


def test_among_many_the_same_pieces_are_found_as_by_sorting_all_of_them() -> None:
    kinds = product(("rings", "pendants", "cuffs"), ("gold", "silver", "rose"), (None, 0, 2))
    many = [source(f"piece-{n}", *kind) for n, kind in enumerate(kinds)] * 2
    many = [msgspec.structs.replace(each, related=NAMED[n % 5]) for n, each in enumerate(many[:40])]
    beside = Related(many[:27])

    for each in many:
        assert beside.to(each) == sorted_out(each, many[:27])


NAMED = ((), ("piece-9",), ("piece-20", "piece-1", "piece-3"), ("piece-99",), ("piece-4",) * 2)


def sorted_out(ring: SourcePiece, pieces: list[SourcePiece]) -> list[SourcePiece]:
    """The plain way, which takes the longer the more pieces there are, for each of them."""
    others = [other for other in pieces if other.piece.slug != ring.piece.slug]
    others.sort(
        key=lambda other: (
            other.piece.slug not in ring.related,
            other.piece.sold_out,
            other.collection != ring.collection,
            other.metal != ring.metal,
        )
    )
    return others[:4]
