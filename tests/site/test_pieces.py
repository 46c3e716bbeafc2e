"""What is made of a front matter, and which pieces stand beside each other."""

from __future__ import annotations

from datetime import date
from itertools import product

import msgspec
import pytest

from domain.catalogue import Engraving, Option, Piece, Variant
from plugins.catalogue import Facet, SourcePiece
from plugins.engraving import spelled_out
from plugins.facts import mentioned
from plugins.related import Related
from plugins.variants import sku_part
from tests.site.bench import RING, SIZED, TWO_METALS, Bench


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


def test_options_span_variants_that_are_made_or_made_to_order(bench: Bench) -> None:
    bench.piece(TWO_METALS)

    piece = bench.read().piece

    assert piece.options == (Option("Ring size", "ring_size"), Option("Metal"))
    assert piece.variants == (
        Variant("CREEK-RING-US-6-GOLD", "US 6, Gold", 64000, made=1, values=("US 6", "Gold")),
        Variant(
            "CREEK-RING-US-6-SILVER", "US 6, Silver", 64000, lead_days=15, values=("US 6", "Silver")
        ),
    )


def test_a_metal_that_can_be_chosen_is_one_to_find_the_piece_by(bench: Bench) -> None:
    bench.piece(TWO_METALS)

    assert bench.read().metals == ("gold", "silver")


def test_what_is_left_is_what_the_shelf_says_and_else_what_was_made(bench: Bench) -> None:
    bench.piece(SIZED)
    bench.piece(RING.replace("made: 3", "made_to_order: 9"), "moon-ring")

    creek, moon = bench.catalogue({"CREEK-RING-US-7": 0, "MOON-RING": 0}).pieces

    assert [variant.left for variant in creek.piece.variants] == [1, 0]
    assert moon.piece.variants[0].left is None
    assert not moon.piece.sold_out


def test_what_a_piece_cost_before_is_said_of_variants_at_its_price(bench: Bench) -> None:
    text = SIZED.replace("price: 640.00", "price: 640.00\ncompare_at: 700.00")
    bench.piece(text.replace("made: 2", "made: 2\n    price: 690.00"))

    prices = [(each.price, each.compare_at) for each in bench.read().piece.variants]

    assert prices == [(64000, 70000), (69000, None)]


@pytest.mark.parametrize("stock", ["made: 3", "made_to_order: 15", "one_of_a_kind: true"])
def test_a_retired_piece_keeps_its_page_as_sold(bench: Bench, stock: str) -> None:
    bench.piece(RING.replace("made: 3", f"{stock}\nstatus: retired"))

    catalogue = bench.catalogue()

    assert catalogue.pieces[0].retired
    assert catalogue.pieces[0].piece.sold_out
    assert catalogue.listed == ()


def test_a_piece_tells_its_facts_with_sizes_as_they_are_called_elsewhere(bench: Bench) -> None:
    told = "stones:\n  - Garnet, 1 ct\n  - Topaz\nhallmark: 14K\nnickel_free: true\nweight: 3 g\n"
    bench.piece(SIZED.replace("options:", f"{told}options:"))

    assert bench.read().facts == (
        ("Metal", "14k yellow gold"),
        ("Stones", "Garnet, 1 ct, Topaz"),
        ("Hallmark", "14K"),
        ("Nickel", "Free of nickel"),
        ("Sizes", "US 6–7, UK L½–N½, EU 52–54"),
        ("Dimensions", "0.16 in (4 mm)"),
        ("Weight", "3 g"),
    )


def test_what_is_not_free_of_nickel_says_so(bench: Bench) -> None:
    bench.piece(RING.replace("made: 3", "made: 3\nnickel_free: false"))

    assert ("Nickel", "May contain nickel") in bench.read().facts


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("14k yellow gold", ("gold",)),
        ("14k rose gold", ("rose",)),
        ("Sterling silver and 18k Yellow Gold", ("gold", "silver")),
        ("Quicksilvered glass", ()),
    ],
)
def test_a_piece_is_found_by_the_words_of_its_metal(text: str, ids: tuple[str, ...]) -> None:
    metals = (
        Facet("gold", "Gold", ("yellow gold",)),
        Facet("rose", "Rose gold", ("rose gold",)),
        Facet("silver", "Silver", ("silver",)),
    )

    assert mentioned(metals, text) == ids


@pytest.mark.parametrize(
    ("written", "letters"),
    [
        ("A–C 0–2 &", " &012ABC"),
        ("A-C -", " -ABC"),
        ("a–cX-Z", " XYZabc"),
        ("♥", " ♥"),
        ("E\N{COMBINING ACUTE ACCENT}", " É"),
    ],
)
def test_letters_are_spelled_out(written: str, letters: str) -> None:
    assert spelled_out(written) == letters


def test_an_engraving_may_be_free_and_then_uses_the_usual_letters(bench: Bench) -> None:
    bench.piece(RING.replace("made: 3", "made: 3\nengraving:\n  longest: 20"))

    engraving = bench.read().piece.engraving

    assert engraving
    assert (engraving.longest, engraving.price) == (20, 0)
    assert {"A", "z", "7", "♥", " ", "'", "-"} <= set(engraving.letters)


def test_an_engraving_costs_what_is_written(bench: Bench) -> None:
    lines = "engraving:\n  longest: 3\n  letters: A–C\n  price: 25.00"
    bench.piece(RING.replace("made: 3", f"made: 3\n{lines}"))

    assert bench.read().piece.engraving == Engraving(3, " ABC", 2500)


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


def test_the_pieces_that_the_maker_named_stand_in_her_order_the_sold_ones_last() -> None:
    ring = msgspec.structs.replace(
        source("ring", "rings", "gold"), related=("chain", "sold-ring", "band")
    )
    others = [
        source("band", "rings", "gold"),
        source("sold-ring", "rings", "gold", left=0),
        source("chain", "bracelets", "silver"),
    ]

    shown = Related((ring, *others)).to(ring)

    assert [other.piece.slug for other in shown] == ["chain", "band", "sold-ring"]


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
            ring.related.index(other.piece.slug) if other.piece.slug in ring.related else 0,
            other.collection != ring.collection,
            other.metal != ring.metal,
        )
    )
    return others[:4]
