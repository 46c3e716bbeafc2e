"""Coupons and the promotion codes that stand for them: made, changed, lapsed and redeemed."""

import re
import secrets
import string

from infra.local.stripe.books import Books
from infra.local.stripe.errors import invalid, missing, refused
from infra.local.stripe.ids import new_id
from infra.local.stripe.limits import check_currency, check_metadata, check_positive
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

CODE = re.compile(r"[A-Za-z0-9-]+")
LETTERS = string.ascii_uppercase + string.digits
WHOLE = 100


def create_coupon(books: Books, params: Params) -> Object:
    _check_what_is_off(params)
    check_positive(params, "max_redemptions")
    check_metadata(params.get("metadata") or {}, "metadata")
    if params.get("redeem_by", books.now() + 1) <= books.now():
        raise invalid("`redeem_by` must be in the future.", "redeem_by")
    made = coupon(params, books.now())
    if books.store.get(made["id"]):
        raise refused("Coupon already exists.", "id", "resource_already_exists")
    books.store.put(made)
    return made


def _check_what_is_off(params: Params) -> None:
    if ("percent_off" in params) == ("amount_off" in params):
        raise invalid("You must pass exactly one of: percent_off, amount_off.", "percent_off")
    if not 0 < params.get("percent_off", WHOLE) <= WHOLE:
        message = "Percent off must be greater than 0 and at most 100."
        raise invalid(message, "percent_off")
    if "amount_off" in params:
        check_positive(params, "amount_off")
        check_currency(params, "currency")
    if params.get("duration", "once") != "once":
        raise invalid("The stand-in for Stripe knows only coupons that last once.", "duration")


def coupon(params: Params, now: int) -> Object:
    return {
        "id": params.get("id") or _word(),
        "object": "coupon",
        "amount_off": params.get("amount_off"),
        "created": now,
        "currency": params.get("currency") if "amount_off" in params else None,
        "duration": "once",
        "duration_in_months": None,
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": params.get("metadata") or {},
        "name": params.get("name"),
        "percent_off": params.get("percent_off"),
        "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }


def _word() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def create_promotion_code(books: Books, params: Params) -> Object:
    param = "promotion[coupon]"
    coupon_id = params["promotion"].get("coupon")
    if not coupon_id:
        raise invalid(f"Missing required param: {param}.", param, "parameter_missing")
    its_coupon = books.store.get(coupon_id, "coupon")
    if its_coupon is None:
        raise missing("coupon", coupon_id, param, status=400)
    _check_code(params, its_coupon, books.now())
    made = promotion_code(params, books.now())
    if made["active"]:
        _check_may_be_active(books, made)
    books.store.put(made)
    return made


def _check_code(params: Params, its_coupon: Object, now: int) -> None:
    if not CODE.fullmatch(params.get("code", "A")):
        message = "A code may contain only letters without accents, digits and dashes."
        raise invalid(message, "code")
    check_positive(params, "max_redemptions")
    check_metadata(params.get("metadata", {}), "metadata")
    if params.get("max_redemptions", 0) > (its_coupon["max_redemptions"] or float("inf")):
        raise invalid("`max_redemptions` can't be above the coupon's.", "max_redemptions")
    if params.get("expires_at", now + 1) <= now:
        raise invalid("`expires_at` must be in the future.", "expires_at")
    if params.get("expires_at", 0) > (its_coupon["redeem_by"] or float("inf")):
        raise invalid("`expires_at` can't be after the coupon's `redeem_by`.", "expires_at")
    restrictions = params.get("restrictions", {})
    if "currency_options" in restrictions:
        raise invalid("The stand-in knows one currency a code.", "restrictions[currency_options]")
    if "minimum_amount" in restrictions:
        check_positive(restrictions, "minimum_amount", "restrictions")
        check_currency(restrictions, "minimum_amount_currency", "restrictions")


def promotion_code(params: Params, now: int) -> Object:
    restrictions = params.get("restrictions", {})
    return {
        "id": new_id("promo"),
        "object": "promotion_code",
        "active": params.get("active", True),
        "code": params.get("code") or _word(),
        "created": now,
        "customer": None,
        "customer_account": None,
        "expires_at": params.get("expires_at"),
        "livemode": False,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": params.get("metadata", {}),
        "promotion": {"coupon": params["promotion"]["coupon"], "type": "coupon"},
        "restrictions": {
            "first_time_transaction": restrictions.get("first_time_transaction", False),
            "minimum_amount": restrictions.get("minimum_amount"),
            "minimum_amount_currency": restrictions.get("minimum_amount_currency"),
        },
        "times_redeemed": 0,
    }


def change_promotion_code(books: Books, code_id: str, params: Params) -> Object:
    code = books.find("promotion_code", code_id, "promotion code", "promotion_code")
    if params.get("active") and not code["active"]:
        _check_may_be_active(books, code)
    code["active"] = params.get("active", code["active"])
    books.store.put(code)
    return code


def _check_may_be_active(books: Books, code: Object) -> None:
    """Hold that a code is redeemable and alone, whatever the case of its letters."""
    its_coupon = books.find("coupon", code["promotion"]["coupon"], "coupon", "promotion[coupon]")
    if not its_coupon["valid"] or is_over(code, books.now()) or is_used_up(code):
        raise refused("This promotion code can't be redeemed any more.", "active")
    for other in books.store.newest_first("promotion_code"):
        if other["active"] and other["code"].lower() == code["code"].lower():
            message = f"An active promotion code with `code: {code['code']}` already exists."
            raise refused(message, "code")


def is_over(offer: Object, now: int) -> bool:
    """Tell whether a code's or a coupon's time is up."""
    ends_at = offer.get("expires_at") or offer.get("redeem_by")
    return ends_at is not None and ends_at <= now


def is_used_up(offer: Object) -> bool:
    most = offer["max_redemptions"]
    return most is not None and offer["times_redeemed"] >= most


def redeem(books: Books, session: Object) -> None:
    """Count the code that a session was paid with; call in the transaction of the payment."""
    for discount in session["discounts"]:
        code = books.find("promotion_code", discount["promotion_code"], "promotion code", "code")
        for offer in (code, books.find("coupon", code["promotion"]["coupon"], "coupon", "coupon")):
            offer["times_redeemed"] += 1
            books.store.put(offer)
    lapse_what_is_due(books)


def lapse_what_is_due(books: Books) -> None:
    """Take what is expired or used up out of use, a coupon together with its codes."""
    for its_coupon in books.store.coupons_to_lapse(books.now()):
        books.store.put({**its_coupon, "valid": False})
    for code in books.store.codes_to_lapse(books.now()):
        books.store.put({**code, "active": False})
