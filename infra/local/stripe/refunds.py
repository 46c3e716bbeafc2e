"""Money going back."""

from infra.local.stripe import shapes
from infra.local.stripe.books import Books, Cause
from infra.local.stripe.errors import invalid, refused
from infra.local.stripe.limits import check_metadata
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object


def refund(books: Books, params: Params, cause: Cause) -> Object:
    check_metadata(params.get("metadata") or {}, "metadata")
    charge = _charge_to_refund(books, params)
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
        books.store.put(charge)
        books.store.put(body)
        books.announce("refund.created", body, cause)
        books.announce("charge.refunded", charge, cause, before)
    return body


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
