"""Stripe's hosted Checkout: the draft's lines go out, the session's own state comes back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import stripe

from domain.movements import Movement
from domain.ordered import Refund
from domain.orders import Order
from domain.payments import (
    MONEY_EVENTS,
    SESSION_EVENTS,
    CheckoutSession,
    CodeRefusedError,
    PaymentEvent,
    PaymentsRefusedError,
    PaymentsUnavailableError,
    RefundOvertakenError,
    SessionLine,
)
from functions.adapters.stripe_events import event_of
from functions.adapters.stripe_http import KeptAliveClient
from functions.adapters.stripe_movements import movement_of
from functions.adapters.stripe_params import (
    for_customer,
    is_about_the_code,
    is_about_the_customer,
    session_params,
)
from functions.adapters.stripe_sessions import EXPANDED, order_id_of, read_session

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams
    from stripe.params.checkout import SessionCreateParams

STRIPE = "https://api.stripe.com"

TIMEOUT = (2.0, 4.0)
"""Seconds to connect, and to wait for an answer."""

RETRIES = 1
"""Of what opens a session, 13 s at the most. Reads aren't repeated: a page may need three of
them, and a function has 25 s."""

ONCE: stripe.RequestOptions = {"max_network_retries": 0}
ALREADY_REFUNDED = "charge_already_refunded"
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
        self._codes = client.v1.promotion_codes
        self._refunds = client.v1.refunds
        self._events = client.v1.events
        self._balance = client.v1.balance_transactions

    def find_code(self, text: str) -> str | None:
        with answered():
            listed = self._codes.list({"code": text, "active": True, "limit": 1}, ONCE)
        return next((each.id for each in listed.data), None)

    def open_session(
        self, order: Order, success_url: str, cancel_url: str, customer: str | None = None
    ) -> CheckoutSession:
        params = session_params(order, success_url, cancel_url)
        key = f"{order.id}-{order.revision}"
        try:
            if customer:
                return self._opened(for_customer(params, customer, order), f"{key}-known")
            return self._opened(params, key)
        except PaymentsRefusedError as error:
            if order.code and is_about_the_code(error.__cause__):
                raise CodeRefusedError(str(error)) from error
            if customer and is_about_the_customer(error.__cause__):
                return self.open_session(order, success_url, cancel_url)
            raise

    def _opened(self, params: SessionCreateParams, key: str) -> CheckoutSession:
        with answered():
            return read_session(self._checkout.sessions.create(params, {"idempotency_key": key}))

    def session(self, session_id: str) -> CheckoutSession:
        with answered():
            return read_session(
                self._checkout.sessions.retrieve(session_id, {"expand": list(EXPANDED)}, ONCE)
            )

    def session_of(self, payment_intent: str) -> CheckoutSession | None:
        with answered():
            listed = self._checkout.sessions.list(
                {"payment_intent": payment_intent, "limit": 1}, ONCE
            )
        return next((read_session(each) for each in listed.data), None)

    def find_session(self, order: Order) -> CheckoutSession | None:
        opened = int(order.created_at.timestamp())
        window = {"gte": opened - 60, "lte": opened + int(FOUND_WITHIN.total_seconds())}
        with answered():
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
        expanded = [f"data.{each}" for each in EXPANDED]
        with answered():
            listed = self._checkout.sessions.list(
                {"created": created, "limit": 100, "expand": expanded}, ONCE
            )
            for session in listed.auto_paging_iter():
                yield read_session(session)

    def events_since(self, since: datetime) -> Iterator[PaymentEvent]:
        created = cast("Any", {"gte": int(since.timestamp())})
        with answered():
            listed = self._events.list(
                {"created": created, "limit": 100, "types": [*SESSION_EVENTS, *MONEY_EVENTS]}, ONCE
            )
            for event in listed.auto_paging_iter():
                yield event_of(event.id, event.type, event.data.object)

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        window = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        with answered():
            listed = self._balance.list(
                {"created": cast("Any", window), "limit": 100, "expand": ["data.source"]}, ONCE
            )
            for told in listed.auto_paging_iter():
                if movement := movement_of(told):
                    yield movement

    def lines(self, session_id: str) -> list[SessionLine]:
        with answered():
            listed = self._checkout.sessions.line_items.list(session_id, {"limit": 100}, ONCE)
            return [
                SessionLine(line.amount_subtotal, line.quantity or 0)
                for line in listed.auto_paging_iter()
            ]

    def expire_session(self, session_id: str) -> CheckoutSession:
        try:
            with answered():
                return read_session(self._checkout.sessions.expire(session_id, None, ONCE))
        except PaymentsRefusedError:
            return self.session(session_id)

    def refund(self, payment_intent: str, order_id: str, part: Refund | None = None) -> str:
        """Stripe keeps a key for a day; a whole refund asked for later is known by its refusal.

        A part could go back twice then, so it is looked for first, by the id that it was given.
        """
        if part and (found := self._made(payment_intent, part.id)):
            return found
        try:
            with answered():
                return self._refunded(payment_intent, order_id, part)
        except PaymentsRefusedError as error:
            cause = error.__cause__
            gone = isinstance(cause, stripe.StripeError) and cause.code == ALREADY_REFUNDED
            too_much = isinstance(cause, stripe.InvalidRequestError) and cause.param == "amount"
            if part and (gone or too_much):
                raise RefundOvertakenError(part.id) from error
            if gone:
                return f"refunded-{payment_intent}"
            raise

    def _made(self, payment_intent: str, refund_id: str) -> str | None:
        with answered():
            listed = self._refunds.list({"payment_intent": payment_intent, "limit": 100}, ONCE)
            return next(
                (
                    each.id
                    for each in listed.auto_paging_iter()
                    if each.metadata and each.metadata.to_dict().get("refund") == refund_id
                ),
                None,
            )

    def _refunded(self, payment_intent: str, order_id: str, part: Refund | None) -> str:
        metadata = {"order": order_id}
        params: RefundCreateParams = {"payment_intent": payment_intent, "metadata": metadata}
        key = payment_intent
        if part:
            params["amount"] = part.amount
            metadata["refund"] = key = part.id
        return self._refunds.create(params, {"idempotency_key": f"refund-{key}"}).id


@contextlib.contextmanager
def answered() -> Iterator[None]:
    """Turn what Stripe's SDK raises into the domain's words."""
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
