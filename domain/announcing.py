"""A notice of the owner's to everyone concerned: one to each person, however often it is asked for."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from domain import outbox
from domain.addresses import AddressKey
from domain.held_back import GOES
from domain.messages import State
from domain.notices import CUSTOMERS, Plan, every_order
from domain.order_book import Orders
from domain.outbox import Outbox
from domain.restriction import Restrictions
from domain.subscribers import Standing, Subscriber, SubscriberBook


class Kind(enum.StrEnum):
    """What a notice is for: none of them advertises anything."""

    DISRUPTION = "disruption"
    TRANSFER = "transfer"
    BREACH = "breach"


class Audience(enum.StrEnum):
    CUSTOMERS = "customers"
    SUBSCRIBERS = "subscribers"
    EVERYONE = "everyone"


class Notice(msgspec.Struct, frozen=True):
    """`id` is its day and its name; `text` and `html` say the same, links written in full."""

    id: str
    kind: Kind
    to: Audience
    subject: str
    text: str
    html: str


class Announcing(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError."""

    book: Orders
    readers: SubscriberBook
    outbox: Outbox
    restrictions: Restrictions
    key: AddressKey
    now: Callable[[], datetime]

    def plan(self, notice: Notice) -> Plan:
        """Who is still to hear of it. Nothing is written."""
        messages = {
            (message := outbox.announcement(notice.id, person, order_id, self.now())).id: message
            for person, order_id in self._concerned(notice).items()
        }
        known = self.outbox.known(messages)
        written = Counter[State](each.state for each in known.values())
        fresh = (message for message in messages.values() if message.id not in known)
        return Plan(tuple(fresh), 0, dict(written))

    def write(self, plan: Plan) -> Iterator[bool]:
        """Put each message into the outbox; whether it wasn't there yet. It may end anywhere."""
        for message in plan.fresh:
            yield self.outbox.add(message)

    def _concerned(self, notice: Notice) -> dict[str, str]:
        """People by the keyed hash of their address, with an order of theirs, empty for none.

        So one who bought and reads the letter is one person, however the address was typed.
        """
        people: dict[str, str] = {}
        spared = self._spared(notice)
        if notice.to is not Audience.SUBSCRIBERS:
            for order in every_order(self.book):
                if order.customer_mail and order.status in CUSTOMERS:
                    people.setdefault(self.key.id_of(order.customer_mail), order.id)
        for reader in self.readers.every():
            if notice.to is not Audience.CUSTOMERS and is_told(reader, notice.kind):
                people.setdefault(reader.id, "")
        return {person: order for person, order in people.items() if person not in spared}

    def _spared(self, notice: Notice) -> set[str]:
        """Who had their data set aside hears of what becomes of it, and of nothing else."""
        if f"notice_{notice.kind}" in GOES:
            return set()
        return {each.subject for each in self.restrictions.restrictions()}


def is_told(reader: Subscriber, kind: Kind) -> bool:
    """Whether a notice of that kind goes to that reader, whose pause is about letters only.

    Who hasn't confirmed may never have asked: only a breach, which is of their address too, is
    worth writing to them.
    """
    if reader.address is None:
        return False
    if reader.standing is Standing.PENDING:
        return kind is Kind.BREACH
    return reader.standing is Standing.SUBSCRIBED
