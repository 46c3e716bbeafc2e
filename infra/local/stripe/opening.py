"""A Checkout Session is opened: what is asked for is checked, put together and added up."""

from infra.local.stripe import shapes
from infra.local.stripe.books import Books
from infra.local.stripe.discounts import asked_code, redeemable
from infra.local.stripe.errors import invalid
from infra.local.stripe.known import named_customer
from infra.local.stripe.limits import (
    check_line,
    check_opening,
    check_taxes,
    expiry,
    one_currency,
    refuse_small,
)
from infra.local.stripe.methods import methods_left
from infra.local.stripe.params import Params
from infra.local.stripe.sessions import blank_session, customer_details
from infra.local.stripe.store import Object
from infra.local.stripe.taxes import named_rates
from infra.local.stripe.totals import total_up


def open_session(books: Books, params: Params) -> Object:
    check_opening(params)
    now = books.now()
    expires_at = expiry(params.get("expires_at"), now)
    lines = [
        check_line(line, f"line_items[{index}]") for index, line in enumerate(params["line_items"])
    ]
    check_taxes(params)
    customer = named_customer(books, params)
    currency = one_currency(lines)
    methods = methods_left(books, params, currency)
    rates = [_rate(books, option, currency, now) for option in params.get("shipping_options", [])]

    with books.store.transaction():
        for rate in rates:
            books.store.put(rate)
        aside = {
            "line_items": [_line_item(books, line, now) for line in lines],
            "payment_intent_data": params.get("payment_intent_data", {}),
            "customer_update": params.get("customer_update", {}),
            "shipping_tax_behaviors": {rate["id"]: rate["tax_behavior"] for rate in rates},
            "tax_rates": [
                named_rates(books, line, f"line_items[{index}]") for index, line in enumerate(lines)
            ],
        }
        session = blank_session(books, params, currency, rates)
        if customer:
            session["customer"] = customer["id"]
            session["customer_details"] = customer_details(email=customer["email"])
        session.update(created=now, expires_at=expires_at, payment_method_types=methods)
        session["amount_subtotal"] = sum(item["amount_subtotal"] for item in aside["line_items"])
        _discount(books, params, session, aside)
        total_up(session, aside, rates[0]["id"] if rates else None, country=None)
        refuse_small(session)
        books.store.put(session, aside)
    return session


def _line_item(books: Books, line: Params, now: int) -> Object:
    its_product = shapes.product(line["price_data"]["product_data"], now)
    its_price = shapes.price(line["price_data"], its_product["id"], now)
    books.store.put(its_product)
    books.store.put(its_price)
    return shapes.line_item(line, its_price, its_product["name"])


def _discount(books: Books, params: Params, session: Object, aside: Object) -> None:
    code_id = asked_code(params)
    if code_id:
        code, aside["coupon"] = redeemable(books, code_id, session)
        session["discounts"] = [{"coupon": None, "promotion_code": code["id"]}]


def _rate(books: Books, option: Params, currency: str, now: int) -> Object:
    if "shipping_rate" in option:
        return books.find(
            "shipping_rate", option["shipping_rate"], "shipping rate", "shipping_options"
        )
    data = option.get("shipping_rate_data", {})
    if data.get("fixed_amount", {}).get("currency") != currency:
        message = "A shipping rate must have a fixed amount in the currency of the line items."
        raise invalid(message, "shipping_options")
    return shapes.shipping_rate(data, now)
