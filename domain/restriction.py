"""Setting somebody's data aside: it stays, and nothing uses it until that ends.

One flag stands for a person, wherever their data is, and whoever uses it asks for the flag first.
How it is set and lifted is in `domain.request_restriction`, which mails go in spite of it in
`domain.held_back`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from dateutil.relativedelta import relativedelta

from domain.order_book import Orders
from domain.subscribers import Subscriber, SubscriberBook

MONTHS = 24
"""For how long data is set aside, unless its person asks for it anew: they are told before it ends."""

TOLD_BEFORE = timedelta(days=30)
"""How long before it ends by itself they are told (GDPR, article 18(3))."""

LIFTED_AFTER = timedelta(days=14)
"""How long after they are told it ends, where the owner lifts it."""


class Restriction(msgspec.Struct, frozen=True):
    """`subject` is the keyed hash of the address, `request` the one by which it was asked for.

    It ends at `ends_at`, but never before its person was told.
    """

    subject: str
    request: str
    since: datetime
    ends_at: datetime
    told_at: datetime | None = None

    @property
    def by_itself(self) -> bool:
        """Whether it ends because its time is over, and not because the owner lifts it."""
        return self.ends_at >= self.since + relativedelta(months=MONTHS)

    @property
    def due_at(self) -> datetime:
        """When the clock has to look at it: to tell of its end, and then to lift it."""
        return self.ends_at if self.told_at else self.ends_at - TOLD_BEFORE


def restricted(subject: str, request_id: str, now: datetime) -> Restriction:
    return Restriction(subject, request_id, now, now + relativedelta(months=MONTHS))


def is_left_alone(restriction: Restriction | None, reader: Subscriber) -> bool:
    """Whether letters to that reader rest. A yes that they confirmed since then is their own word."""
    if restriction is None:
        return False
    return reader.confirmed_at is None or reader.confirmed_at <= restriction.since


class Restrictions(Protocol):
    """The flags, for whoever is about to use something. Every call may raise BookUnavailableError."""

    def restriction(self, subject: str) -> Restriction | None:
        """The flag on somebody's data, as it stands in this moment."""
        ...

    def restrictions(self, until: datetime | None = None) -> Iterator[Restriction]:
        """All of them, or those whose `due_at` has come by then. It may be moments behind."""
        ...


class Addresses(msgspec.Struct, frozen=True):
    """Where somebody can be written to about their data, when no request says it any more."""

    readers: SubscriberBook
    orders: Orders

    def of(self, subject: str) -> str | None:
        """None where nothing of them is held. Raises BookUnavailableError."""
        reader = self.readers.get(subject)
        if reader and reader.address:
            return reader.address
        orders = self.orders.of_subject(subject)
        return next((each.customer_mail for each in orders if each.customer_mail), None)
