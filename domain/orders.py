"""An order's life, from the draft that holds the stock to the piece that is paid for."""

from __future__ import annotations

import enum
from datetime import date, datetime

import msgspec

from domain.consent import Consent
from domain.gift import Gift
from domain.ledger import Head
from domain.ordered import (
    Address,
    DiscountCode,
    Dispute,
    Invoice,
    Line,
    Note,
    Refund,
    RefundState,
    Shipment,
    Totals,
)
from domain.policies import PolicyRef
from domain.proof import Code
from domain.returned import Return
from domain.shop import Rate, Tax


class Status(enum.StrEnum):
    """Where an order is in its life.

    What went back of its money, and whether it is disputed, is said beside it: a piece that was
    returned has been delivered all the same. REFUNDED is an order that was never begun: its piece
    was gone when the money came.
    """

    DRAFT = "draft"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    EXPIRED = "expired"
    UNDER_REVIEW = "under_review"
    REFUNDED = "refunded"
    MAKING = "making"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


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
    Status.PAID: frozenset({Status.MAKING, Status.SHIPPED, Status.CANCELLED}),
    # Its owner has looked at it, and begins or calls it off.
    Status.UNDER_REVIEW: frozenset({Status.MAKING, Status.CANCELLED}),
    Status.REFUNDED: frozenset(),
    Status.MAKING: frozenset({Status.SHIPPED, Status.CANCELLED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    Status.DELIVERED: frozenset(),
    Status.CANCELLED: frozenset(),
}
"""Which status may follow which. Money can come after a hold has ended: an expired order is
paid if the piece is still there, and refunded if it isn't. So is one whose hold the shelf has
lost, as after a restore."""

UNPAID = frozenset({Status.DRAFT, Status.AWAITING_PAYMENT, Status.EXPIRED})
"""Orders for which no money has come so far."""


class Order(msgspec.Struct, frozen=True):
    """`revision` counts the writes; every write is conditional on the one that it read.

    `rates` are offered at what they cost this buyer, and the payment page takes addresses in
    `countries`. `agreed_at` is when the buyer agreed to the terms of sale, `policies` what was in
    force then: its terms hold for this order, whatever comes later. `consent` is to letters, where
    they asked for them. Everything is planned to leave the workshop together, on `ships_on`,
    `days_to_ship` working days from the order. `bench` counts the made-to-order pieces by the week
    (“2026-W10”) that they take. While it is a draft, `network` is a keyed hash of where it was sent
    from. A reminder goes to `reminder_mail`, if they asked; `reminded` stays when that is
    forgotten, because there is one only.

    `shipment` says how it left, `refunds` what of the money is to go back or went, the oldest first,
    `disputes` what banks ask about it, `invoices` the papers that were numbered for it, `returns`
    what comes back of it. `notes` are the owner's own. `head` is where its ledger ends, which begins
    with the money. `proof` is the code that was mailed to its buyer last, until it is typed in.

    `subject` is the keyed hash of the address by which the order is somebody's, written wherever
    that address is; a draft has none. When a person's data went, `erased_at` says since when no
    more than `domain.kept_orders` allows is here.
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
    consent: Consent | None = None
    ships_on: date | None = None
    days_to_ship: int = 0
    tax: Tax = Tax()
    code: DiscountCode | None = None
    gift: Gift | None = None
    bench: dict[str, int] = {}
    network: str | None = None
    reminder_mail: str | None = None
    reminded: bool = False
    subject: str | None = None
    erased_at: datetime | None = None
    making_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    shipment: Shipment | None = None
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    notes: tuple[Note, ...] = ()
    returns: tuple[Return, ...] = ()
    head: Head = Head()
    proof: Code | None = None

    @property
    def chain(self) -> str:
        """The name of its ledger."""
        return f"order#{self.id}"

    @property
    def paid_total(self) -> int:
        """What came in, in minor units; nothing while it is unpaid."""
        return self.totals.total if self.totals and self.status not in UNPAID else 0

    @property
    def refunded_total(self) -> int:
        """What is to go back or went: everything but what failed."""
        return sum(each.amount for each in self.refunds if each.state is not RefundState.FAILED)

    @property
    def subtotal(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def delivery(self) -> str | None:
        """How the buyer chose to have it sent: the offered rate that was charged."""
        if self.totals is None:
            return None
        chosen, charged = self.totals.rate, self.totals.shipping
        named = (rate.label for rate in self.rates if rate.id == chosen)
        alike = (rate.label for rate in self.rates if rate.amount == charged)
        return next(named, None) if chosen else next(alike, None)

    @property
    def is_free(self) -> bool:
        """Whether a code took off everything: nothing was charged, so nothing can go back."""
        return self.totals is not None and self.totals.total == 0

    @property
    def quantities(self) -> dict[str, int]:
        """How many of each SKU that is counted, lines of the same SKU summed."""
        counts: dict[str, int] = {}
        for line in self.lines:
            if line.lead_days is not None:
                continue
            counts[line.sku] = counts.get(line.sku, 0) + line.quantity
        return counts

    @property
    def kept_from_others(self) -> int:
        """How many pieces nobody else can have meanwhile: held, or with room on the bench."""
        return sum(self.quantities.values()) + sum(self.bench.values())

    @property
    def one_offs(self) -> tuple[str, ...]:
        """SKUs of which there is one only, each once."""
        return tuple(dict.fromkeys(line.sku for line in self.lines if line.one_of_a_kind))


class TransitionError(Exception):
    """A status that can't follow the order's present one."""


def advance(order: Order, status: Status, **facts: object) -> Order:
    """The order one write later. Raises TransitionError where the move isn't allowed."""
    if status not in NEXT[order.status]:
        raise TransitionError(f"order {order.id} is {order.status}, it can't become {status}")
    return rewritten(order, status=status, **facts)


def with_session(order: Order, session_id: str) -> Order:
    return rewritten(order, session_id=session_id)


def rewritten(order: Order, **facts: object) -> Order:
    """The order one write later, otherwise as it was."""
    return msgspec.structs.replace(order, revision=order.revision + 1, **facts)
