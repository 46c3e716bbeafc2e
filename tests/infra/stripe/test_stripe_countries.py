"""Where the shop may say that it ships to is where Stripe Checkout takes an address."""

from __future__ import annotations

from infra.local.stripe import openapi
from plugins.zones import COUNTRIES, can_ship_to

UNKNOWN = "ZZ"
"""Stripe's word for an address whose country it couldn't tell."""


def test_the_shop_ships_wherever_stripe_does_and_nowhere_else() -> None:
    form = openapi.description()["paths"]["/v1/checkout/sessions"]["post"]["requestBody"]
    schema = form["content"]["application/x-www-form-urlencoded"]["schema"]
    collection = schema["properties"]["shipping_address_collection"]["properties"]
    served = set(collection["allowed_countries"]["items"]["enum"])

    assert {code for code in COUNTRIES if can_ship_to(str(code))} == served - {UNKNOWN}
