"""What the shop needs from its payment provider, and a checkout session as it sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from domain.movements import Movement
from domain.ordered import Address, Dispute, Refund
from domain.orders import Order


class SessionLine(msgspec.Struct, frozen=True):
    amount_subtotal: int
    quantity: int


class CheckoutSession(msgspec.Struct, frozen=True):
    """A session's own state. All amounts are the provider's, in minor units of `currency`.

    `order_id` is None for a session that this shop didn't open. `payment_failed` says that a
    delayed payment will not come any more, `refunded` that all of the money went back already.
    `rate` is our own id of the rate that was chosen, where the provider says which.
    """

    id: str
    url: str | None
    status: Literal["open", "complete", "expired"]
    payment_status: Literal["paid", "unpaid", "no_payment_required"]
    order_id: str | None
    currency: str
    amount_subtotal: int
    amount_total: int
    amount_shipping: int
    amount_tax: int
    amount_discount: int
    payment_intent: str | None
    customer_name: str | None
    customer_mail: str | None
    address: Address | None
    payment_failed: bool = False
    refunded: bool = False
    rate: str | None = None

    @property
    def is_paid(self) -> bool:
        return self.status == "complete" and self.payment_status != "unpaid"


class RefundNews(msgspec.Struct, frozen=True):
    """A refund as the provider tells of it: `refund_id` is ours, where we asked for it."""

    id: str
    payment_intent: str
    amount: int
    status: str
    refund_id: str | None = None
    reason: str = ""


class PaymentEvent(msgspec.Struct, frozen=True):
    """A verified message of the provider's: about a session, or news of money that went back."""

    id: str
    type: str
    session_id: str | None
    news: RefundNews | Dispute | None = None

    @property
    def says_payment_failed(self) -> bool:
        return self.type == "checkout.session.async_payment_failed"


SESSION_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
)
"""Types of the events that settle a payment."""

MONEY_EVENTS = (
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
)
"""Types of those that tell of money afterwards. Each dispute's funds are told of by its status."""


class PaymentsRefusedError(Exception):
    """The provider will not do this, now or later: our request or our key is wrong."""


class RefundOvertakenError(PaymentsRefusedError):
    """More went back already than leaves room for this refund."""


class CodeRefusedError(PaymentsRefusedError):
    """The provider knows the discount code, and won't have it for this order."""


class PaymentsUnavailableError(Exception):
    """The provider is slow, down or out of reach; whether it acted may be unknown."""


class SignatureError(Exception):
    """A message that the provider did not sign, or not just now; `reason` says which."""

    def __init__(self, reason: Literal["unsigned", "stale", "tampered"]) -> None:
        self.reason = reason
        super().__init__(reason)


class Payments(Protocol):
    """Every call may raise PaymentsRefusedError or PaymentsUnavailableError."""

    def find_code(self, text: str) -> str | None:
        """The provider's id of a discount code that can be used now; None where there is none."""
        ...

    def open_session(
        self, order: Order, success_url: str, cancel_url: str, customer: str | None = None
    ) -> CheckoutSession:
        """For a `customer` (its id of them) the page begins with what it knows.

        For one that it has forgotten it opens all the same. Raises CodeRefusedError where the order's discount code doesn't fit.
        """
        ...

    def session(self, session_id: str) -> CheckoutSession: ...

    def session_of(self, payment_intent: str) -> CheckoutSession | None:
        """The session that a payment was made in; None for a payment of somewhere else."""
        ...

    def find_session(self, order: Order) -> CheckoutSession | None:
        """The session opened for this order, found by its time and its reference."""
        ...

    def sessions_since(self, since: datetime) -> Iterator[CheckoutSession]:
        """Every session created since then, the newest first, other shops' included."""
        ...

    def events_since(self, since: datetime) -> Iterator[PaymentEvent]:
        """Every event about sessions since then, the newest first."""
        ...

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """What moved the balance from one moment to before another, the newest first."""
        ...

    def lines(self, session_id: str) -> list[SessionLine]: ...

    def expire_session(self, session_id: str) -> CheckoutSession:
        """Close an open session; one that is no longer open is returned as it is."""
        ...

    def refund(self, payment_intent: str, order_id: str, part: Refund | None = None) -> str:
        """Give the payment back, once however often it is asked; the provider's id of it.

        All of it, or the `part` that stands on the order: RefundOvertakenError where it can't be.
        """
        ...
