"""Somebody asks about their data: by the form, or on the page of their own things.

Nothing is looked up about anybody before they have proven that they read the mail of an address:
until then every call is the same for everyone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.addresses import AddressKey
from domain.limits import Gate
from domain.moves import end_letters
from domain.policies import InForce
from domain.request_changing import closed_if_repeated, kept
from domain.request_decisions import finish
from domain.request_proof import prove_by_link
from domain.request_reading import Wanted
from domain.request_receipt import PROMISED, receive
from domain.request_states import AT_ONCE, Type
from domain.request_steps import joined, step
from domain.requests import Asked, Contact, Request, RequestBook
from domain.shop import ShopFacts
from domain.subscribers import SubscriberBook

SIGNAL = "global_privacy_control"
"""In the ledger, where the browser that sent the form asks not to have its data sold or shared."""


class TheShop(msgspec.Struct, frozen=True):
    """What is true of the shop today."""

    facts: ShopFacts
    policies: InForce

    @property
    def is_open(self) -> bool:
        """Whether it has published by when it answers."""
        return PROMISED in self.policies.terms


class Asking(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError."""

    book: RequestBook
    subscribers: SubscriberBook
    gate: Gate
    key: AddressKey
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def receive(
        self, wanted: Wanted, network: str | None, shop: TheShop, *, signal: bool = False
    ) -> Request:
        """Take it up, and do at once what needs no proof. Raises TooManyTriesError.

        A mailbox that was asked about too often isn't written to any more today, and neither is
        anybody while the forms are flooded, but letters end all the same.
        """
        now = self.now()
        asked = wanted.asked(self.key)
        if asked.type in AT_ONCE:
            self.gate.goodbye(network, now)
            end_letters(self.subscribers, asked.subject, now)
        self.gate.asking(network, now)
        for address in filter(None, (wanted.mail, wanted.own_mail)):
            self.gate.asked_about(self.key.mailbox_of(address), now)
        terms, policies = shop.policies.terms, shop.policies.refs
        change = receive(asked, self.new_id(), now, shop.facts.time_zone, terms, policies)
        if signal:
            change = joined(change, step(change.request, now, SIGNAL, signal=True))
        self.book.open(change)
        if asked.type in AT_ONCE:
            done = finish(change.request, now)
            self.book.commit(done)
            return done.request
        return change.request

    def erase_all(
        self, address: str, opened_at: datetime, network: str | None, shop: TheShop
    ) -> Request:
        """An erasure that is asked for and confirmed on the page of somebody's own things.

        A link that was mailed to the `address` led there, `opened_at` then. From here on it is as
        if it had come by the form, and a code had been typed in. Raises TooManyTriesError.
        """
        now = self.now()
        self.gate.asking(network, now)
        self.gate.asked_about(self.key.mailbox_of(address), now)
        asked = Asked(
            Type.ERASURE, self.key.id_of(address), Contact(address=address), channel="account"
        )
        terms, policies = shop.policies.terms, shop.policies.refs
        arrived = receive(asked, self.new_id(), now, shop.facts.time_zone, terms, policies)
        automatic = shop.facts.privacy.automatic
        proven = prove_by_link(arrived.request, opened_at, now, automatic)
        told = arrived.messages + proven.messages
        self.book.open(msgspec.structs.replace(joined(arrived, proven), messages=told))
        return closed_if_repeated(self.book, kept(self.book, arrived.request.id), self.now)
