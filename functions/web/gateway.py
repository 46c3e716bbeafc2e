"""From API Gateway's event to an app and back, without an event loop.

Mangum reads the events and writes the answers. It would also run the app on asyncio, and loading
that takes a good part of a cold start. Nothing here needs it: an environment of Lambda's serves one
event at a time, calls of AWS and Stripe block, and a request is whole before the app begins.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from mangum.handlers.api_gateway import HTTPGateway

if TYPE_CHECKING:
    from mangum.types import LambdaConfig, LambdaContext, Response
    from starlette.types import ASGIApp, Message

log = logging.getLogger(__name__)

_CONFIG: LambdaConfig = {
    "api_gateway_base_path": "/",
    "text_mime_types": ["text/", "application/json"],
    "exclude_headers": [],
}


class Gateway:
    """A function's handler for its app: an event of the HTTP API in, its answer out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        gateway = HTTPGateway(event, context, _CONFIG)
        exchange = _Exchange(gateway.body)
        try:
            run_through(self._app(gateway.scope, exchange.receive, exchange.send))
        except Exception as error:
            # What the app didn't expect it has answered and written down before it raises it.
            if not exchange.is_whole:
                log.exception("no answer", extra={"reason": type(error).__name__})
                exchange.fail()
        return gateway(exchange.answer)


def run_through(work: Awaitable[object]) -> None:
    """From its beginning to its end at once. Raises RuntimeError where it waits for something."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration:
        return
    steps.close()
    raise RuntimeError("The app waits for something, and nothing goes on beside it.")


class _Exchange:
    """One request and what is answered, as ASGI's messages."""

    def __init__(self, body: bytes) -> None:
        self._coming: list[Message] = [
            {"type": "http.disconnect"},
            {"type": "http.request", "body": body, "more_body": False},
        ]
        self.answer: Response = {"status": 500, "headers": [], "body": b""}
        self.is_whole = False

    async def receive(self) -> Message:
        """The request; whoever asks again is told that nobody is there any more."""
        return self._coming.pop() if len(self._coming) > 1 else self._coming[0]

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answer["status"] = message["status"]
            self.answer["headers"] = message.get("headers", [])
        else:
            self.answer["body"] += message.get("body", b"")
            self.is_whole = not message.get("more_body", False)

    def fail(self) -> None:
        words = [[b"content-type", b"text/plain; charset=utf-8"]]
        self.answer = {"status": 500, "headers": words, "body": b"Internal Server Error"}
