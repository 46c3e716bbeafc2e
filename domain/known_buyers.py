"""A buyer who goes on to pay from the page of their own things, with an address that they had kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Protocol

import msgspec

from domain.account_doors import AccountDoor, DoorGoneError, Entrance
from domain.customers import Customers
from domain.links import LinkError
from domain.order_book import BookUnavailableError
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.restriction import Restriction
from domain.things import SavedThings, StaleThingsError, Things, used

log = logging.getLogger(__name__)

TROUBLE = (
    BookUnavailableError,
    DoorGoneError,
    LinkError,
    PaymentsRefusedError,
    PaymentsUnavailableError,
    StaleThingsError,
)
"""For none of these a sale is lost: the payment page then begins empty."""


class Flags(Protocol):
    def restriction(self, subject: str) -> Restriction | None:
        """Raises BookUnavailableError."""
        ...


class KnownBuyers(msgspec.Struct, frozen=True):
    entrance: Entrance
    things: SavedThings
    flags: Flags
    customers: Customers
    now: Callable[[], datetime]

    def customer(self, token: str, countries: Collection[str]) -> str | None:
        """What the payment provider calls them, once it knows the address; None to go on without.

        `countries` are those that this order can go to. Never raises.
        """
        try:
            door = self.entrance.at_checkout(token)
            things = self.things.get(door.subject)
            if things is None or self.flags.restriction(door.subject):
                return None
            return self._known(door, things, countries)
        except TROUBLE as error:
            log.warning("a payment page begins empty", extra={"reason": type(error).__name__})
            return None

    def _known(self, door: AccountDoor, things: Things, countries: Collection[str]) -> str | None:
        address = things.next_address
        if address is None or address.country not in countries:
            return None
        # Written before it is so: whoever deletes the address then knows where else it may be.
        noted = used(msgspec.structs.replace(things, at_stripe=True), self.now())
        self.things.keep(noted, door)
        customer = self.customers.remember(noted, address)
        if customer != noted.customer:
            self._note(noted, customer, door)
        return customer

    def _note(self, things: Things, customer: str, door: AccountDoor) -> None:
        """Where it was deleted meanwhile, what was just told is taken back."""
        named = used(msgspec.structs.replace(things, customer=customer), self.now())
        try:
            self.things.keep(named, door)
        except (DoorGoneError, StaleThingsError):
            if self.things.get(things.subject) is None:
                self.customers.forget(named)
            raise
