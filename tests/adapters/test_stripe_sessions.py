"""Sessions in states that the stand-in doesn't bring about, as Stripe writes them."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from functions.adapters.stripe_sessions import read_session


def session(status: str, intent: str) -> stripe.checkout.Session:
    """A session of ours with its payment intent expanded."""
    written: dict[str, Any] = {
        "id": "cs_1",
        "object": "checkout.session",
        "status": status,
        "payment_status": "unpaid",
        "client_reference_id": "ORDER1",
        "metadata": {"order": "ORDER1"},
        "currency": "usd",
        "payment_intent": {
            "id": "pi_1",
            "object": "payment_intent",
            "status": intent,
            "latest_charge": None,
        },
        **dict.fromkeys(("url", "amount_subtotal", "amount_total", "shipping_cost")),
        **dict.fromkeys(("customer_details", "total_details", "collected_information")),
    }
    made: stripe.checkout.Session = stripe.checkout.Session.construct_from(written, "sk_test_1")
    return made


@pytest.mark.parametrize(
    ("status", "intent", "failed"),
    [
        ("complete", "processing", False),
        ("complete", "requires_payment_method", True),
        ("complete", "canceled", True),
        ("open", "requires_payment_method", False),
    ],
)
def test_a_delayed_payment_has_failed_where_it_was_refused_or_called_off(
    status: str, intent: str, failed: bool
) -> None:
    assert read_session(session(status, intent)).payment_failed is failed
