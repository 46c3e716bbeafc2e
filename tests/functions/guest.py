"""Somebody who comes for their things: asks for a link, opens it, and presses the page's buttons."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from domain.asking import Asking
from domain.limits import Gate
from domain.orders import Order
from functions.account.app import create_app
from functions.account.parts import AccountParts
from functions.adapters.fake_customers import FakeCustomers
from functions.web.network import Networks
from functions.web.pages import Pages
from tests.functions.browser import FORM
from tests.samples import KEYS, ORIGIN, SmallShop, buying

if TYPE_CHECKING:
    from httpx2 import Response

JO = "jo@buyer.example"
"""Whom the stand-in of the payment provider has everything paid by."""

OAK = {
    "name": "Jo Buyer",
    "line1": "2 Oak St",
    "line2": "",
    "city": "Dallas",
    "state": "TX",
    "postal_code": "75201",
}


class Guest:
    def __init__(self, shop: SmallShop | None = None, address: str = "testclient") -> None:
        self.shop = shop = shop or SmallShop()
        self.customers = FakeCustomers()
        numbers = itertools.count(1)
        self.asking = Asking(
            book=shop.requests,
            subscribers=shop.subscribers,
            gate=Gate(shop.limits),
            key=shop.address_key,
            now=shop.clock,
            new_id=lambda: f"R-{next(numbers)}",
        )
        self.parts = AccountParts(
            entrance=shop.entrance,
            things=shop.things,
            orders=shop.book,
            subscribers=shop.subscribers,
            asking=self.asking,
            customers=lambda: self.customers,
            letter_links=shop.letter_links,
            request_links=shop.request_links,
            shelf=shop.shelf,
            pages=Pages(shop.shelf, shop.clock),
            networks=Networks(KEYS[0]),
            gate=Gate(shop.limits),
            address_key=shop.address_key,
            origin=ORIGIN,
            now=shop.clock,
            new_id=lambda: f"A{next(numbers)}",
        )
        self.web = TestClient(
            create_app(self.parts),
            base_url=ORIGIN,
            follow_redirects=False,
            raise_server_exceptions=False,
            client=(address, 50000),
        )
        self.token = ""

    def jo(self) -> str:
        return self.shop.address_key.id_of(JO)

    def buys(self, sku: str = "DAWN-HOOPS") -> Order:
        """Jo pays for it, at a street in Austin."""
        order = self.shop.begin(buying(sku))
        self.shop.payments.pay(order.session_id or "")
        number = len(self.shop.tables.events) + 1
        self.shop.settlement.handle(self.shop.event(order, number=number))
        return self.shop.order(order.id)

    def asks(self, mail: str = JO, **more: str) -> Response:
        data = {"mail": mail} | more
        return self.web.post("/api/account/link", data=data, headers=FORM)

    def link(self, mail: str = JO, **more: str) -> str:
        """Has a link mailed, and reads its token in the mail."""
        assert self.asks(mail, **more).status_code == 303
        self.shop.delivery.sweep()
        letter = self.shop.mailer.sent[-1]
        assert letter.recipient == mail
        found = re.search(r"/api/account/open\?t=(\S+)", letter.text)
        assert found
        return found[1]

    def opens(self, token: str) -> Response:
        page = self.web.post("/api/account/open", data={"t": token}, headers=FORM)
        found = re.search(r'name="t" value="([^"]+)"', page.text)
        self.token = found[1] if found else ""
        return page

    def comes_in(self, mail: str = JO, **more: str) -> Response:
        page = self.opens(self.link(mail, **more))
        assert page.status_code == 200
        return page

    def does(self, do: str, **fields: str) -> Response:
        data = {"t": self.token, "do": do} | fields
        return self.web.post("/api/account/things", data=data, headers=FORM)
