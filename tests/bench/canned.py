"""What AWS and Stripe answer, recorded once and given again, below botocore and Stripe's SDK.

Both speak through urllib3, so that is where it is put in: serializing, signing and parsing are
done as ever, only the wire is gone.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.connectionpool import HTTPConnectionPool

Urlopen = Callable[..., Any]


class Answer(NamedTuple):
    status: int
    headers: HTTPHeaderDict
    body: bytes

    def response(self, asked: dict[str, Any]) -> HTTPResponse:
        """As urllib3 gives it to whoever asked so: read already, decoded, or neither."""
        return HTTPResponse(
            io.BytesIO(self.body),
            self.headers,
            self.status,
            preload_content=asked.get("preload_content", True),
            decode_content=asked.get("decode_content", True),
        )


class Wire:
    """`calls` counts what was asked for since it was last set to nought."""

    def __init__(self) -> None:
        self.calls = 0
        self._exact: dict[tuple[str, str], Answer] = {}
        self._latest: dict[str, Answer] = {}

    @contextlib.contextmanager
    def recording(self) -> Iterator[None]:
        """Whatever is asked for goes out, and its answer is kept."""
        urlopen: Urlopen = HTTPConnectionPool.urlopen

        def record(pool: Any, method: str, url: str, *others: Any, **more: Any) -> HTTPResponse:  # noqa: ANN401 — urllib3's own arguments
            real = urlopen(pool, method, url, *others, **more)
            answer = Answer(real.status, HTTPHeaderDict(real.headers), real.data)
            call = _call(method, url, more)
            self._exact[call, _text(more.get("body"))] = answer
            self._latest[call] = answer
            return answer.response(more)

        with _in_place_of_urlopen(record):
            yield

    @contextlib.contextmanager
    def replaying(self) -> Iterator[None]:
        """Nothing goes out: the same question gets its answer again.

        A question with a new id or moment in it gets the latest answer to such a question.
        Raises KeyError for one that was never asked.
        """

        def replay(_: Any, method: str, url: str, *__: Any, **more: Any) -> HTTPResponse:  # noqa: ANN401 — urllib3's own arguments
            self.calls += 1
            call = _call(method, url, more)
            answer = self._exact.get((call, _text(more.get("body")))) or self._latest[call]
            return answer.response(more)

        with _in_place_of_urlopen(replay):
            yield


@contextlib.contextmanager
def _in_place_of_urlopen(other: Urlopen) -> Iterator[None]:
    urlopen = HTTPConnectionPool.urlopen
    HTTPConnectionPool.urlopen = other  # type: ignore[method-assign]  # the seam
    try:
        yield
    finally:
        HTTPConnectionPool.urlopen = urlopen  # type: ignore[method-assign]  # the seam


def _call(method: str, url: str, more: dict[str, Any]) -> str:
    """What is called, without what is sent: AWS names it in a header, Stripe in the path."""
    target = (more.get("headers") or {}).get("X-Amz-Target")
    return _text(target) if target else f"{method} {urlsplit(url).path}"


def _text(value: Any) -> str:  # noqa: ANN401 — bytes from botocore, text from Stripe's SDK
    return value.decode() if isinstance(value, bytes) else str(value or "")
