"""Says in schema.org's words what a page shows, for machines.

Delivery and returns are stated once a page and pointed to by `@id`, so that eight variants don't
carry them eight times.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.catalogue import Piece, Variant
from plugins.catalogue import Catalogue, SourcePiece
from plugins.delivery_data import Node, decimal_price, deliveries, delivery_id
from plugins.facets import Listing
from plugins.variation import names, variation

SCHEMA = "https://schema.org"
RETURNS = "#returns"


def graph(*nodes: Node) -> Node:
    return {"@context": SCHEMA, "@graph": list(nodes)}


def piece_graph(source: SourcePiece, catalogue: Catalogue) -> Node:
    """A piece's page: the piece, the way to it, and how it is sent and taken back."""
    home = next((each for each in catalogue.collections if each.id == source.collection), None)
    steps = [(home.title, home.path)] if home else []
    steps.append((source.piece.title, source.piece.path))
    said = [product(source, catalogue), breadcrumb(steps, catalogue.origin)]
    if source.piece.sold_out:
        return graph(*said)
    return graph(*said, *deliveries(source.piece, catalogue.shop), returns(catalogue))


def home_graph(catalogue: Catalogue) -> Node:
    """The home page: whose shop this is, where it can be written to, how to search it."""
    shop, origin = catalogue.shop, catalogue.origin
    website = {
        "@type": "WebSite",
        "url": f"{origin}/",
        "name": shop.name,
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{origin}/search/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
    return graph(organization(catalogue), website)


def organization(catalogue: Catalogue) -> Node:
    shop, origin = catalogue.shop, catalogue.origin
    return {
        "@type": "OnlineStore",
        "@id": f"{origin}/#shop",
        "name": shop.name,
        "url": f"{origin}/",
        "logo": f"{origin}/icon-512.png",
        "email": shop.mail,
        "address": ", ".join(shop.postal_address),
        "sameAs": list(shop.social),
        "hasMerchantReturnPolicy": returns(catalogue),
    }


def list_graph(listing: Listing, origin: str) -> Node:
    """The way to a list: through its collection, to what narrows it."""
    home, facet = listing.collection, listing.facet
    steps = [(home.title, home.path)] if home else []
    steps += [(facet.label, listing.path)] if facet else []
    return graph(breadcrumb(steps, origin))


def breadcrumb(steps: Iterable[tuple[str, str]], origin: str) -> Node:
    """The way from all pieces; each step is (name, path)."""
    way = [("Pieces", "/pieces/"), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": origin + path}
            for place, (name, path) in enumerate(way, 1)
        ],
    }


def product(source: SourcePiece, catalogue: Catalogue) -> Node:
    """schema.org's Product, or a ProductGroup where there is something to choose."""
    piece = source.piece
    about: Node = {
        "name": piece.title,
        "description": source.summary,
        "brand": {"@type": "Brand", "name": catalogue.shop.name},
        "image": [catalogue.origin + picture.path for picture in source.pictures],
        "material": source.metal,
        "url": catalogue.origin + piece.path,
    }
    if not piece.options:
        only = piece.variants[0]
        offer = _offer(piece, only, catalogue)
        return {"@type": "Product", **about, "sku": only.sku, "offers": offer}
    varies_by = [f"{SCHEMA}/{name}" for name in names(piece) if name]
    return {
        "@type": "ProductGroup",
        **about,
        "productGroupID": piece.slug,
        **({"variesBy": varies_by} if varies_by else {}),
        "hasVariant": [_variant(source, variant, catalogue) for variant in piece.variants],
    }


def _variant(source: SourcePiece, variant: Variant, catalogue: Catalogue) -> Node:
    piece = source.piece
    return {
        "@type": "Product",
        "name": f"{piece.title}, {variant.label}",
        "sku": variant.sku,
        "image": catalogue.origin + picture_of(source, variant),
        **_values(piece, variant),
        "offers": _offer(piece, variant, catalogue),
    }


def _values(piece: Piece, variant: Variant) -> Node:
    """What tells the variant from its siblings."""
    told = variation(piece, variant)
    others = [
        {"@type": "PropertyValue", "name": label, "value": value} for label, value in told.others
    ]
    return told.named | ({"additionalProperty": others} if others else {})


def picture_of(source: SourcePiece, variant: Variant) -> str:
    """The path of the picture that shows the variant."""
    return source.pictures[min(variant.picture, len(source.pictures)) - 1].path


def address_of(piece: Piece, variant: Variant) -> str:
    """The path of the piece's page with this variant chosen."""
    return f"{piece.path}?sku={variant.sku}" if piece.options else piece.path


def _offer(piece: Piece, variant: Variant, catalogue: Catalogue) -> Node:
    """Availability is said only where the shelf was asked."""
    price = decimal_price(variant.price, piece.currency)
    offer: Node = {
        "@type": "Offer",
        "url": catalogue.origin + address_of(piece, variant),
        "price": price,
        "priceCurrency": piece.currency,
        "itemCondition": f"{SCHEMA}/NewCondition",
    }
    if state := availability(variant):
        offer["availability"] = f"{SCHEMA}/{state}"
    if variant.compare_at:
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": f"{SCHEMA}/StrikethroughPrice",
            "price": decimal_price(variant.compare_at, piece.currency),
            "priceCurrency": piece.currency,
        }
    if not piece.sold_out:
        zones = catalogue.shop.zones
        offer["shippingDetails"] = [{"@id": delivery_id(zone, variant)} for zone in zones]
        offer["hasMerchantReturnPolicy"] = {"@id": RETURNS}
    return offer


def availability(variant: Variant) -> str | None:
    """schema.org's word for what is left as of the build; None where nobody has asked."""
    if variant.made_to_order and variant.left != 0:
        return "MadeToOrder"
    if variant.left is None:
        return None
    return "SoldOut" if variant.left == 0 else "InStock"


def returns(catalogue: Catalogue) -> Node:
    return {
        "@type": "MerchantReturnPolicy",
        "@id": RETURNS,
        "applicableCountry": list(catalogue.shop.countries),
        "returnPolicyCategory": f"{SCHEMA}/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": catalogue.policies.in_force.terms["return_window_days"],
        "returnMethod": f"{SCHEMA}/ReturnByMail",
        "returnFees": f"{SCHEMA}/ReturnFeesCustomerResponsibility",
        "merchantReturnLink": f"{catalogue.origin}/policies/returns/",
    }
