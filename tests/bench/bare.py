"""A handler with nothing of ours: it reads the event, makes the calls that ours made, redirects.

The calls are recorded from ours, so that it stays right whatever checkout asks for.
"""

from __future__ import annotations

import base64
import contextlib
import copy
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from botocore.client import BaseClient
from stripe._stripe_service import StripeService


@dataclass(frozen=True)
class Call:
    """A method of a client, or of Stripe's service, with what it was given."""

    name: str
    method: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]

    def again(self) -> Any:  # noqa: ANN401 — the client's own answer
        return self.method(*self.arguments, **self.named)


@contextlib.contextmanager
def calls_recorded(clients: Iterable[BaseClient]) -> Iterator[list[Call]]:
    """What is called of AWS and of Stripe within the block, in its order."""
    calls: list[Call] = []
    with contextlib.ExitStack() as stack:
        for client in clients:
            stack.enter_context(_aws_recorded(client, calls))
        stack.enter_context(_stripe_recorded(calls))
        yield calls


@contextlib.contextmanager
def _aws_recorded(client: BaseClient, calls: list[Call]) -> Iterator[None]:
    methods = {operation: name for name, operation in client.meta.method_to_api_mapping.items()}

    def note(params: dict[str, Any], model: Any, **_: object) -> None:  # noqa: ANN401 — botocore's
        method = getattr(client, methods[model.name])
        calls.append(Call(model.name, method, (), copy.deepcopy(params)))

    client.meta.events.register_first("provide-client-params.*", note)
    yield
    client.meta.events.unregister("provide-client-params.*", note)


@contextlib.contextmanager
def _stripe_recorded(calls: list[Call]) -> Iterator[None]:
    """Every method of the SDK's services is one call of `_request`."""
    request = StripeService._request

    def note(service: StripeService, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 — the SDK's
        name = f"{arguments[0].upper()} {arguments[1]}"
        calls.append(Call(name, request, (service, *copy.deepcopy(arguments)), named))
        return request(service, *arguments, **named)

    StripeService._request = note  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        StripeService._request = request  # type: ignore[method-assign]


def bare_handler(calls: list[Call]) -> Callable[[dict[str, Any], object], dict[str, Any]]:
    """A plain function that takes the gateway's event, as ours does."""

    def handler(event: dict[str, Any], _: object) -> dict[str, Any]:
        body = event["body"]
        if event["isBase64Encoded"]:
            body = base64.b64decode(body).decode()
        is_json = event["headers"]["content-type"].startswith("application/json")
        fields = json.loads(body) if is_json else dict(parse_qsl(body))
        answers = [call.again() for call in calls]
        session = next(answer for answer in answers if getattr(answer, "url", None))
        return {
            "statusCode": 303,
            "headers": {"location": session.url, "cache-control": "no-store"},
            "body": "" if fields else "nothing was sent",
            "isBase64Encoded": False,
        }

    return handler
