"""What moved the shop's balance at its payment provider, and whether its orders know of it."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class MovementKind(enum.StrEnum):
    """`fee` is what the provider takes for itself apart from a payment."""

    PAID = "paid"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    FEE = "fee"


class Movement(msgspec.Struct, frozen=True):
    """`amount` is never negative and in minor units of `currency`, which the buyer paid in.

    `fee` is what the provider kept of it, in minor units of `fee_currency`, which the shop is paid
    in. `reference` is the provider's id of the payment, the refund or the dispute, and `refund_id`
    our own of a refund that we asked for.
    """

    id: str
    kind: MovementKind
    at: datetime
    amount: int
    currency: str
    fee: int
    fee_currency: str
    reference: str
    payment_intent: str | None = None
    refund_id: str | None = None
