"""A visitor without a browser: sends forms to a function's app and reads what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import stripe
from starlette.applications import Starlette
from starlette.testclient import TestClient

from domain.limits import Gate
from domain.stamps import Stamps
from functions.adapters.fake_doors import FakeDoors
from functions.adapters.fake_proofs import FakeProofs
from functions.adapters.fake_reader_sends import FakeReaderSends
from functions.checkout.app import create_app as checkout_app
from functions.newsletter.app import create_app as newsletter_app
from functions.newsletter.parts import NewsletterParts
from functions.orders.app import create_app as orders_app
from functions.orders.parts import OrderParts
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.world import new_request_id
from tests.samples import KEYS, ORIGIN, SmallShop

if TYPE_CHECKING:
    from httpx2 import Response

SECRET = "whsec_for_tests"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


class Visitor:
    """The same shop's functions, reached as the CDN reaches them."""

    def __init__(self, shop: SmallShop) -> None:
        self.shop = shop
        self._pages = Pages(shop.shelf, shop.clock)
        self.pictures = FakeProofs(shop.clock)
        self.checkout = self.checkout_from("testclient")
        self.orders = self.orders_from("testclient")
        self.newsletter = self.newsletter_from("testclient")

    def checkout_from(self, address: str) -> TestClient:
        """Checkout, visited from that address."""
        app = checkout_app(self.shop.checkout, self.shop.shelf, self._pages, Networks(KEYS[0]))
        return _client(app, address)

    def orders_from(self, address: str, secrets: Sequence[str] = (SECRET,)) -> TestClient:
        """Orders, visited from that address, with the secrets that sign its events."""
        parts = OrderParts(
            shelf=self.shop.shelf,
            book=self.shop.book,
            payments=self.shop.payments,
            settlement=self.shop.settlement,
            money=self.shop.money,
            holds=self.shop.holds,
            links=self.shop.links,
            codes=self.shop.codes,
            inquiries=self.shop.inquiries,
            waiting=self.shop.waiting,
            new_id=new_request_id,
            pages=self._pages,
            networks=Networks(KEYS[0]),
            gate=Gate(self.shop.limits),
            address_key=self.shop.address_key,
            doors=FakeDoors(),
            pictures=self.pictures,
            webhook_secrets=secrets,
            origin=ORIGIN,
            now=self.shop.clock,
        )
        return _client(orders_app(parts), address)

    def newsletter_from(self, address: str) -> TestClient:
        """The newsletter, visited from that address."""
        parts = NewsletterParts(
            newsletter=self.shop.newsletter,
            mailings=self.shop.mailings,
            sends=FakeReaderSends(self.shop.tables),
            outbox=self.shop.outbox,
            gate=Gate(self.shop.limits),
            stamps=Stamps(KEYS),
            networks=Networks(KEYS[0]),
            pages=self._pages,
            origin=ORIGIN,
            now=self.shop.clock,
        )
        return _client(newsletter_app(parts), address)

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


def _client(app: Starlette, address: str) -> TestClient:
    return TestClient(
        app,
        base_url=ORIGIN,
        follow_redirects=False,
        raise_server_exceptions=False,
        client=(address, 50000),
    )
