"""A buyer's bank takes a payment back, and decides about it in the end."""

from typing import Literal, TypeAlias

from infra.local.stripe.balance import DISPUTE, DISPUTE_FEE, DISPUTE_REVERSAL, enter, is_card
from infra.local.stripe.books import Books
from infra.local.stripe.errors import refused
from infra.local.stripe.ids import new_id
from infra.local.stripe.store import Object

Standing: TypeAlias = Literal["under_review", "won", "lost"]

MAY_BECOME: dict[str, tuple[Standing, ...]] = {
    "needs_response": ("under_review", "won", "lost"),
    "under_review": ("won", "lost"),
}
DUE_AFTER_DAYS = 10
DAY = 24 * 3600

# Evidence that a shop may hand in, all of it text or the id of a file: none is here yet.
EVIDENCE = (
    *("access_activity_log", "billing_address", "cancellation_policy"),
    *("cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication"),
    *("customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature"),
    *("duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id"),
    *("product_description", "receipt", "refund_policy", "refund_policy_disclosure"),
    *("refund_refusal_explanation", "service_date", "service_documentation", "shipping_address"),
    *("shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number"),
    *("uncategorized_file", "uncategorized_text"),
)


def open_dispute(
    books: Books, charge: Object, reason: str, amount: int | None = None, days: int = DUE_AFTER_DAYS
) -> Object:
    """The bank takes the money at once, and Stripe its fee; all of the payment if no `amount`."""
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise refused("Only a payment that was received, and isn't disputed, can be disputed.")
    dispute = _shape(charge, amount or charge["amount"], reason, books.now(), days)
    with books.store.transaction():
        taken = enter(books, DISPUTE, dispute, -dispute["amount"], DISPUTE_FEE)
        dispute["balance_transactions"].append(taken)
        charge["disputed"] = True
        books.store.put(charge)
        books.store.put(dispute)
        books.announce("charge.dispute.created", dispute)
        books.announce("charge.dispute.funds_withdrawn", dispute)
    return dispute


def move_dispute(books: Books, dispute: Object, status: Standing) -> Object:
    """`under_review` once evidence is in, then as the bank decides; won money comes back."""
    before = dispute["status"]
    if status not in MAY_BECOME.get(before, ()):
        raise refused(f"This dispute is {before}; it can't become {status}.", "status")
    dispute["status"] = status
    details = dispute["evidence_details"]
    if status == "under_review":
        details.update(has_evidence=True, submission_count=details["submission_count"] + 1)
    with books.store.transaction():
        if status == "won":
            back = enter(books, DISPUTE_REVERSAL, dispute, dispute["amount"])
            dispute["balance_transactions"].append(back)
        books.store.put(dispute)
        told = "charge.dispute.updated" if status == "under_review" else "charge.dispute.closed"
        books.announce(told, dispute, before={"status": before})
        if status == "won":
            books.announce("charge.dispute.funds_reinstated", dispute)
    return dispute


def dispute_of(books: Books, payment_intent: str) -> Object | None:
    every = books.store.newest_first("dispute")
    return next((each for each in every if each["payment_intent"] == payment_intent), None)


def _shape(charge: Object, amount: int, reason: str, now: int, days: int) -> Object:
    body: Object = {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + days * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }
    if is_card(charge):
        card = {"brand": "visa", "case_type": "chargeback", "network_reason_code": "13.1"}
        body["payment_method_details"] = {"card": card, "type": "card"}
    return body
