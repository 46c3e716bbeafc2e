"""The objects of Stripe's catalogue and payments, complete with the fields we leave empty."""

from typing import Any, TypeAlias

from infra.local.stripe.ids import new_id
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

Address: TypeAlias = dict[str, str | None]


def product(data: Params, now: int) -> Object:
    return {
        "id": new_id("prod", 14),
        "object": "product",
        "active": False,
        "created": now,
        "default_price": None,
        "description": data.get("description"),
        "images": data.get("images", []),
        "livemode": False,
        "marketing_features": [],
        "metadata": data.get("metadata", {}),
        "name": data["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": data.get("tax_code"),
        "unit_label": data.get("unit_label"),
        "updated": now,
        "url": None,
    }


def price(data: Params, product_id: str, now: int) -> Object:
    return {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": data["currency"],
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": None,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": data["unit_amount"],
        "unit_amount_decimal": str(data["unit_amount"]),
    }


def line_item(line: Params, its_price: Object, name: str) -> Object:
    amount = its_price["unit_amount"] * line["quantity"]
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": its_price["currency"],
        "description": name,
        "metadata": line.get("metadata", {}),
        "price": its_price,
        "quantity": line["quantity"],
    }


def shipping_rate(data: Params, now: int) -> Object:
    estimate = data.get("delivery_estimate")
    return {
        "id": new_id("shr"),
        "object": "shipping_rate",
        "active": True,
        "created": now,
        "delivery_estimate": estimate and {"maximum": None, "minimum": None, **estimate},
        "display_name": data["display_name"],
        "fixed_amount": data["fixed_amount"],
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tax_code": data.get("tax_code"),
        "type": "fixed_amount",
    }


def payment_intent(session: Object, data: Params, now: int, method: str) -> Object:
    """Describe the payment of a session; `data` is what its `payment_intent_data` said."""
    intent_id = new_id("pi")
    return {
        "id": intent_id,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": data.get("capture_method", "automatic_async"),
        "client_secret": f"{intent_id}_{new_id('secret')}",
        "confirmation_method": "automatic",
        "created": now,
        "currency": session["currency"],
        "customer": session["customer"],
        "customer_account": None,
        "description": data.get("description"),
        "excluded_payment_method_types": session["excluded_payment_method_types"] or None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": new_id("pm"),
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": [method],
        "processing": None,
        "receipt_email": data.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": shipping_of(session),
        "statement_descriptor": data.get("statement_descriptor"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "processing",
        "transfer_data": None,
        "transfer_group": None,
    }


def shipping_of(session: Object) -> dict[str, Any] | None:
    collected = session["collected_information"]
    details = collected and collected["shipping_details"]
    if not details:
        return None
    phone = session["customer_details"]["phone"]
    return {**details, "carrier": None, "phone": phone, "tracking_number": None}


def charge(intent: Object, session: Object, now: int) -> Object:
    customer = session["customer_details"]
    billing = {name: customer[name] for name in ("address", "email", "name", "phone")}
    method = intent["payment_method_types"][0]
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {**billing, "tax_id": None},
        "calculated_statement_descriptor": "VITRINE TEST",
        "captured": False,
        "created": now,
        "currency": intent["currency"],
        "customer": session["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": _method_details(method, now),
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    }


def _method_details(method: str, now: int) -> dict[str, Any]:
    if method != "card":
        return {"type": method, method: {}}
    next_year = 1970 + now // 31_557_600 + 1
    card = {
        "brand": "visa",
        "checks": None,
        "country": "US",
        "exp_month": 12,
        "exp_year": next_year,
        "funding": "credit",
        "last4": "4242",
        "network": "visa",
        "three_d_secure": None,
        "wallet": None,
    }
    return {"type": "card", "card": card}


def refund(its_charge: Object, amount: int, data: Params, now: int) -> Object:
    body = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": its_charge["id"],
        "created": now,
        "currency": its_charge["currency"],
        "metadata": data.get("metadata") or {},
        "payment_intent": its_charge["payment_intent"],
        "reason": data.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    if its_charge["payment_method_details"]["type"] == "card":
        how = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
        body["destination_details"] = {"card": how, "type": "card"}
    return body
