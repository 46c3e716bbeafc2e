"""Stripe's balance transactions, read as movements of the shop's money.

https://docs.stripe.com/reports/balance-transaction-types
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import stripe

from domain.movements import Movement, MovementKind

KINDS = {
    ("charge", "charge"): MovementKind.PAID,
    ("payment", "charge"): MovementKind.PAID,
    ("refund", "refund"): MovementKind.REFUNDED,
    ("payment_refund", "refund"): MovementKind.REFUNDED,
    ("refund_failure", "refund_failure"): MovementKind.REFUND_FAILED,
    ("adjustment", "dispute"): MovementKind.DISPUTED,
    ("adjustment", "dispute_reversal"): MovementKind.DISPUTE_WON,
}
"""By Stripe's `type` and `reporting_category`. What a card doesn't pay has names of its own."""

FEES = frozenset({"stripe_fee", "stripe_fx_fee", "tax_fee"})


class _Source(msgspec.Struct):
    """A charge, a refund or a dispute, in the currency that the buyer paid in."""

    id: str
    amount: int
    currency: str
    payment_intent: Any = None
    metadata: dict[str, str] | None = None


class _Entry(msgspec.Struct):
    id: str
    type: str
    reporting_category: str
    amount: int
    fee: int
    currency: str
    created: int
    source: Any = None


def movement_of(told: stripe.BalanceTransaction) -> Movement | None:
    """None for what is no money of a buyer's and no fee, such as a payout to the shop's bank."""
    entry = msgspec.convert(told.to_dict(), _Entry)
    at, currency = datetime.fromtimestamp(entry.created, UTC), entry.currency.upper()
    if entry.type in FEES:
        return Movement(
            entry.id,
            MovementKind.FEE,
            at,
            0,
            currency,
            entry.fee - entry.amount,
            currency,
            entry.id,
        )
    kind = KINDS.get((entry.type, entry.reporting_category))
    if kind is None or not isinstance(entry.source, dict):
        return None
    source = msgspec.convert(entry.source, _Source)
    intent = source.payment_intent
    return Movement(
        id=entry.id,
        kind=kind,
        at=at,
        amount=source.amount,
        currency=source.currency.upper(),
        fee=entry.fee,
        fee_currency=currency,
        reference=source.id,
        payment_intent=intent if isinstance(intent, str) else None,
        refund_id=(source.metadata or {}).get("refund"),
    )
