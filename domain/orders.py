"""An order's life, from the draft that holds the stock to the piece that is paid for."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Protocol

import msgspec

from domain.consent import Consent
from domain.gift import Gift
from domain.ledger import Entry, Head
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
from domain.outbox import Message
from domain.policies import PolicyRef
from domain.proof import Code
from domain.returned import Return
from domain.shop import Rate, Tax
from domain.stock import Move
from domain.stock_keeping import StockKept


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


class Counter(msgspec.Struct, frozen=True):
    """A count that goes up by one with the change that uses it, if it stands as it was read."""

    name: str
    last: int = 0


class Change(msgspec.Struct, frozen=True):
    """One transaction: all of it happens, or none.

    The order's next revision, its move of stock and of the bench's weeks, the ledger's entries,
    what to do outside, and the provider's event that caused it. `pieces` says how many of which
    SKU move, where it isn't all that the order has; then the bench stays as it is, but for
    `bench_too`. A hold that begins counts for its network, and one that
    ends doesn't any more: `kept` is the order as it is written then. A hold takes no week beyond
    `made_a_week` pieces; with `has_weeks` a move leaves them alone, because they are taken already.
    """

    order: Order
    move: Move | None = None
    messages: tuple[Message, ...] = ()
    event_id: str | None = None
    made_a_week: int | None = None
    has_weeks: bool = False
    entries: tuple[Entry, ...] = ()
    pieces: dict[str, int] | None = None
    bench_too: bool = False
    counter: Counter | None = None

    @property
    def moved_pieces(self) -> dict[str, int]:
        return self.order.quantities if self.pieces is None else self.pieces

    @property
    def leaves_bench(self) -> bool:
        """Whether the move is of stock alone."""
        return self.has_weeks or (self.pieces is not None and not self.bench_too)

    @property
    def begins(self) -> bool:
        return self.move is Move.HOLD and self.order.network is not None

    @property
    def ends(self) -> bool:
        return self.order.status is not Status.DRAFT and self.order.network is not None

    @property
    def was_payable(self) -> bool:
        """Whether the buyer of a hold that ends was ever shown a payment page."""
        return self.order.session_id is not None

    @property
    def kept(self) -> Order:
        """The order as it is written: which network it came from is forgotten with its hold."""
        return msgspec.structs.replace(self.order, network=None) if self.ends else self.order


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
        """Write the change whole.

        Raises StockGoneError, StaleOrderError or EventSeenError; for a hold TooMuchHeldError,
        HeldAgainError or BenchFullError as well.
        """
        ...

    def counter(self, name: str) -> Counter: ...

    def keep_stock(self, kept: StockKept) -> None:
        """Raises StockGoneError, or StaleOrderError where the SKU's ledger went on meanwhile."""
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

    def oldest(self, status: Status) -> Iterator[Order]:
        """The same, read page by page as they are asked for."""
        ...

    def of_subject(self, subject: str) -> list[Order]:
        """Everything that stands under that keyed hash of an address, the oldest first."""
        ...

    def purge(self, order: Order) -> None:
        """Delete a record as it was read. Raises StaleOrderError."""
        ...
