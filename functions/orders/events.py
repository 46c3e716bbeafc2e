"""Stripe's webhook: verify, hand the event on, answer; foreign events go quietly."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import Response

from domain.payments import SignatureError
from functions.adapters.stripe_events import MalformedEventError, read_event
from functions.orders.parts import OrderParts
from functions.web.forms import read_body
from functions.web.problems import as_json, note, signature_problem

log = logging.getLogger(__name__)


async def receive_event(request: Request, parts: OrderParts) -> Response:
    """200 once the event has had its effect; 400 for what Stripe didn't just sign.

    Raises what the error table answers with 503, on which Stripe sends the event again.
    """
    body = await read_body(request)
    signature = request.headers.get("stripe-signature")
    try:
        event = read_event(body, signature, parts.webhook_secrets, parts.now())
    except SignatureError as error:
        problem = signature_problem(error)
        note(problem)
        return as_json(problem)
    except MalformedEventError:
        log.warning("signed event ignored: it can't be read")
        return Response(status_code=200)
    order = parts.settlement.handle(event)
    log.info(
        "event handled",
        extra={"event_id": event.id, "type": event.type, "order": order.id if order else None},
    )
    return Response(status_code=200)
