"""What can be chosen of a piece, in the words of search engines and of Google's feed."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from domain.catalogue import Option, Piece, Variant
from plugins.merchant_feed import merchant_feed
from plugins.structured_data import product
from plugins.variation import names
from tests.site.bench import TWO_METALS, Bench

G = "{http://base.google.com/ns/1.0}"


def piece(*options: Option) -> Piece:
    return Piece(
        "ring", "Ring", "/pieces/ring/", "", "USD", (Variant("R", "", 1),), options=options
    )


@pytest.mark.parametrize(
    ("option", "name"),
    [
        (Option("Fit", "ring_size"), "size"),
        (Option("Chain", "length"), "size"),
        (Option("Size"), "size"),
        (Option("Bead size"), "size"),
        (Option("metal"), "material"),
        (Option("MATERIAL"), "material"),
        (Option("Color"), "color"),
        (Option("Pattern"), "pattern"),
        (Option("Clasp"), None),
        (Option("Downsized"), None),
        (Option("Finish"), None),
    ],
)
def test_an_option_has_a_name_that_machines_know_or_none(option: Option, name: str | None) -> None:
    assert names(piece(option)) == (name,)


def test_two_options_never_share_a_name() -> None:
    both = piece(Option("Ring size", "ring_size"), Option("Chain length", "length"))

    assert names(both) == ("size", None)


def said(bench: Bench, label: str) -> tuple[dict[str, Any], list[ET.Element]]:
    """The piece, and its items in the feed, with its second option called so."""
    bench.piece(TWO_METALS.replace("label: Metal", f"label: {label}"))
    catalogue = bench.catalogue()
    feed = ET.fromstring(b"".join(merchant_feed(catalogue)))  # noqa: S314 — our own
    return product(catalogue.pieces[0], catalogue), list(feed.iter("item"))


def test_a_metal_is_chosen_as_a_material_however_it_is_written(bench: Bench) -> None:
    group, items = said(bench, "metal")

    assert group["variesBy"] == ["https://schema.org/size", "https://schema.org/material"]
    assert group["hasVariant"][0]["material"] == "Gold"
    assert [item.findtext(f"{G}material") for item in items] == ["Gold", "Silver"]
    assert [item.findtext(f"{G}size") for item in items] == ["US 6", "US 6"]
    assert items[1].findtext(f"{G}color") == "Silver"
    assert items[0].find(f"{G}product_detail") is None


def test_what_machines_have_no_name_for_is_a_detail(bench: Bench) -> None:
    group, (item, _) = said(bench, "Finish")

    assert group["variesBy"] == ["https://schema.org/size"]
    assert group["hasVariant"][0]["additionalProperty"] == [
        {"@type": "PropertyValue", "name": "Finish", "value": "Gold"}
    ]
    (detail,) = item.findall(f"{G}product_detail")
    assert {each.tag.removeprefix(G): each.text for each in detail} == {
        "section_name": "Options",
        "attribute_name": "Finish",
        "attribute_value": "Gold",
    }
    assert item.findtext(f"{G}title") == "Creek ring, US 6, Gold"
    assert item.findtext(f"{G}material") == "14k yellow gold"
    assert item.findtext(f"{G}size") == "US 6"
