"""An order's life, from the draft that holds the stock to the piece that is paid for."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

import msgspec

from domain.outbox import Message
from domain.policies import PolicyRef
from domain.shop import Rate
from domain.stock import Move


class Status(enum.StrEnum):
    DRAFT = "draft"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    EXPIRED = "expired"
    UNDER_REVIEW = "under_review"
    REFUNDED = "refunded"


NEXT: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset(
        {
            Status.AWAITING_PAYMENT,
            Status.PAID,
            Status.EXPIRED,
            Status.UNDER_REVIEW,
            Status.REFUNDED,
        }
    ),
    Status.AWAITING_PAYMENT: frozenset(
        {Status.PAID, Status.EXPIRED, Status.UNDER_REVIEW, Status.REFUNDED}
    ),
    Status.EXPIRED: frozenset({Status.PAID, Status.REFUNDED, Status.UNDER_REVIEW}),
    Status.PAID: frozenset(),
    Status.UNDER_REVIEW: frozenset(),
    Status.REFUNDED: frozenset(),
}
"""Which status may follow which. Money can come after a hold has ended: an expired order is
paid if the piece is still there, and refunded if it isn't. So is one whose hold the shelf has
lost, as after a restore."""


class Line(msgspec.Struct, frozen=True):
    """What was ordered: with `lead_days` it is made to order, and no stock is counted.

    `unit_amount` in minor units, engraving included, as it stood on the shelf at the checkout.
    An engraved piece is made for the buyer and exempt from the right of withdrawal
    (Directive 2011/83/EU, article 16 (c)).
    """

    sku: str
    slug: str
    title: str
    label: str
    path: str
    unit_amount: int
    quantity: int
    tax_code: str | None = None
    engraving: str | None = None
    lead_days: int | None = None

    @property
    def details(self) -> str:
        """“US 7. Engraved: For Ada”, or as much of it as there is."""
        engraved = f"Engraved: {self.engraving}" if self.engraving else ""
        return ". ".join(filter(None, (self.label, engraved)))

    @property
    def amount(self) -> int:
        return self.unit_amount * self.quantity


class Address(msgspec.Struct, frozen=True):
    name: str
    line1: str
    line2: str
    city: str
    state: str
    postal_code: str
    country: str


class Totals(msgspec.Struct, frozen=True):
    """As the payment provider states them; the shop recomputes none."""

    subtotal: int
    shipping: int
    tax: int
    discount: int
    total: int


class Order(msgspec.Struct, frozen=True):
    """`revision` counts the writes; every write is conditional on the one that it read.

    `agreed_at` is when the buyer agreed to the terms of sale, `policies` what was in force then:
    its terms hold for this order, whatever comes later. `newsletter` says whether they asked for
    the letter. Everything is planned to leave the workshop together, on `ships_on`.
    """

    id: str
    status: Status
    lines: tuple[Line, ...]
    currency: str
    country: str
    rates: tuple[Rate, ...]
    countries: tuple[str, ...]
    release: str
    created_at: datetime
    expires_at: datetime
    revision: int = 1
    session_id: str | None = None
    payment_intent: str | None = None
    paid_at: datetime | None = None
    totals: Totals | None = None
    customer_name: str | None = None
    customer_mail: str | None = None
    address: Address | None = None
    why: str | None = None
    agreed_at: datetime | None = None
    policies: tuple[PolicyRef, ...] = ()
    newsletter: bool = False
    ships_on: date | None = None

    @property
    def subtotal(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def delivery(self) -> str | None:
        """How the buyer chose to have it sent: the offered rate that was charged."""
        if self.totals is None:
            return None
        charged = self.totals.shipping
        return next((rate.label for rate in self.rates if rate.amount == charged), None)

    @property
    def quantities(self) -> dict[str, int]:
        """How many of each SKU that is counted, lines of the same SKU summed."""
        counts: dict[str, int] = {}
        for line in self.lines:
            if line.lead_days is not None:
                continue
            counts[line.sku] = counts.get(line.sku, 0) + line.quantity
        return counts


class TransitionError(Exception):
    """A status that can't follow the order's present one."""


def advance(order: Order, status: Status, **facts: object) -> Order:
    """The order one write later. Raises TransitionError where the move isn't allowed."""
    if status not in NEXT[order.status]:
        raise TransitionError(f"order {order.id} is {order.status}, it can't become {status}")
    return msgspec.structs.replace(order, status=status, revision=order.revision + 1, **facts)


def with_session(order: Order, session_id: str) -> Order:
    return msgspec.structs.replace(order, session_id=session_id, revision=order.revision + 1)


class Change(msgspec.Struct, frozen=True):
    """One transaction: all of it happens, or none.

    The order's next revision, its move of stock, what to do outside, and the provider's
    event that caused it.
    """

    order: Order
    move: Move | None = None
    messages: tuple[Message, ...] = ()
    event_id: str | None = None


class StaleOrderError(Exception):
    """Somebody changed the order since it was read: read it again and decide again."""


class EventSeenError(Exception):
    """The provider's event has been handled already."""


class BookUnavailableError(Exception):
    """The database can't be reached or is too busy; whether it wrote may be unknown."""


class OrderBook(Protocol):
    """Every call may raise BookUnavailableError."""

    def get(self, order_id: str) -> Order | None: ...

    def commit(self, change: Change) -> None:
        """Write the change whole. Raises StockGoneError, StaleOrderError or EventSeenError."""
        ...

    def note_event(self, event_id: str) -> None:
        """Remember an event that changed nothing; remembering it twice is fine."""
        ...

    def seen_events(self, event_ids: Iterable[str]) -> set[str]:
        """Those of the events that have been handled already."""
        ...

    def with_status(self, status: Status) -> list[Order]:
        """Orders of that status, the oldest first."""
        ...
