"""What the build makes for cart, wishlist and comparison."""

from __future__ import annotations

import json
from typing import Any

import brotli  # type: ignore[import-untyped]  # has no types
import pytest

from domain.money import format_money
from tests.site.building import Site

PAGES = ("/cart/", "/wishlist/", "/compare/")


def told(site: Site, slug: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((site.output / "pieces" / slug / "piece.json").read_bytes())
    return read


def test_every_piece_is_told_with_the_prices_that_the_release_promises(site: Site) -> None:
    for piece in site.promises.pieces:
        file = told(site, piece.slug)

        assert file["title"] == piece.title
        assert file["price"] == piece.lowest_price
        assert [(each["sku"], each["label"], each["price"]) for each in file["variants"]] == [
            (variant.sku, variant.label, variant.price) for variant in piece.variants
        ]
        for variant in file["variants"]:
            assert variant["words"] == format_money(variant["price"], piece.currency)


def test_the_picture_that_is_told_is_there(site: Site) -> None:
    for piece in site.promises.pieces:
        picture = told(site, piece.slug)["picture"]

        assert (site.output / picture["src"].lstrip("/")).is_file()
        assert picture["alt"]
        assert picture["width"] > 0 < picture["height"]


def test_the_facts_say_what_can_be_chosen_and_engraved(kept_site: Site) -> None:
    facts = dict(told(kept_site, "fern-band")["facts"])

    assert facts["Sizes"].startswith("US 6–7")
    assert "Ring size" not in facts
    assert facts["Engraving"] == "Up to 20 characters, $25.00"
    assert next(iter(facts)) == "Metal"


def test_a_piece_is_told_under_its_earlier_names_too(kept_site: Site) -> None:
    assert told(kept_site, "bracken-band") == told(kept_site, "fern-band")
    assert told(kept_site, "bracken-band")["slug"] == "fern-band"


def test_a_variant_has_its_own_picture_where_it_shows_another(kept_site: Site) -> None:
    ring = told(kept_site, "willow-ring")
    silver, gold = ring["variants"]

    assert "picture" not in silver
    assert gold["picture"]["alt"] == "The same ring in gold"
    assert gold["picture"]["src"] != ring["picture"]["src"]
    assert (kept_site.output / gold["picture"]["src"].lstrip("/")).is_file()


def test_a_retired_piece_is_still_told_and_is_sold(kept_site: Site) -> None:
    brooch = told(kept_site, "old-brooch")

    assert brooch["retired"] is True
    assert [variant["sold"] for variant in brooch["variants"]] == [True]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_what_is_kept_is_for_nobody_but_its_visitor(site: Site, path: str) -> None:
    text = site.pages[path]

    assert '<meta name="robots" content="noindex">' in text
    assert "needs JavaScript" in text
    assert "checked" not in text


@pytest.mark.parametrize("path", ["/wishlist/", "/compare/"])
def test_a_page_that_is_passed_on_by_its_link_says_what_it_shows(site: Site, path: str) -> None:
    assert '<meta name="description" content="Pieces of Juniper Bend Jewelry' in site.pages[path]


def test_what_every_page_loads_of_it_is_tiny(site: Site) -> None:
    weights = {
        name: len(brotli.compress(next(site.output.glob(f"static/{name}.*.js")).read_bytes()))
        for name in ("kept", "keep")
    }

    assert weights["kept"] <= 700
    assert sum(weights.values()) <= 1024
