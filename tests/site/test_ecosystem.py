"""What machines read of the shop: structured data, feeds, the sitemap, icons, old addresses."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from domain.money import parse_price
from tests.site.building import ORIGIN, Site

G = "{http://base.google.com/ns/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"

Node = dict[str, Any]


def nodes(text: str) -> list[Node]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found
    graph: list[Node] = json.loads(found[1])["@graph"]
    return graph


def node(text: str, *kinds: str) -> Node:
    (found,) = [node for node in nodes(text) if node["@type"] in kinds]
    return found


def variants(text: str) -> dict[str, Node]:
    """The things that a page offers, by SKU."""
    said = node(text, "Product", "ProductGroup")
    return {each["sku"]: each for each in said.get("hasVariant", [said])}


def feed_items(site: Site) -> dict[str, ET.Element]:
    root = ET.fromstring(site.file("/feeds/products.xml").read_bytes())  # noqa: S314 — our own
    return {item.findtext(f"{G}id", ""): item for item in root.iter("item")}


def test_a_piece_with_a_choice_is_a_group_that_says_what_it_varies_by(site: Site) -> None:
    piece = next(p for p in site.promises.pieces if p.slug == "granite-signet")

    said = node(site.pages[piece.path], "ProductGroup")

    assert said["variesBy"] == ["https://schema.org/size"]
    assert [each["sku"] for each in said["hasVariant"]] == [v.sku for v in piece.variants]
    assert [each["size"] for each in said["hasVariant"]] == [v.label for v in piece.variants]
    for each in said["hasVariant"]:
        assert each["offers"]["url"] == f"{ORIGIN}{piece.path}?sku={each['sku']}"


def test_every_offer_points_to_delivery_and_returns_that_the_page_states(site: Site) -> None:
    for piece in site.promises.pieces:
        text = site.pages[piece.path]
        stated = {each["@id"] for each in nodes(text) if "@id" in each}

        for each in variants(text).values():
            offer = each["offers"]
            pointed = {ref["@id"] for ref in offer["shippingDetails"]}
            assert len(pointed) == len(site.promises.shop.zones)
            assert pointed | {offer["hasMerchantReturnPolicy"]["@id"]} <= stated


def test_delivery_and_returns_are_those_of_the_shop(site: Site) -> None:
    shop = site.promises.shop
    text = site.pages["/pieces/lone-star-disc/"]

    delivery = next(each for each in nodes(text) if each.get("@id") == "#to-us-0")
    returns = node(text, "MerchantReturnPolicy")

    stated = parse_price(delivery["shippingRate"]["value"], shop.currency)
    assert stated == shop.zones[0].rates[0].amount
    assert delivery["deliveryTime"]["handlingTime"]["maxValue"] == shop.workshop.ready_days
    assert returns["merchantReturnDays"] == site.in_force.terms["return_window_days"]
    assert returns["merchantReturnLink"] == f"{ORIGIN}/policies/returns/"


def test_delivery_costs_people_and_machines_what_a_piece_sent_alone_costs(site: Site) -> None:
    shop = site.promises.shop
    feed = feed_items(site)
    costs = set()
    for piece in site.promises.pieces:
        text = site.pages[piece.path]
        stated = {each["@id"]: each for each in nodes(text) if "@id" in each}
        for variant in piece.variants:
            fed = {
                each.findtext(f"{G}country"): each.findtext(f"{G}price", "").split()[0]
                for each in feed[variant.sku].iter(f"{G}shipping")
            }
            pointed = variants(text)[variant.sku]["offers"]["shippingDetails"]
            for zone, reference in zip(shop.zones, pointed, strict=True):
                cost = zone.rates[0].costs(variant.price)
                told = stated[reference["@id"]]["shippingRate"]["value"]
                costs.add((zone.id, cost))

                assert parse_price(told, shop.currency, free=True) == cost
                for country in zone.countries:
                    assert parse_price(fed[country], shop.currency, free=True) == cost

    assert {("us", 0), ("us", 600), ("canada", 1850)} <= costs


def test_a_page_says_from_how_much_on_delivery_is_free_or_that_it_is(site: Site) -> None:
    light = site.pages["/pieces/lone-star-disc/"]
    dear = site.pages["/pieces/dawn-hoops/"]

    assert "$6.00 by USPS Ground Advantage, free from $150.00, 3–6 working days" in light
    assert "United States: free by USPS Ground Advantage, 3–6 working days" in dear


def test_the_way_to_a_piece_leads_through_its_collection(site: Site) -> None:
    way = node(site.pages["/pieces/granite-signet/"], "BreadcrumbList")["itemListElement"]

    assert [step["name"] for step in way] == ["Pieces", "Rings", "Granite signet"]
    assert all(site.file(step["item"]).is_file() for step in way)


def test_a_list_says_the_way_to_it_and_what_a_shared_link_shows(site: Site) -> None:
    for path, names in {
        "/pieces/": ["Pieces"],
        "/pieces/silver/": ["Pieces", "Silver"],
        "/rings/": ["Pieces", "Rings"],
        "/rings/silver/": ["Pieces", "Rings", "Silver"],
    }.items():
        text = site.pages[path]

        way = node(text, "BreadcrumbList")["itemListElement"]
        image = re.search(r'<meta property="og:image" content="([^"]+)">', text)

        assert [step["name"] for step in way] == names
        assert way[-1]["item"] == ORIGIN + path
        assert image
        assert site.file(image[1]).is_file()
        assert f'<meta property="og:url" content="{ORIGIN}{path}">' in text


def test_the_home_page_says_whose_shop_it_is(site: Site) -> None:
    store = node(site.pages["/"], "OnlineStore")

    assert store["name"] == site.promises.shop.name
    assert store["email"] == site.promises.shop.mail
    assert site.file(store["logo"]).is_file()


def test_structured_data_can_not_end_its_own_element(site: Site) -> None:
    for text in site.pages.values():
        for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text):
            assert "<" not in found


def test_the_merchant_feed_has_every_variant_with_what_google_requires(site: Site) -> None:
    required = ("title", "description", "link", "image_link", "availability", "price", "brand")
    promised = {v.sku for piece in site.promises.pieces for v in piece.variants}

    items = feed_items(site)

    assert items.keys() == promised
    for item in items.values():
        assert all(item.findtext(G + name) for name in required)
        assert item.findtext(f"{G}condition") == "new"
        assert item.findtext(f"{G}identifier_exists") == "no"
        assert site.file(item.findtext(f"{G}image_link", "")).is_file()
        assert {each.findtext(f"{G}country") for each in item.iter(f"{G}shipping")} == set(
            site.promises.shop.countries
        )


def test_the_sitemap_lists_the_pages_that_may_be_found_and_no_other(site: Site) -> None:
    root = ET.fromstring(site.file("/sitemap.xml").read_bytes())  # noqa: S314 — our own

    listed = [url.findtext(f"{SITEMAP}loc", "").removeprefix(ORIGIN) for url in root]

    hidden = {
        path for path, text in site.pages.items() if 'name="robots" content="noindex"' in text
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == site.pages.keys() - hidden
    for image in root.iter(f"{IMAGE}loc"):
        assert site.file(image.text or "").is_file()


def test_the_sitemap_says_when_words_that_have_a_day_changed_and_says_it_of_nothing_else(
    site: Site,
) -> None:
    root = ET.fromstring(site.file("/sitemap.xml").read_bytes())  # noqa: S314 — our own

    dated = {
        url.findtext(f"{SITEMAP}loc", "").removeprefix(ORIGIN): day
        for url in root
        if (day := url.findtext(f"{SITEMAP}lastmod"))
    }

    assert dated["/journal/river-sand/"] == "2026-10-09"
    in_force = {f"/policies/{each.policy}/" for each in site.in_force.versions}
    journal = {path for path in site.pages if path.startswith("/journal/")}
    archive = {"/letters/", "/letters/six-blue-stones/", "/letters/the-week-the-heater-broke/"}
    assert dated["/letters/six-blue-stones/"] == "2026-11-26"
    assert dated.keys() == journal | in_force | archive


def test_robots_are_told_where_the_sitemap_is_and_to_leave_the_functions_alone(site: Site) -> None:
    text = site.file("/robots.txt").read_text("utf-8")

    assert "Disallow: /api/\n" in text
    assert f"Sitemap: {ORIGIN}/sitemap.xml\n" in text


def test_new_pieces_are_in_a_feed_the_newest_first(site: Site) -> None:
    root = ET.fromstring(site.file("/feeds/pieces.atom").read_bytes())  # noqa: S314 — our own

    entries = root.findall(f"{ATOM}entry")
    days = [entry.findtext(f"{ATOM}published", "") for entry in entries]

    assert len(entries) == min(20, len(site.promises.pieces))
    assert days == sorted(days, reverse=True)
    assert root.findtext(f"{ATOM}updated") == days[0]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


@pytest.mark.parametrize(("name", "size"), [("icon-192", 192), ("icon-512", 512)])
def test_a_phone_finds_the_icons_that_the_manifest_names(site: Site, name: str, size: int) -> None:
    manifest = json.loads(site.file("/site.webmanifest").read_bytes())

    assert f"/{name}.png" in [icon["src"] for icon in manifest["icons"]]
    with Image.open(site.file(f"/{name}.png")) as icon:
        assert icon.size == (size, size)


def test_language_models_are_given_every_piece_with_its_address(site: Site) -> None:
    text = site.file("/llms.txt").read_text("utf-8")

    assert text.startswith(f"# {site.promises.shop.name}\n")
    for piece in site.promises.pieces:
        assert f"[{piece.title}]({ORIGIN}{piece.path})" in text
