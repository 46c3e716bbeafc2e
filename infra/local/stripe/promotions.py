"""The API's operations on coupons, promotion codes and tax rates."""

from stripe.params import (
    CouponCreateParams,
    PromotionCodeCreateParams,
    PromotionCodeListParams,
    PromotionCodeModifyParams,
    TaxRateCreateParams,
)

from infra.local.stripe.books import Books
from infra.local.stripe.calls import EXPAND, PAGING, Call, Operation, matching
from infra.local.stripe.coupons import (
    change_promotion_code,
    create_coupon,
    create_promotion_code,
)
from infra.local.stripe.lists import page
from infra.local.stripe.store import Object
from infra.local.stripe.taxes import create_tax_rate

LIMITS = frozenset({"max_redemptions", "metadata"})


def _coupon(books: Books, call: Call) -> Object:
    return create_coupon(books, call.params)


def _code(books: Books, call: Call) -> Object:
    return create_promotion_code(books, call.params)


def _change(books: Books, call: Call) -> Object:
    return change_promotion_code(books, call.id, call.params)


def _codes(books: Books, call: Call) -> Object:
    code, coupon = call.params.get("code"), call.params.get("coupon")
    found = [
        each
        for each in matching(books, "promotion_code", call.params, ("active",))
        if (code is None or each["code"].lower() == code.lower())
        and (coupon is None or each["promotion"]["coupon"] == coupon)
    ]
    return page(found, call.params, "/v1/promotion_codes", "promotion code")


def _tax_rate(books: Books, call: Call) -> Object:
    return create_tax_rate(books, call.params)


PROMOTIONS = (
    Operation(
        "POST",
        "/v1/coupons",
        CouponCreateParams,
        EXPAND
        | LIMITS
        | {"amount_off", "currency", "duration", "id", "name", "percent_off", "redeem_by"},
        _coupon,
    ),
    Operation(
        "POST",
        "/v1/promotion_codes",
        PromotionCodeCreateParams,
        EXPAND | LIMITS | {"active", "code", "expires_at", "promotion", "restrictions"},
        _code,
    ),
    Operation(
        "GET",
        "/v1/promotion_codes",
        PromotionCodeListParams,
        PAGING | {"active", "code", "coupon", "created"},
        _codes,
    ),
    Operation(
        "POST",
        "/v1/promotion_codes/{id}",
        PromotionCodeModifyParams,
        EXPAND | {"active"},
        _change,
    ),
    Operation(
        "POST",
        "/v1/tax_rates",
        TaxRateCreateParams,
        EXPAND
        | {"active", "country", "description", "display_name", "inclusive", "jurisdiction"}
        | {"metadata", "percentage", "state", "tax_type"},
        _tax_rate,
    ),
)
