"""A promotion code in a Checkout Session: whether it is taken, and what it takes off each line."""

from decimal import Decimal
from typing import Any

from infra.local.stripe.books import Books
from infra.local.stripe.coupons import is_over, is_used_up
from infra.local.stripe.errors import StripeShapedError, invalid, missing, not_offered, refused
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object
from infra.local.stripe.taxes import rounded

PARAM = "discounts[0][promotion_code]"
CANNOT = "This promotion code cannot be redeemed because"


def asked_code(params: Params) -> str | None:
    """Return the id of the promotion code that a session is opened with."""
    discounts = params.get("discounts") or []
    if not discounts:
        return None
    if "allow_promotion_codes" in params:
        message = "You may only specify one of these parameters: allow_promotion_codes, discounts."
        raise invalid(message, "allow_promotion_codes")
    if len(discounts) > 1:
        raise invalid("You may only specify one discount.", "discounts")
    if "promotion_code" not in discounts[0]:
        raise not_offered("discounts[0][coupon]")
    return str(discounts[0]["promotion_code"])


def redeemable(books: Books, code_id: str, session: Object) -> tuple[Object, Object]:
    """Return a code and its coupon, or refuse it for this session.

    Stripe documents `coupon_expired` and the two codes about first-time customers
    (docs.stripe.com/error-codes); of its other refusals only the parameter and words such as
    “cannot be redeemed because …” are to be found, so these have no code here either.
    """
    code = books.store.get(code_id, "promotion_code")
    if code is None:
        raise missing("promotion code", code_id, PARAM, status=400)
    coupon = books.find("coupon", code["promotion"]["coupon"], "coupon", PARAM)
    if is_over(code, books.now()) or is_over(coupon, books.now()):
        raise refused("This promotion code has expired.", PARAM, "coupon_expired")
    if is_used_up(code) or is_used_up(coupon):
        raise _cannot("it has been used the maximum number of times.")
    if not code["active"]:
        raise refused("This promotion code is inactive.", PARAM)
    _check_currency(code, coupon, session)
    _check_first_time(books, code, session)
    return code, coupon


def _check_currency(code: Object, coupon: Object, session: Object) -> None:
    minimum = code["restrictions"]["minimum_amount"]
    currencies = {coupon["currency"], code["restrictions"]["minimum_amount_currency"]} - {None}
    if currencies - {session["currency"]}:
        raise _cannot(f"it is in a currency other than {session['currency']}.")
    if minimum and session["amount_subtotal"] < minimum:
        raise _cannot("the associated purchase does not meet the minimum amount requirement.")


def _check_first_time(books: Books, code: Object, session: Object) -> None:
    """Know a guest by the mail address that the session was opened with, as there are no customers."""
    email = session["customer_email"]
    if not code["restrictions"]["first_time_transaction"] or email is None:
        return
    for other in books.store.newest_first("checkout.session"):
        details = other["customer_details"]
        if other["payment_status"] == "paid" and details["email"].lower() == email.lower():
            reason = "the associated customer has prior transactions."
            raise _cannot(reason, "promotion_code_customer_not_first_time")


def _cannot(reason: str, code: str | None = None) -> StripeShapedError:
    return refused(f"{CANNOT} {reason}", PARAM, code)


def off_each(amounts: list[int], coupon: dict[str, Any] | None) -> list[int]:
    """Spread what a coupon takes off over lines, in proportion, so that the parts add up exactly."""
    whole = sum(amounts)
    if not coupon or not whole:
        return [0] * len(amounts)
    off = min(whole, _off(whole, coupon))
    parts = [off * amount // whole for amount in amounts]
    largest_rests = sorted(
        range(len(amounts)), key=lambda index: off * amounts[index] % whole, reverse=True
    )
    for index in largest_rests[: off - sum(parts)]:
        parts[index] += 1
    return parts


def _off(whole: int, coupon: dict[str, Any]) -> int:
    if coupon["percent_off"] is None:
        return int(coupon["amount_off"])
    return rounded(Decimal(whole) * Decimal(str(coupon["percent_off"])) / 100)
