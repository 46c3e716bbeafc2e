"""Every way that options and variants can be wrong, one clear sentence each."""

from __future__ import annotations

import pytest

from tests.site.bench import RING, SIZED, TWO_METALS, Bench

MADE_OF_51 = "variants:\n" + "".join(f"  - values: No. {n}\n    made: 1\n" for n in range(51))

SPOILED = {
    "no list": (
        (
            "variants:\n  - values: US 6\n    made: 1\n  - values: US 7\n    made: 2",
            "variants: US 6",
        ),
        "14: variants: It must be a list. Write “variants:”, then “- values: US 7” below it.",
    ),
    "no options": (
        ("options:\n  - label: Ring size\n    kind: ring_size\n", ""),
        "2: options: It is missing. Write “options:”, then “- label: Ring size” below it.",
    ),
    "a kind of one's own": (
        ("kind: ring_size", "kind: ringsize"),
        "13: options.1.kind: “ringsize” can't be used. Write one of plain, ring_size, length.",
    ),
    "no label": (
        ("- label: Ring size\n    kind", "- kind"),
        "12: options.1.label: It is missing. Write “label: Ring size”.",
    ),
    "no fields": (
        ("- values: US 6\n    made: 1", "- US 6"),
        "15: variants.1: It has no fields. Write “- values: US 7”.",
    ),
    "no values": (
        ("- values: US 7\n    made: 2", "- made: 2\n    sku: CREEK-RING-7"),
        "17: variants.2.values: It is missing. Write “values:”, then “- US 7” below it.",
    ),
    "two values for one option": (
        ("values: US 7", "values:\n      - US 7\n      - Gold"),
        "17: variants.2.values: There are 2. Write 1, one for: Ring size.",
    ),
    "a size in decimals": (
        ("values: US 7", "values: US 7.5"),
        "17: variants.2.values: “US 7.5” is no ring size. Write “US 7½”.",
    ),
    "a size from elsewhere": (
        ("values: US 7", "values: EU 54"),
        (
            "17: variants.2.values: “EU 54” is no ring size. "
            "Write a US size from 1 to 16, such as “US 7” or “US 6½”."
        ),
    ),
    "the same values": (
        ("values: US 7", "values: US 6\n    sku: CREEK-RING-7"),
        "17: variants.2.values: “US 6” is taken. Write others, or remove it.",
    ),
    "the same SKU": (
        ("values: US 7", "values: US 7\n    sku: CREEK-RING-US-6"),
        (
            "18: variants.2.sku: CREEK-RING-US-6 is taken by "
            "content/products/creek-ring/index.md:15. Write a “sku” of its own."
        ),
    ),
    "no number made": (
        ("    made: 2\n", ""),
        "17: variants.2.made: It is missing. Write “made: 3”.",
    ),
    "a misspelled field": (
        ("made: 2", "made: 2\n    prise: 12.00"),
        "19: variants.2.prise: There is no such field. Write “price”, or remove the line.",
    ),
    "a price that is a float": (
        ("made: 2", "made: 2\n    price: 6.4e2"),
        (
            "19: variants.2.price: “6.4e2” is no price. "
            "Write the price as a plain number such as 128.00."
        ),
    ),
    "a price that was lower before": (
        ("made: 2", "made: 2\n    price: 700.00\n    compare_at: 660.00"),
        "20: variants.2.compare_at: It isn't above the price. Write what it cost before.",
    ),
    "a picture that isn't there": (
        ("made: 2", "made: 2\n    picture: 2"),
        "19: variants.2.picture: There is no 2.jpg. Write 1, or remove the line.",
    ),
    "a number for the whole piece too": (
        ("options:", "made: 3\noptions:"),
        "11: made: A piece with variants doesn't say this of all. Write it at each variant.",
    ),
    "one of a kind in sizes": (
        ("options:", "one_of_a_kind: true\noptions:"),
        "11: one_of_a_kind: A piece with variants doesn't say this of all. Remove it.",
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED.values(), ids=SPOILED.keys())
def test_broken_variants_give_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.piece(SIZED.replace(*change))

    assert bench.errors() == [f"content/products/creek-ring/index.md:{said}"]


SPOILED_PAIRS = {
    "one value for two options": (
        ("values:\n      - US 6\n      - Silver", "values: US 6"),
        "20: variants.2.values: There are 1. Write 2, one for: Ring size, Metal.",
    ),
    "an empty value": (
        ("- Silver", "- ''"),
        "22: variants.2.values.2: It must be plain text. Write “- US 7”.",
    ),
    "a size in decimals": (
        ("- US 6\n      - Silver", "- US 6.5\n      - Silver"),
        "21: variants.2.values.1: “US 6.5” is no ring size. Write “US 6½”.",
    ),
    "an option twice": (
        ("- label: Metal", "- label: ring size"),
        "14: options.2.label: “ring size” is taken. Write another, or remove the option.",
    ),
    "values that make no SKU": (
        ("- US 6\n      - Silver", "- US 7\n      - " + "Silver " * 9),
        (
            f"20: variants.2.sku: “US 7, {'Silver ' * 9}” makes no SKU. "
            "Write capitals, digits and hyphens, such as RIVER-BAND-7."
        ).replace(" ”", "”"),
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED_PAIRS.values(), ids=SPOILED_PAIRS.keys())
def test_broken_pairs_of_values_give_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.piece(TWO_METALS.replace(*change))

    assert bench.errors() == [f"content/products/creek-ring/index.md:{said}"]


def test_there_are_no_more_variants_than_stock_can_be_asked_for(bench: Bench) -> None:
    bench.piece(RING.replace("made: 3\n", f"options:\n  - label: Stamp\n{MADE_OF_51}"))

    assert bench.errors() == [
        "content/products/creek-ring/index.md:13: variants: There are 51. Write 50 at most."
    ]


def test_a_piece_asks_three_questions_at_most(bench: Bench) -> None:
    labels = "".join(f"  - label: {label}\n" for label in ("Size", "Metal", "Finish", "Box"))
    values = "".join(f"      - {value}\n" for value in ("S", "Silver", "Matte", "Cedar"))
    variants = f"options:\n{labels}variants:\n  - values:\n{values}    made: 1\n"
    bench.piece(RING.replace("made: 3\n", variants))

    assert bench.errors() == [
        "content/products/creek-ring/index.md:11: options: There are 4. Write 3 at most."
    ]
