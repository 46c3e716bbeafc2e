"""The shop's balance at Stripe: what came in, what went out, and what Stripe kept of it."""

from infra.local.stripe.books import Books
from infra.local.stripe.ids import new_id
from infra.local.stripe.store import Object

PER_MILLE = 29
FLAT_FEE = 30
"""What a payment costs: 2.9 % and 30 of the currency's smallest unit, as for cards in the US."""

DISPUTE_FEE = 1500
"""What a dispute costs, whoever wins it."""

AVAILABLE_AFTER = 2 * 24 * 3600

# What Stripe calls it in `type`, and in `reporting_category`.
CHARGE = ("charge", "charge")
PAYMENT = ("payment", "charge")
REFUND = ("refund", "refund")
PAYMENT_REFUND = ("payment_refund", "refund")
REFUND_FAILURE = ("refund_failure", "refund_failure")
DISPUTE = ("adjustment", "dispute")
DISPUTE_REVERSAL = ("adjustment", "dispute_reversal")


def fee_of(amount: int) -> int:
    return (amount * PER_MILLE + 500) // 1000 + FLAT_FEE


def is_card(charge: Object) -> bool:
    """Whether a card paid. What another way of paying moves has other names at Stripe."""
    return bool(charge["payment_method_details"]["type"] == "card")


def enter(books: Books, what: tuple[str, str], source: Object, amount: int, fee: int = 0) -> Object:
    """Write a movement down; `amount` is positive where the shop has more afterwards."""
    kind, category = what
    currency = source["currency"]
    fees = {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees" if category == "charge" else "Dispute fee",
        "type": "stripe_fee",
    }
    entry: Object = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": books.now() + AVAILABLE_AFTER,
        "balance_type": "payments",
        "created": books.now(),
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [fees] if fee else [],
        "net": amount - fee,
        "reporting_category": category,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    books.store.put(entry)
    return entry
