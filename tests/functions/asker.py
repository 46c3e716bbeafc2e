"""Somebody who asks about their data: sends the forms, reads the mails, presses the buttons."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from domain.asking import Asking
from domain.limits import Gate
from domain.mail import Letter
from domain.pursuing import Pursuing
from domain.requests import Request
from functions.adapters.fake_doors import FakeDoors
from functions.adapters.fake_proofs import FakeProofs
from functions.privacy.app import create_app
from functions.privacy.parts import PrivacyParts
from functions.web.network import Networks
from functions.web.pages import Pages
from tests.functions.browser import FORM
from tests.samples import KEYS, ORIGIN, SmallShop

if TYPE_CHECKING:
    from httpx2 import Response

JO = "jo@buyer.example"


class Asker:
    def __init__(self, shop: SmallShop | None = None, address: str = "testclient") -> None:
        self.shop = shop = shop or SmallShop()
        numbers = itertools.count(1)
        gate = Gate(shop.limits)
        self.proofs = FakeProofs(shop.clock)
        parts = PrivacyParts(
            asking=Asking(
                book=shop.requests,
                subscribers=shop.subscribers,
                gate=gate,
                key=shop.address_key,
                now=shop.clock,
                new_id=lambda: f"R-{next(numbers)}",
            ),
            pursuing=Pursuing(
                book=shop.requests,
                orders=shop.book,
                gate=gate,
                codes=shop.codes,
                key=shop.address_key,
                now=shop.clock,
            ),
            links=shop.request_links,
            doors=FakeDoors(),
            proofs=self.proofs,
            pages=Pages(shop.shelf, shop.clock, frame="page"),
            networks=Networks(KEYS[0]),
            origin=ORIGIN,
            now=shop.clock,
        )
        self._app = create_app(parts)
        self.web = self.browser_at(address)

    def browser_at(self, address: str) -> TestClient:
        return TestClient(
            self._app,
            base_url=ORIGIN,
            follow_redirects=False,
            raise_server_exceptions=False,
            client=(address, 50000),
        )

    def send(self, form: str, mail: str = JO, **more: str) -> Response:
        data = {"form": form, "mail": mail} | more
        return self.web.post("/api/privacy/request", data=data, headers=FORM)

    def press(self, button: str, token: str, **more: str) -> Response:
        data = {"t": token} | more
        return self.web.post(f"/api/privacy/{button}", data=data, headers=FORM)

    def see(self, token: str) -> Response:
        return self.web.get(f"/api/privacy/request?t={token}")

    def mails(self) -> list[Letter]:
        """Everything that has been written since, now sent."""
        before = len(self.shop.mailer.sent)
        self.shop.delivery.sweep()
        return self.shop.mailer.sent[before:]

    def token(self) -> str:
        """Of the link in the mails that are sent now."""
        found = re.search(r"/api/privacy/request\?t=(\S+)", "".join(m.text for m in self.mails()))
        assert found
        return found[1]

    def code(self) -> str:
        """The digits in the mail that is sent now."""
        (letter,) = self.mails()
        found = re.search(r"\n\s+(\d{6})\n", letter.text)
        assert found
        return found[1]

    def proven(self, form: str, **more: str) -> str:
        """The link's token of a request whose code was typed in."""
        self.send(form, **more)
        token = self.token()
        self.press("code", token)
        assert self.press("prove", token, code=self.code()).status_code == 303
        return token

    def request(self, number: int = 1) -> Request:
        found = self.shop.requests.get(f"R-{number}")
        assert found
        return found
