"""The feed of what is for sale, in the attributes that Google's Merchant Center reads.

Source: Google's product data specification; RSS 2.0 with the namespace `g`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from xml.sax.saxutils import escape

from domain.catalogue import Variant
from domain.shop import ShopFacts
from plugins.catalogue import Catalogue, SourcePiece
from plugins.delivery_data import decimal_price
from plugins.structured_data import address_of, picture_of
from plugins.variation import variation

G = "http://base.google.com/ns/1.0"
JEWELRY = "188"
"""Apparel & Accessories > Jewelry, in Google's taxonomy."""

DETAIL = ("section_name", "attribute_name", "attribute_value")
OPTIONS = "Options"
"""What a buyer chooses that Google has no name for; the title says it too."""

MOST_PICTURES = 10
"""Besides the first."""


def merchant_feed(catalogue: Catalogue) -> Iterator[bytes]:
    """An item a variant of every piece that is listed, sold ones as out of stock; in parts."""
    shop = catalogue.shop
    head = (("title", shop.name), ("link", f"{catalogue.origin}/"))
    described = (*head, ("description", catalogue.home.description))
    lines = ["<?xml version='1.0' encoding='utf-8'?>", f'<rss xmlns:g="{G}" version="2.0">']
    lines += ("<channel>", *(f"<{name}>{escape(text)}</{name}>" for name, text in described))
    yield "\n".join(lines).encode()
    # Few items differ in it, and it is most of the feed.
    shipping = functools.cache(functools.partial(_shipping, shop))
    for source in catalogue.listed:
        for variant in source.piece.variants:
            costs = tuple(zone.rates[0].costs(variant.price) for zone in shop.zones)
            item = ("\n<item>", *_item(source, variant, catalogue), shipping(costs), "</item>")
            yield "\n".join(item).encode()
    yield b"\n</channel>\n</rss>"


def _item(source: SourcePiece, variant: Variant, catalogue: Catalogue) -> Iterator[str]:
    for name, text in _attributes(source, variant, catalogue):
        yield f"<g:{name}>{escape(text)}</g:{name}>"
    for label, value in variation(source.piece, variant).others:
        yield "<g:product_detail>"
        for name, text in zip(DETAIL, (OPTIONS, label, value), strict=True):
            yield f"<g:{name}>{escape(text)}</g:{name}>"
        yield "</g:product_detail>"


def _shipping(shop: ShopFacts, costs: tuple[int, ...]) -> str:
    """An item's delivery to each country, by what it costs in each zone."""
    lines: list[str] = []
    for zone, cost in zip(shop.zones, costs, strict=True):
        service, price = escape(zone.rates[0].label), _price(cost, shop)
        for country in zone.countries:
            lines += ("<g:shipping>", f"<g:country>{country}</g:country>")
            lines += (f"<g:service>{service}</g:service>", f"<g:price>{price}</g:price>")
            lines.append("</g:shipping>")
    return "\n".join(lines)


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
    others = [picture.path for picture in source.pictures if picture.path != shown]
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
