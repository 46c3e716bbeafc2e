"""Checkout Sessions: their shape, and how they are found and end."""

from typing import Any

from infra.local.stripe import shapes
from infra.local.stripe.books import NOBODY, Books, Cause
from infra.local.stripe.errors import refused
from infra.local.stripe.ids import new_id
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object


def blank_session(books: Books, params: Params, currency: str, rates: list[Object]) -> Object:
    """Return a session as it was asked for, before anything is added up."""
    session_id = new_id("cs_test", 60)
    email = params.get("customer_email")
    return {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "allowed_payment_method_types": None,
        "amount_subtotal": 0,
        "amount_total": 0,
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
        "payment_method_types": [],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": params.get("shipping_address_collection"),
        "shipping_cost": None,
        "shipping_options": [
            {"shipping_amount": rate["fixed_amount"]["amount"], "shipping_rate": rate["id"]}
            for rate in rates
        ],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": None,
        "ui_mode": "hosted_page",
        "url": f"{books.settings.public_base}/pay/{session_id}",
        "wallet_options": None,
    }


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
