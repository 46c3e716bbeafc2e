"""A small shop that writes letters, and what its readers find in their mail."""

from __future__ import annotations

import re

import msgspec

from domain.catalogue import Release
from domain.newsletter import Newsletter
from domain.orders import Order
from domain.policies import PolicyVersion
from domain.publishing import publish
from domain.subscribers import Subscriber
from tests.policies import FIRST_DAY, LETTER_POLICY, POLICIES, a_version, agreement
from tests.samples import RELEASE, SmallShop, buying

JO, AL = "jo@reader.example", "al@reader.example"


class Reading(SmallShop):
    def record(self, address: str) -> Subscriber | None:
        return self.subscribers.get(self.address_key.id_of(address))

    def token(self, page: str, address: str) -> str:
        """From the newest mail to that address that leads to that page."""
        found: list[str] = [
            token
            for letter in self.mailer.sent
            if letter.recipient == address
            for token in re.findall(rf"/api/newsletter/{page}\?t=(\S+)", letter.text)
        ]
        return found[-1]

    def post(self) -> None:
        """Postman goes round until nothing is due any more."""
        while self.delivery.sweep():
            pass

    def order_of(self, sku: str, **fields: str) -> Order:
        """Begun, and not paid for."""
        terms = agreement(self.shelf.policies(), FIRST_DAY)
        return self.begin(buying(sku, 1, terms=terms, **fields))

    def pay_for(self, sku: str, **fields: str) -> Order:
        return self.paid(self.order_of(sku, **fields))

    def paid(self, order: Order) -> Order:
        self.payments.pay(order.session_id or f"cs_{len(self.payments.sessions)}")
        self.settlement.handle(self.event(order, number=len(self.tables.events) + 1))
        return self.order(order.id)

    def watched(self, calls: list[str]) -> Newsletter:
        """The newsletter, noting its calls to what is outside."""
        return msgspec.structs.replace(
            self.newsletter,
            book=Watched(self.subscribers, calls),
            shelf=Watched(self.shelf, calls),
        )


class Watched:
    def __init__(self, part: object, calls: list[str]) -> None:
        self._part = part
        self._calls = calls

    def __getattr__(self, name: str) -> object:
        self._calls.append(name)
        return getattr(self._part, name)


def reading(**terms: int) -> Reading:
    """Open, and with terms of its own if any are given."""
    shop = Reading()
    if terms:
        # As if it had been so from the beginning: a published version can't be rewritten.
        shop.tables.policies.clear()
        shop.tables.release = None
        publish(_release(a_version("newsletter", FIRST_DAY, **terms)), shop.shelf)
    return shop


def _release(letter: PolicyVersion) -> Release:
    policies = tuple(letter if each == LETTER_POLICY else each for each in POLICIES)
    return msgspec.structs.replace(RELEASE, policies=policies)
