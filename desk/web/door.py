"""The desk's door: one machine, one page, one browser that was let in by a link that works once.

A name that resolves to 127.0.0.1 shows in `Host`, and a foreign page in `Origin` or
`Sec-Fetch-Site`. Whoever was let in has the desk's key in the path of each address: a cookie would
also be sent to every other port of this machine.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = "open"
"""The name of the one-time token in a link's query."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # `no-referrer` would make forms send `Origin: null`.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}

WRONG_DOOR = "This is a shop's desk, and it isn't open to you.\n"

STATIC = "/theme/"
"""Style and typeface, which are nobody's secret, and dress the page for those who stay outside."""

Outside = Callable[[Request], Response]
"""The page for who has no key."""


class Door:
    """`key` is in every path behind the door, `token` in the link that opens it, once."""

    def __init__(self, app: ASGIApp, origin: str, key: str, token: str, outside: Outside) -> None:
        self._app = app
        self._origin = origin
        self._key = key
        self._token: str | None = token
        self._outside = outside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope)
            answer = self._refused(request) or self._unknown(request)
            await (answer or self._app)(scope, receive, _closed(send))
        else:
            await send({"type": "websocket.close"})

    def _refused(self, request: Request) -> Response | None:
        """What doesn't come from the desk's own pages, or from the browser's owner."""
        said = request.headers
        hosts, origins = said.getlist("host"), said.getlist("origin")
        at_home = hosts == [urlsplit(self._origin).netloc]
        reads = request.method in ("GET", "HEAD")
        own = origins == [self._origin] or (reads and not origins)
        if at_home and own and said.get("sec-fetch-site", "none") in ("none", "same-origin"):
            return None
        return PlainTextResponse(WRONG_DOOR, 403)

    def _unknown(self, request: Request) -> Response | None:
        path: str = request.scope["path"]
        first = path.removeprefix("/").partition("/")[0]
        if path.startswith(STATIC) or _same(first, self._key):
            return None
        if path == "/" and request.method == "GET" and self._spent(request):
            return RedirectResponse(f"/{self._key}/", 303)
        return self._outside(request)

    def _spent(self, request: Request) -> bool:
        """Whether the link opens the door; it doesn't again."""
        if self._token is None or not _same(request.query_params.get(OPEN, ""), self._token):
            return False
        self._token = None
        return True


def _same(told: str, secret: str) -> bool:
    return secrets.compare_digest(told.encode(), secret.encode())


def _closed(send: Send) -> Send:
    """Adds to every answer what keeps it on this machine and out of every cache."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({name: text for name, text in HEADERS.items() if name not in headers})
        await send(message)

    return with_headers
