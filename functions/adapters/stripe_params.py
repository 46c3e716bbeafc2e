"""A draft order as Stripe is asked to charge for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import stripe

from domain.days import day_in_words
from domain.ordered import Line
from domain.orders import Order
from domain.shop import Rate, Tax

if TYPE_CHECKING:
    from stripe.params.checkout import (
        SessionCreateParams,
        SessionCreateParamsLineItem,
        SessionCreateParamsLineItemPriceDataProductData,
        SessionCreateParamsShippingOption,
    )

DELAYED = (
    *("acss_debit", "au_becs_debit", "bacs_debit", "boleto", "customer_balance", "konbini"),
    *("multibanco", "nz_bank_account", "oxxo", "sepa_debit", "sofort", "us_bank_account"),
)
"""Ways of paying whose money comes days later
(https://docs.stripe.com/payments/payment-methods/payment-method-support, “Delayed notification”)."""


def session_params(order: Order, success_url: str, cancel_url: str) -> SessionCreateParams:
    params: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": order.id,
        "metadata": {"order": order.id, "release": order.release},
        "payment_intent_data": {"metadata": {"order": order.id}},
        "line_items": [_line_item(line, order) for line in order.lines],
        "shipping_address_collection": {"allowed_countries": cast("Any", list(order.countries))},
        "shipping_options": [_shipping_option(rate, order) for rate in order.rates],
        "expires_at": int(order.expires_at.timestamp()),
        "success_url": success_url,
        "cancel_url": cancel_url,
    }
    if order.code:
        params["discounts"] = [{"promotion_code": order.code.id}]
    if order.tax.kind == "stripe":
        params["automatic_tax"] = {"enabled": True}
    if order.one_offs:
        params["excluded_payment_method_types"] = list(DELAYED)
    if order.ships_on:
        words = f"We plan to ship by {day_in_words(order.ships_on)}."
        params["custom_text"] = {"submit": {"message": words}}
    return params


def for_customer(params: SessionCreateParams, customer: str, order: Order) -> SessionCreateParams:
    """The same for somebody whom Stripe knows, whose address it doesn't change by itself.

    Tax that Stripe works out needs an address of the customer's: there, and only there, the one of
    this session is saved to them, until the next order overwrites it.
    """
    saves: Literal["auto", "never"] = "auto" if order.tax.kind == "stripe" else "never"
    known: SessionCreateParams = {**params}
    known["customer"] = customer
    known["customer_update"] = {"shipping": saves}
    return known


def is_about_the_customer(error: BaseException | None) -> bool:
    """Whether Stripe refused a session for whom it is, such as somebody whom it has deleted."""
    if not isinstance(error, stripe.InvalidRequestError):
        return False
    return str(error.param or "").startswith("customer") or str(error.code).startswith("customer")


def is_about_the_code(error: BaseException | None) -> bool:
    """Whether Stripe refused a session for its discount, or for how little it leaves to pay."""
    if not isinstance(error, stripe.InvalidRequestError):
        return False
    return str(error.param or "").startswith("discounts") or error.code == "amount_too_small"


def _line_item(line: Line, order: Order) -> SessionCreateParamsLineItem:
    product: SessionCreateParamsLineItemPriceDataProductData = {
        "name": line.title,
        "metadata": {"sku": line.sku},
    }
    if told := line.details:
        product["description"] = told
    if line.tax_code:
        product["tax_code"] = line.tax_code
    item: SessionCreateParamsLineItem = {
        "quantity": line.quantity,
        "price_data": {
            "currency": order.currency.lower(),
            "unit_amount": line.unit_amount,
            "product_data": product,
        },
    }
    if order.tax.kind == "stripe":
        item["price_data"]["tax_behavior"] = _behavior(order.tax)
    if order.tax.kind == "fixed" and order.tax.rates:
        item["tax_rates"] = [rate.stripe for rate in order.tax.rates]
    return item


def _behavior(tax: Tax) -> Any:  # noqa: ANN401  Stripe's own literal
    return "inclusive" if tax.inclusive else "exclusive"


def _shipping_option(rate: Rate, order: Order) -> SessionCreateParamsShippingOption:
    """Days on the way, and before them those until the order leaves the workshop."""
    wait = order.days_to_ship
    option: SessionCreateParamsShippingOption = {
        "shipping_rate_data": {
            "type": "fixed_amount",
            "display_name": rate.label,
            "fixed_amount": {"amount": rate.amount, "currency": order.currency.lower()},
            "delivery_estimate": {
                "minimum": {"unit": "business_day", "value": wait + rate.days_from},
                "maximum": {"unit": "business_day", "value": wait + rate.days_to},
            },
            "metadata": {"rate": rate.id},
        }
    }
    if order.tax.kind == "stripe":
        option["shipping_rate_data"]["tax_behavior"] = _behavior(order.tax)
    return option
