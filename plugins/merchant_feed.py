"""The feed of what is for sale, in the attributes that Google's Merchant Center reads.

Source: Google's product data specification; RSS 2.0 with the namespace `g`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from domain.catalogue import Variant
from domain.shop import ShopFacts
from plugins.catalogue import Catalogue, SourcePiece
from plugins.delivery_data import decimal_price
from plugins.structured_data import address_of, picture_of
from plugins.variation import variation

G = "http://base.google.com/ns/1.0"
JEWELRY = "188"
"""Apparel & Accessories > Jewelry, in Google's taxonomy."""

SHIPPING = re.compile(rb"<g:shipping>([0-9 ]+)</g:shipping>")
"""Where an item's shipping goes: what it costs in every zone."""

DETAIL = ("section_name", "attribute_name", "attribute_value")
OPTIONS = "Options"
"""What a buyer chooses that Google has no name for; the title says it too."""

MOST_PICTURES = 10
"""Besides the first."""


def merchant_feed(catalogue: Catalogue) -> bytes:
    """An item a variant of every piece that is listed, sold ones as out of stock."""
    ET.register_namespace("g", G)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    head = (("title", catalogue.shop.name), ("link", f"{catalogue.origin}/"))
    for name, text in (*head, ("description", catalogue.home.description)):
        ET.SubElement(channel, name).text = text
    for source in catalogue.listed:
        for variant in source.piece.variants:
            _item(channel, source, variant, catalogue)
    ET.indent(rss, space="")
    written: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    # Few differ in it, and it is most of the feed: written once each, it takes a tenth of the time.
    shipping = functools.cache(functools.partial(_shipping, catalogue.shop))
    return SHIPPING.sub(lambda found: shipping(found[1]), written)


def _item(channel: ET.Element, source: SourcePiece, variant: Variant, catalogue: Catalogue) -> None:
    item = ET.SubElement(channel, "item")
    for name, text in _attributes(source, variant, catalogue):
        ET.SubElement(item, f"{{{G}}}{name}").text = text
    for label, value in variation(source.piece, variant).others:
        detail = ET.SubElement(item, f"{{{G}}}product_detail")
        for name, text in zip(DETAIL, (OPTIONS, label, value), strict=True):
            ET.SubElement(detail, f"{{{G}}}{name}").text = text
    costs = (zone.rates[0].costs(variant.price) for zone in catalogue.shop.zones)
    ET.SubElement(item, f"{{{G}}}shipping").text = " ".join(map(str, costs))


def _shipping(shop: ShopFacts, costs: bytes) -> bytes:
    """An item's delivery to each country, without the namespace that it stands in."""
    item = ET.Element("item", {"xmlns:g": G})
    for zone, cost in zip(shop.zones, costs.split(), strict=True):
        rate = zone.rates[0]
        price = _price(int(cost), shop)
        for country in zone.countries:
            shipping = ET.SubElement(item, "g:shipping")
            for name, text in (("country", country), ("service", rate.label), ("price", price)):
                ET.SubElement(shipping, f"g:{name}").text = text
    ET.indent(item, space="")
    lines = ET.tostring(item, encoding="utf-8", xml_declaration=False).split(b"\n")
    return b"\n".join(lines[1:-1])


def _attributes(
    source: SourcePiece, variant: Variant, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    piece, shop, origin = source.piece, catalogue.shop, catalogue.origin
    yield "id", variant.sku
    yield "title", f"{piece.title}, {variant.label}" if variant.label else piece.title
    yield "description", source.summary
    yield "link", origin + address_of(piece, variant)
    shown = picture_of(source, variant)
    yield "image_link", origin + shown
    others = [picture.full.path for picture in source.pictures if picture.full.path != shown]
    for path in others[:MOST_PICTURES]:
        yield "additional_image_link", origin + path
    yield "availability", "out_of_stock" if variant.sold_out else "in_stock"
    yield from _prices(variant, shop)
    yield "brand", shop.name
    yield "condition", "new"
    yield "identifier_exists", "no"
    if piece.options:
        yield "item_group_id", piece.slug
    yield "google_product_category", JEWELRY
    yield from _told(source, variant, catalogue)
    handling = str(variant.lead_days or shop.workshop.ready_days)
    yield "max_handling_time", handling


def _prices(variant: Variant, shop: ShopFacts) -> Iterator[tuple[str, str]]:
    """Where a piece cost more before, Google calls that the price, and today's the sale price."""
    if variant.compare_at:
        yield "price", _price(variant.compare_at, shop)
        yield "sale_price", _price(variant.price, shop)
    else:
        yield "price", _price(variant.price, shop)


def _price(amount: int, shop: ShopFacts) -> str:
    return f"{decimal_price(amount, shop.currency)} {shop.currency}"


def _told(source: SourcePiece, variant: Variant, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    titles = {collection.id: collection.title for collection in catalogue.collections}
    yield "product_type", titles.get(source.collection, "")
    said = variation(source.piece, variant).named
    metal = said.get("material", source.metal)
    colors = "/".join(facet.label for facet in catalogue.metals if facet.matches(metal))
    yield "material", metal
    for name, text in {"color": colors, **said}.items():
        if name != "material" and text:
            yield name, text
    yield "gender", "unisex"
    yield "age_group", "adult"
