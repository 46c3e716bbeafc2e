"""Says in schema.org's words what the delivery of a piece costs, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from domain.catalogue import Piece, Variant
from domain.money import exponent
from domain.shop import ShopFacts, Zone

Node = dict[str, Any]


def deliveries(piece: Piece, shop: ShopFacts) -> Iterator[Node]:
    """Every way in which a variant of the piece may travel, once."""
    told: set[str] = set()
    for variant in piece.variants:
        for zone in shop.zones:
            own = delivery_id(zone, variant)
            if own not in told:
                told.add(own)
                yield _delivery(zone, variant, shop)


def delivery_id(zone: Zone, variant: Variant) -> str:
    """The same for variants that are sent at the same cost, after as many days."""
    rate = zone.rates[0]
    is_spared = rate.costs(variant.price) < rate.amount
    return f"#to-{zone.id}-{variant.lead_days or 0}{'-free' if is_spared else ''}"


def _delivery(zone: Zone, variant: Variant, shop: ShopFacts) -> Node:
    """The zone's first way to ship this variant alone, after the days of making or the usual ones."""
    rate = zone.rates[0]
    return {
        "@type": "OfferShippingDetails",
        "@id": delivery_id(zone, variant),
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": decimal_price(rate.costs(variant.price), shop.currency),
            "currency": shop.currency,
        },
        "shippingDestination": [
            {"@type": "DefinedRegion", "addressCountry": country} for country in zone.countries
        ],
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": _days(0, variant.lead_days or shop.workshop.ready_days),
            "transitTime": _days(rate.days_from, rate.days_to),
        },
    }


def _days(least: int, most: int) -> Node:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}


def decimal_price(amount: int, currency: str) -> str:
    """Minor units as a plain number: 12800 USD is 128.00."""
    digits = exponent(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"
