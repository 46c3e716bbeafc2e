"""Names of SKUs, and which pieces stand beside each other."""

from __future__ import annotations

from datetime import date

import pytest

from domain.catalogue import Piece, Variant
from plugins.catalogue import SourcePiece
from plugins.makers.pieces import related
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

    shown = related(ring, (ring, *others))

    assert [other.piece.slug for other in shown] == ["band", "signet", "hoops", "newest"]
