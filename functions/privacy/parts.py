"""What the routes of privacy are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.asking import Asking, TheShop
from domain.handing_over import Doors, Proofs
from domain.pursuing import Pursuing
from domain.request_links import RequestLinks
from domain.shop import ShopClosedError
from functions.web.network import Networks
from functions.web.pages import Pages


class PrivacyParts(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address."""

    asking: Asking
    pursuing: Pursuing
    links: RequestLinks
    doors: Doors
    proofs: Proofs
    pages: Pages
    networks: Networks
    origin: str
    now: Callable[[], datetime]

    def shop(self) -> TheShop:
        """Raises ShopClosedError where nobody can say by when the shop answers."""
        facts = self.pages.facts()
        shop = TheShop(facts, self.pages.policies()) if facts else None
        if shop is None or not shop.is_open:
            raise ShopClosedError
        return shop
