"""The wire below boto3 and Stripe's SDK: counts what a process sends, and fails one call of it.

Both libraries' transports are replaced for this whole process; while nobody listens on the
wire they are as they were.
"""

from __future__ import annotations

import contextlib
import enum
import json
import re
import types
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import botocore.endpoint
import botocore.httpsession
import stripe
import urllib3
from botocore.exceptions import ReadTimeoutError

from tests.samples import PowerCutError

T = TypeVar("T")

AN_ID = re.compile(r"/(?:cs|pi|evt|re)_\w+")


class Way(enum.StrEnum):
    """`before` and `after` are power cuts around a call; in a `timeout` only its answer is lost."""

    BEFORE = "before"
    AFTER = "after"
    TIMEOUT = "timeout"


class Request(NamedTuple):
    """What Stripe's SDK sends, as far as the wire looks at it."""

    method: str
    url: str
    headers: Mapping[str, str]


class Fault(NamedTuple):
    """`call` is its number, from 1, or its name.

    Repeats of a call, as the libraries make them, fail as it does.
    """

    call: int | str
    way: Way

    def meets(self, number: int, name: str) -> bool:
        return self.call in (number, name)


class Wire:
    """`calls` are the names of those that a process made; `mails` the tags of those that left."""

    def __init__(self, tables: dict[str, str]) -> None:
        self._tables = {name: table for table, name in tables.items()}
        self._listens = False
        self._fault: Fault | None = None
        self._keys: list[str] = []
        self.is_dead = False
        self.calls: list[str] = []
        self.mails: list[str] = []
        self._join()

    @contextlib.contextmanager
    def listening(self, fault: Fault | None = None) -> Iterator[None]:
        self._listens, self._fault, self.is_dead = True, fault, False
        self._keys, self.calls = [], []
        try:
            yield
        finally:
            self._listens = False

    def _join(self) -> None:
        aws, web = botocore.httpsession.URLLib3Session, urllib3.PoolManager
        aws_send, web_send = aws.send, web.urlopen
        # Nothing is gained by waiting before a repeat that fails as well.
        botocore.endpoint.time = types.SimpleNamespace(sleep=lambda _: None)  # type: ignore[attr-defined]  # as it names it
        stripe.HTTPClient.INITIAL_DELAY = 0

        def send_to_aws(session: Any, request: Any) -> Any:  # noqa: ANN401 — botocore's own
            def lost() -> Exception:
                return ReadTimeoutError(endpoint_url=request.url)

            key = _header(request, "amz-sdk-invocation-id")
            return self._carry(lambda: self._sent(aws_send, session, request), key, request, lost)

        def send_to_stripe(pool: Any, method: str, url: str, **named: Any) -> Any:  # noqa: ANN401 — urllib3's own
            request = Request(method, url, named["headers"])

            def lost() -> Exception:
                return urllib3.exceptions.ReadTimeoutError(pool, url, "timeout")

            # What has no key is sent once and never repeated.
            key = _header(request, "Idempotency-Key") or f"call {len(self._keys)}"
            return self._carry(lambda: web_send(pool, method, url, **named), key, request, lost)

        aws.send = send_to_aws  # type: ignore[method-assign, assignment]  # the transport below boto3
        web.urlopen = send_to_stripe  # type: ignore[method-assign, assignment]  # and below Stripe's SDK

    def _sent(self, send: Callable[..., Any], session: object, request: Any) -> Any:  # noqa: ANN401 — botocore's own
        answer = send(session, request)
        if "/v2/email/outbound" in request.url and answer.status_code == HTTPStatus.OK:
            self.mails += [tag["Value"] for tag in json.loads(request.body)["EmailTags"]]
        return answer

    def _carry(
        self, send: Callable[[], T], key: str, request: object, lost: Callable[[], Exception]
    ) -> T:
        if not self._listens:
            return send()
        if self.is_dead:
            raise PowerCutError
        if key not in self._keys:
            self._keys.append(key)
            self.calls.append(self._name(request))
        place = self._keys.index(key)
        if self._fault is None or not self._fault.meets(place + 1, self.calls[place]):
            return send()
        if self._fault.way is Way.BEFORE:
            self.is_dead = True
            raise PowerCutError
        send()
        if self._fault.way is Way.TIMEOUT:
            raise lost()
        self.is_dead = True
        raise PowerCutError

    def _name(self, request: Any) -> str:  # noqa: ANN401 — either library's
        """“GetItem shelf”, “POST /v1/refunds”, “SendEmail”."""
        if target := _header(request, "X-Amz-Target"):
            body = json.loads(request.body)
            named = body.get("TableName") or ", ".join(body.get("RequestItems", ()))
            return f"{target.rpartition('.')[2]} {self._tables.get(named, named)}".strip()
        path = urlsplit(request.url).path
        if path.startswith("/v2/email"):
            return "SendEmail"
        return f"{request.method} {AN_ID.sub('/…', path)}"


def _header(request: Any, name: str) -> str:  # noqa: ANN401 — either library's
    value = request.headers.get(name) or ""
    return value.decode() if isinstance(value, bytes) else value
