"""A visitor without a browser: sends forms to a function's app and reads what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stripe
from starlette.testclient import TestClient

from functions.checkout.app import create_app as checkout_app
from functions.orders.app import create_app as orders_app
from functions.orders.parts import OrderParts
from functions.web.pages import Pages
from tests.samples import ORIGIN, SmallShop

if TYPE_CHECKING:
    from httpx2 import Response

SECRET = "whsec_for_tests"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


class Visitor:
    """The same shop's checkout and orders, reached as the CDN reaches them."""

    def __init__(self, shop: SmallShop) -> None:
        self.shop = shop
        pages = Pages(shop.shelf, shop.clock)
        self.checkout = TestClient(
            checkout_app(shop.checkout, shop.shelf, pages),
            base_url=ORIGIN,
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        self.orders = TestClient(
            orders_app(
                OrderParts(
                    shelf=shop.shelf,
                    book=shop.book,
                    payments=shop.payments,
                    settlement=shop.settlement,
                    holds=shop.holds,
                    links=shop.links,
                    pages=pages,
                    webhook_secret=SECRET,
                    origin=ORIGIN,
                    now=shop.clock,
                )
            ),
            base_url=ORIGIN,
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def buy(self, body: str, headers: dict[str, str] | None = None) -> Response:
        return self.checkout.post("/api/checkout", content=body, headers=headers or FORM)

    def deliver(self, payload: str, signature: str | None) -> Response:
        headers = (
            {b"Stripe-Signature": signature.encode("latin-1")} if signature is not None else {}
        )
        return self.orders.post("/api/stripe/events", content=payload, headers=headers)

    def sign(self, payload: str, *, age: int = 0, secret: str = SECRET) -> str:
        at = int(self.shop.clock().timestamp()) - age
        digest = stripe.WebhookSignature._compute_signature(f"{at}.{payload}", secret)
        return f"t={at},v1={digest}"
