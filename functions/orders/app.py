"""Routes of orders: Stripe's events, the thank-you page, and the way back from the payment page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.holds import Holds
from domain.links import LinkError, OrderLinks, Purpose
from domain.orders import Order, OrderBook, Status
from domain.payments import (
    PaymentEvent,
    Payments,
    PaymentsRefusedError,
    PaymentsUnavailableError,
    SignatureError,
)
from domain.settlement import Settlement
from functions.adapters.stripe_events import MalformedEventError, read_event
from functions.web.asgi import build_app
from functions.web.forms import read_body, read_form
from functions.web.pages import HEADERS, Pages
from functions.web.problems import Problems, as_json, note, problem_of

log = logging.getLogger(__name__)


class OrderParts(msgspec.Struct, frozen=True):
    book: OrderBook
    payments: Payments
    settlement: Settlement
    holds: Holds
    links: OrderLinks
    pages: Pages
    webhook_secret: str
    origin: str
    now: Callable[[], datetime]


def create_app(parts: OrderParts) -> Starlette:
    async def events(request: Request) -> Response:
        event = await _read_event(request, parts)
        if isinstance(event, Response):
            return event
        order = parts.settlement.handle(event)
        log.info(
            "event handled",
            extra={"event_id": event.id, "type": event.type, "order": order.id if order else None},
        )
        return Response(status_code=200)

    async def thanks(request: Request) -> Response:
        order = _caught_up(_order(request.query_params.get("t", ""), "thanks", parts), parts)
        title = _THANKS_TITLES[order.status]
        return parts.pages.answer("thanks.html", title, order=order)

    async def back(request: Request) -> Response:
        token = request.query_params.get("t", "")
        order = _caught_up(_order(token, "back", parts), parts)
        if order.status is not Status.DRAFT:
            return _after_back(order, parts)
        return parts.pages.answer(
            "back.html",
            "You haven't paid yet",
            order=order,
            token=token,
            pay_url=_pay_url(order, parts),
            minutes=_minutes_left(order, parts.now()),
        )

    async def put_back(request: Request) -> Response:
        pairs = dict(await read_form(request, parts.origin))
        order = _order(pairs.get("t", ""), "back", parts)
        order = (parts.holds.let_go(order) if order.status is Status.DRAFT else order) or order
        return _after_back(order, parts)

    routes = [
        Route("/api/stripe/events", events, methods=["POST"]),
        Route("/api/orders/thanks", thanks, methods=["GET"]),
        Route("/api/orders/back", back, methods=["GET"]),
        Route("/api/orders/back", put_back, methods=["POST"]),
    ]
    return build_app(routes, Problems(parts.pages))


_THANKS_TITLES = {
    Status.DRAFT: "We're waiting for your payment",
    Status.AWAITING_PAYMENT: "Your payment is on its way",
    Status.PAID: "Thank you",
    Status.EXPIRED: "This order wasn't paid",
    Status.UNDER_REVIEW: "We're checking your order",
    Status.REFUNDED: "Your money is on its way back",
}


async def _read_event(request: Request, parts: OrderParts) -> PaymentEvent | Response:
    """The verified event; an answer for a program where it isn't one."""
    body = await read_body(request)
    signature = request.headers.get("stripe-signature")
    try:
        return read_event(body, signature, parts.webhook_secret, parts.now())
    except SignatureError as error:
        problem = problem_of(error)
        assert problem  # noqa: S101 — every signature's reason is in the table
        note(problem)
        return as_json(problem)
    except MalformedEventError:
        log.warning("signed event ignored: it can't be read")
        return Response(status_code=200)


def _order(token: str, purpose: Purpose, parts: OrderParts) -> Order:
    """Raises LinkError, for a link to an order that is gone as well."""
    order = parts.book.get(parts.links.read(purpose, token, parts.now()))
    if order is None:
        raise LinkError("expired")
    return order


def _caught_up(order: Order, parts: OrderParts) -> Order:
    """The order brought up to its session's state, in case the buyer is quicker than the event."""
    if order.status not in (Status.DRAFT, Status.AWAITING_PAYMENT) or order.session_id is None:
        return order
    try:
        session = parts.payments.session(order.session_id)
        return parts.settlement.settle(session) or order
    except (PaymentsUnavailableError, PaymentsRefusedError) as error:
        log.warning(
            "order shown as last known",
            extra={"order": order.id, "reason": type(error).__name__},
        )
        return order


def _pay_url(order: Order, parts: OrderParts) -> str | None:
    if order.session_id is None:
        return None
    try:
        return parts.payments.session(order.session_id).url
    except (PaymentsUnavailableError, PaymentsRefusedError):
        return None


def _after_back(order: Order, parts: OrderParts) -> Response:
    if order.status is Status.EXPIRED:
        return parts.pages.answer("put_back.html", "It's back in the shop", order=order)
    until = order.expires_at.replace(year=order.expires_at.year + 1)
    token = parts.links.sign("thanks", order.id, until)
    return RedirectResponse(f"{parts.origin}/api/orders/thanks?t={token}", 303, HEADERS)


def _minutes_left(order: Order, now: datetime) -> int:
    return max(1, round((order.expires_at - now).total_seconds() / 60))
