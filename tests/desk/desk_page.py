"""The desk's pages without a browser or a database, for tests."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from desk.return_pictures import Pictures
from desk.web.app import create_app
from desk.web.parts import DeskParts
from domain.exports import ExportsUnavailableError
from domain.orders import Order
from functions.adapters.fake_proofs import FakeProofs
from tests.samples import SmallShop, cart

if TYPE_CHECKING:
    from httpx2 import Response

HERE = "http://127.0.0.1:4711"
KEY, TOKEN = "the-key-of-this-desk", "the-link-of-this-desk"
OWN = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}


class MoodyProofs(FakeProofs):
    """Pictures that can be out of reach."""

    is_silent = False

    def beginning(self, key: str) -> bytes | None:
        self._reached()
        return super().beginning(key)

    def whole(self, key: str) -> bytes | None:
        self._reached()
        return super().whole(key)

    def delete(self, key: str) -> None:
        self._reached()
        super().delete(key)

    def _reached(self) -> None:
        if self.is_silent:
            raise ExportsUnavailableError


def parts_of(shop: SmallShop, site: Path, pictures: FakeProofs | None = None) -> DeskParts:
    return DeskParts(
        shelf=shop.shelf,
        book=shop.book,
        outbox=shop.outbox,
        requests=shop.requests,
        ledger=shop.ledger,
        inquiries=shop.inquiries,
        pictures=lambda: Pictures(pictures or FakeProofs(shop.clock), shop.address_key),
        site=site,
        where="on this machine",
        now=shop.clock,
    )


class DeskPage:
    """An owner who is let in, and types."""

    def __init__(self, shop: SmallShop, site: Path) -> None:
        self.shop = shop
        self.pictures = MoodyProofs(shop.clock)
        app = create_app(parts_of(shop, site, self.pictures), HERE, KEY, TOKEN)
        self.client = TestClient(
            app, base_url=HERE, follow_redirects=False, raise_server_exceptions=False
        )

    def at(self, path: str) -> Response:
        return self.client.get(f"/{KEY}{path}")

    def send(self, path: str, **typed: str) -> Response:
        """A form as it stands on a page that was just opened, unless it says its own revision."""
        opened = (
            {"revision": str(self.order().revision)}
            if path.startswith(("/orders", "/returns"))
            else {}
        )
        fields = opened | {name.replace("_", "-"): text for name, text in typed.items()}
        return self.client.post(f"/{KEY}{path}", data=fields, headers=OWN)

    def agree(self, path: str, **typed: str) -> Response:
        """Type, look at what would happen, and say yes to it."""
        looked = self.send(path, **typed)
        assert looked.status_code == 200, words(looked)
        return self.send(path, **hidden(looked), answer="yes")

    def order(self) -> Order:
        return self.shop.order("ORDER1")


def hidden(page: Response) -> dict[str, str]:
    """What a page's form carries along."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: html.unescape(text) for name, text in found}


def words(page: Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def paid(shop: SmallShop) -> Order:
    """Two bands and an engraved signet, paid for."""
    order = shop.begin(
        cart("RIVER-BAND-7 2 48000", "SIGNET-7-SILVER 1 20500 Ada", gift_message="For Ada")
    )
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    return shop.order(order.id)
