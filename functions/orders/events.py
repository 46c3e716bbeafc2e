"""Stripe's webhook: verify, hand the event on, answer; foreign events go quietly."""

from __future__ import annotations

import logging
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from domain.payments import SignatureError
from functions.adapters.stripe_events import MalformedEventError, read_event
from functions.orders.parts import OrderParts
from functions.web.forms import read_body
from functions.web.problems import Problem, as_json, note

log = logging.getLogger(__name__)

_SIGNATURES: dict[Literal["unsigned", "stale", "tampered"], Problem] = {
    "unsigned": Problem(
        400,
        "unsigned-event",
        "The event isn't signed",
        "Send it with Stripe's own Stripe-Signature header.",
    ),
    "stale": Problem(
        400,
        "stale-event",
        "The event's signature is too old",
        "Sign it again: signatures are good for five minutes. Check the sender's clock.",
    ),
    "tampered": Problem(
        400,
        "tampered-event",
        "The event's signature doesn't fit",
        "Sign the body exactly as sent, with this endpoint's own secret.",
    ),
}


async def receive_event(request: Request, parts: OrderParts) -> Response:
    """200 once the event has had its effect; 400 for what Stripe didn't just sign.

    Raises what the error table answers with 503, on which Stripe sends the event again.
    """
    body = await read_body(request)
    signature = request.headers.get("stripe-signature")
    try:
        event = read_event(body, signature, parts.webhook_secrets, parts.now())
    except SignatureError as error:
        problem = _SIGNATURES[error.reason]
        note(problem)
        return as_json(problem)
    except MalformedEventError:
        log.warning("signed event ignored: it can't be read")
        return Response(status_code=200)
    order = parts.money.handle(event) if event.news else parts.settlement.handle(event)
    log.info(
        "event handled",
        extra={"event_id": event.id, "type": event.type, "order": order.id if order else None},
    )
    return Response(status_code=200)
