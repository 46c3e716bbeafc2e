"""Checkout Sessions from opening to expiry."""

from typing import Any

from infra.local.stripe import shapes
from infra.local.stripe.books import NOBODY, Books, Cause
from infra.local.stripe.errors import invalid, refused
from infra.local.stripe.ids import new_id
from infra.local.stripe.limits import (
    check_line,
    check_opening,
    expiry,
    one_currency,
    refuse_small,
)
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

# A delayed method per currency: the payment is known to have arrived only days later.
DELAYED = {
    "usd": "us_bank_account",
    "eur": "sepa_debit",
    "gbp": "bacs_debit",
    "cad": "acss_debit",
    "aud": "au_becs_debit",
    "jpy": "konbini",
}


def open_session(books: Books, params: Params) -> Object:
    check_opening(params)
    now = books.now()
    expires_at = expiry(params.get("expires_at"), now)
    lines = [
        check_line(line, f"line_items[{index}]") for index, line in enumerate(params["line_items"])
    ]
    currency = one_currency(lines)
    rates = [_rate(books, option, currency, now) for option in params.get("shipping_options", [])]

    with books.store.transaction():
        items = []
        for line in lines:
            its_product = shapes.product(line["price_data"]["product_data"], now)
            its_price = shapes.price(line["price_data"], its_product["id"], now)
            items.append(shapes.line_item(line, its_price, its_product["name"]))
            books.store.put(its_product)
            books.store.put(its_price)
        for rate in rates:
            books.store.put(rate)
        session = _session(books, params, items, rates)
        session.update(created=now, expires_at=expires_at)
        books.store.put(
            session,
            {"line_items": items, "payment_intent_data": params.get("payment_intent_data", {})},
        )
    return session


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


def _session(books: Books, params: Params, items: list[Object], rates: list[Object]) -> Object:
    session_id = new_id("cs_test", 60)
    currency = items[0]["currency"]
    subtotal = sum(item["amount_subtotal"] for item in items)
    email = params.get("customer_email")
    session: Object = {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "allowed_payment_method_types": None,
        "amount_subtotal": subtotal,
        "automatic_tax": _automatic_tax(params),
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": _custom_text(params),
        "customer": None,
        "customer_account": None,
        "customer_creation": "if_required",
        "customer_details": customer_details(email=email) if email else None,
        "customer_email": email,
        "discounts": [],
        "excluded_payment_method_types": params.get("excluded_payment_method_types", []),
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": params.get("locale"),
        "managed_payments": None,
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "optional_items": None,
        "origin_context": params.get("origin_context"),
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": _methods(books, params, currency),
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": params.get("shipping_address_collection"),
        "shipping_options": [
            {"shipping_amount": rate["fixed_amount"]["amount"], "shipping_rate": rate["id"]}
            for rate in rates
        ],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "ui_mode": "hosted_page",
        "url": f"{books.settings.public_base}/pay/{session_id}",
        "wallet_options": None,
    }
    choose_shipping(session, rates[0]["id"] if rates else None)
    refuse_small(session)
    return session


def _automatic_tax(params: Params) -> dict[str, Any]:
    enabled = params.get("automatic_tax", {}).get("enabled", False)
    return {
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": "requires_location_inputs" if enabled else None,
    }


def _custom_text(params: Params) -> dict[str, Any]:
    places = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    texts = params.get("custom_text", {})
    return {place: texts.get(place) or None for place in places}


def _methods(books: Books, params: Params, currency: str) -> list[str]:
    delayed = [DELAYED[currency]] if currency in DELAYED else []
    excluded = params.get("excluded_payment_method_types", [])
    methods = [
        method for method in [*books.settings.payment_methods, *delayed] if method not in excluded
    ]
    if not methods:
        message = "No payment method is left: the session excludes every one that is turned on."
        raise invalid(message, "excluded_payment_method_types")
    return methods


def customer_details(
    *,
    email: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    address: shapes.Address | None = None,
) -> dict[str, Any]:
    return {
        "address": address,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": phone,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def choose_shipping(session: Object, rate_id: str | None) -> None:
    """Set the rate and the totals that follow from it; the first rate is chosen from the start."""
    amounts = {
        option["shipping_rate"]: option["shipping_amount"] for option in session["shipping_options"]
    }
    amount = amounts.get(rate_id, 0)
    session["shipping_cost"] = rate_id and {
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "shipping_rate": rate_id,
    }
    session["total_details"] = {"amount_discount": 0, "amount_shipping": amount, "amount_tax": 0}
    session["amount_total"] = session["amount_subtotal"] + amount


def find_session(books: Books, session_id: str) -> Object:
    return books.find("checkout.session", session_id, "checkout.session", "session")


def expire_session(books: Books, session_id: str, cause: Cause) -> Object:
    session = find_session(books, session_id)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session '
            f"has a status of `{session['status']}`."
        )
        raise refused(message)
    return _expired(books, session, cause)


def expire_what_is_due(books: Books) -> None:
    for session in books.store.sessions_to_expire(books.now()):
        _expired(books, session, NOBODY)


def _expired(books: Books, session: Object, cause: Cause) -> Object:
    session.update(status="expired", url=None)
    with books.store.transaction():
        books.store.put(session)
        books.announce("checkout.session.expired", session, cause)
    return session
