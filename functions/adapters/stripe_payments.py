"""Stripe's hosted Checkout: the draft's lines go out, the session's own state comes back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import stripe

from domain.orders import Line, Order
from domain.payments import (
    SESSION_EVENTS,
    CheckoutSession,
    PaymentEvent,
    PaymentsRefusedError,
    PaymentsUnavailableError,
    SessionLine,
)
from domain.shop import Rate
from functions.adapters.stripe_http import KeptAliveClient
from functions.adapters.stripe_sessions import order_id_of, read_session

if TYPE_CHECKING:
    from stripe.params.checkout import (
        SessionCreateParams,
        SessionCreateParamsLineItem,
        SessionCreateParamsLineItemPriceDataProductData,
        SessionCreateParamsShippingOption,
    )

STRIPE = "https://api.stripe.com"

TIMEOUT = (2.0, 4.0)
"""Seconds to connect, and to wait for an answer."""

RETRIES = 1
"""Of what opens a session, 13 s at the most. Reads aren't repeated: a page may need three of
them, and a function has 25 s."""

ONCE: stripe.RequestOptions = {"max_network_retries": 0}
FOUND_WITHIN = timedelta(minutes=5)
"""How long after its order a session can have been created: functions live less."""


def stripe_client(
    secret_key: str, base: str, timeout: tuple[float, float] = TIMEOUT
) -> stripe.StripeClient:
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": base},
        http_client=KeptAliveClient(timeout),
        max_network_retries=RETRIES,
    )


class StripePayments:
    def __init__(self, client: stripe.StripeClient) -> None:
        self._checkout = client.v1.checkout
        self._refunds = client.v1.refunds
        self._events = client.v1.events

    def open_session(self, order: Order, success_url: str, cancel_url: str) -> CheckoutSession:
        params: SessionCreateParams = {
            "mode": "payment",
            "client_reference_id": order.id,
            "metadata": {"order": order.id, "release": order.release},
            "payment_intent_data": {"metadata": {"order": order.id}},
            "line_items": [_line_item(line, order.currency) for line in order.lines],
            "shipping_address_collection": {
                "allowed_countries": cast("Any", list(order.countries))
            },
            "shipping_options": [_shipping_option(rate, order.currency) for rate in order.rates],
            "expires_at": int(order.expires_at.timestamp()),
            "success_url": success_url,
            "cancel_url": cancel_url,
        }
        with _answered():
            return read_session(
                self._checkout.sessions.create(params, {"idempotency_key": f"{order.id}-1"})
            )

    def session(self, session_id: str) -> CheckoutSession:
        with _answered():
            return read_session(
                self._checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]}, ONCE)
            )

    def find_session(self, order: Order) -> CheckoutSession | None:
        opened = int(order.created_at.timestamp())
        window = {"gte": opened - 60, "lte": opened + int(FOUND_WITHIN.total_seconds())}
        with _answered():
            listed = self._checkout.sessions.list(
                {"created": cast("Any", window), "limit": 100}, ONCE
            )
            return next(
                (
                    read_session(session)
                    for session in listed.auto_paging_iter()
                    if order_id_of(session) == order.id
                ),
                None,
            )

    def sessions_since(self, since: datetime) -> Iterator[CheckoutSession]:
        created = cast("Any", {"gte": int(since.timestamp())})
        expanded = ["data.payment_intent"]
        with _answered():
            listed = self._checkout.sessions.list(
                {"created": created, "limit": 100, "expand": expanded}, ONCE
            )
            for session in listed.auto_paging_iter():
                yield read_session(session)

    def events_since(self, since: datetime) -> Iterator[PaymentEvent]:
        created = cast("Any", {"gte": int(since.timestamp())})
        with _answered():
            listed = self._events.list(
                {"created": created, "limit": 100, "types": list(SESSION_EVENTS)}, ONCE
            )
            for event in listed.auto_paging_iter():
                yield PaymentEvent(event.id, event.type, str(event.data.object["id"]))

    def lines(self, session_id: str) -> list[SessionLine]:
        with _answered():
            listed = self._checkout.sessions.line_items.list(session_id, {"limit": 100}, ONCE)
            return [
                SessionLine(line.amount_subtotal, line.quantity or 0)
                for line in listed.auto_paging_iter()
            ]

    def expire_session(self, session_id: str) -> CheckoutSession:
        try:
            with _answered():
                return read_session(self._checkout.sessions.expire(session_id, None, ONCE))
        except PaymentsRefusedError:
            return self.session(session_id)

    def refund(self, payment_intent: str, order_id: str) -> str:
        """Stripe keeps a key for a day; a refund asked for later is known by its refusal."""
        try:
            with _answered():
                return self._refunded(payment_intent, order_id)
        except PaymentsRefusedError as error:
            cause = error.__cause__
            if isinstance(cause, stripe.StripeError) and cause.code == "charge_already_refunded":
                return f"refunded-{payment_intent}"
            raise

    def _refunded(self, payment_intent: str, order_id: str) -> str:
        made = self._refunds.create(
            {"payment_intent": payment_intent, "metadata": {"order": order_id}},
            {"idempotency_key": f"refund-{payment_intent}"},
        )
        return made.id


@contextlib.contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise PaymentsUnavailableError(type(error).__name__) from error
    except stripe.APIError as error:
        raise PaymentsUnavailableError(f"{type(error).__name__} {error.http_status}") from error
    except stripe.StripeError as error:
        if error.http_status == 409:  # noqa: PLR2004 — an earlier attempt with this key is still at work
            raise PaymentsUnavailableError(type(error).__name__) from error
        raise PaymentsRefusedError(f"{type(error).__name__} {error.code}") from error


def _line_item(line: Line, currency: str) -> SessionCreateParamsLineItem:
    product: SessionCreateParamsLineItemPriceDataProductData = {
        "name": line.title,
        "metadata": {"sku": line.sku},
    }
    if told := line.details:
        product["description"] = told
    if line.tax_code:
        product["tax_code"] = line.tax_code
    return {
        "quantity": line.quantity,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": line.unit_amount,
            "product_data": product,
        },
    }


def _shipping_option(rate: Rate, currency: str) -> SessionCreateParamsShippingOption:
    return {
        "shipping_rate_data": {
            "type": "fixed_amount",
            "display_name": rate.label,
            "fixed_amount": {"amount": rate.amount, "currency": currency.lower()},
            "delivery_estimate": {
                "minimum": {"unit": "business_day", "value": rate.days_from},
                "maximum": {"unit": "business_day", "value": rate.days_to},
            },
            "metadata": {"rate": rate.id},
        }
    }
