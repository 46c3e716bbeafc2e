"""Money going back."""

from infra.local.stripe import shapes
from infra.local.stripe.balance import PAYMENT_REFUND, REFUND, REFUND_FAILURE, enter, is_card
from infra.local.stripe.books import Books, Cause
from infra.local.stripe.errors import invalid, refused
from infra.local.stripe.limits import check_metadata
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object


def refund(books: Books, params: Params, cause: Cause) -> Object:
    check_metadata(params.get("metadata") or {}, "metadata")
    charge = _charge_to_refund(books, params)
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise refused(message, None, "charge_disputed")
    left = charge["amount_captured"] - charge["amount_refunded"]
    if not left:
        message = f"Charge {charge['id']} has already been refunded."
        raise refused(message, None, "charge_already_refunded")
    amount = params.get("amount", left)
    if amount < 1:
        raise invalid("Invalid positive integer", "amount", "parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise refused(message, "amount", "amount_too_large")

    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = amount == left
    body = shapes.refund(charge, amount, params, books.now())
    with books.store.transaction():
        entry = enter(books, REFUND if is_card(charge) else PAYMENT_REFUND, body, -amount)
        body["balance_transaction"] = entry["id"]
        books.store.put(charge)
        books.store.put(body)
        books.announce("refund.created", body, cause)
        books.announce("charge.refunded", charge, cause, before)
    return body


def bounce(books: Books, refund: Object) -> Object:
    """The buyer's bank sends a refund back, days later: the money is the shop's again."""
    if refund["status"] != "succeeded":
        raise refused(f"This refund is {refund['status']}; only one that was made can fail.")
    charge = books.find("charge", refund["charge"], "charge", "charge")
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    refund.update(status="failed", failure_reason="expired_or_canceled_card")
    with books.store.transaction():
        entry = enter(books, REFUND_FAILURE, refund, refund["amount"])
        refund["failure_balance_transaction"] = entry["id"]
        books.store.put(charge)
        books.store.put(refund)
        books.announce("refund.updated", refund, before={"status": "succeeded"})
        books.announce("refund.failed", refund)
    return refund


def arrive(books: Books, refund: Object) -> Object:
    """The buyer's bank has it, and names the number by which the buyer can ask for it."""
    how = refund.get("destination_details", {}).get("card")
    if how:
        how.update(reference="74310000000000000000000", reference_status="available")
    with books.store.transaction():
        books.store.put(refund)
        books.announce("refund.updated", refund)
    return refund


def _charge_to_refund(books: Books, params: Params) -> Object:
    if "payment_intent" not in params:
        if "charge" not in params:
            message = "One of the following params should be provided for this request: payment_intent or charge."
            raise invalid(message)
        charge = books.find("charge", params["charge"], "charge", "charge")
    else:
        intent_id = params["payment_intent"]
        intent = books.find("payment_intent", intent_id, "payment_intent", "payment_intent")
        charge = books.find("charge", intent["latest_charge"], "charge", "charge")
    if charge["status"] != "succeeded":
        message = f"This PaymentIntent ({charge['payment_intent']}) does not have a successful charge to refund."
        raise refused(message, "payment_intent", "payment_intent_unexpected_state")
    return charge
