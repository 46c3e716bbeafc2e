"""How every function's app is put together: routes, the error table, nothing unexpected shown."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.limits import TooManyTriesError
from domain.links import LinkError
from functions.web.network import Networks
from functions.web.problems import Problem, Problems, as_json, note

log = logging.getLogger(__name__)


_NO_SUCH_PAGE = Problem(
    410, "no-such-page", "There is nothing here", "Start again from the shop's front page."
)
_WRONG_METHOD = Problem(
    405, "wrong-method", "That doesn't work here", "Start again from the piece's own page."
)
_UNEXPECTED = Problem(
    500,
    "unexpected",
    "Something on our side went wrong",
    "We've been told. If you were paying, your payment is safe: look for our email before trying again.",
)


_BACK_DOOR = Problem(
    421, "back-door", "This is the shop's back door", "Open the shop at its own address."
)


class ByTheCdnOnly:
    """Refuses what doesn't come by the CDN, before anything is read; the log counts those."""

    def __init__(self, app: ASGIApp, networks: Networks) -> None:
        self._app = app
        self._networks = networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._networks.lets_in(Request(scope)):
            await self._app(scope, receive, send)
            return
        note(_BACK_DOOR)
        # Never a page: its frame is read from the shelf, and no visitor comes this way.
        await as_json(_BACK_DOOR)(scope, receive, send)


def build_app(routes: Sequence[Route], problems: Problems, networks: Networks) -> Starlette:
    """A function's app. 403 and 404 are never answered: the CDN's error pages replace those."""

    async def on_http_error(request: Request, error: Exception) -> Response:
        wrong_method = isinstance(error, HTTPException) and error.status_code == 405  # noqa: PLR2004 — HTTP's own number
        answer = problems.answer(request, _WRONG_METHOD if wrong_method else _NO_SUCH_PAGE)
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    async def on_unexpected(request: Request, error: Exception) -> Response:
        log.error(
            "unexpected error",
            extra={
                "reason": type(error).__name__,
                "where": _where(error),
                "path": request.url.path,
            },
        )
        return problems.answer(request, _UNEXPECTED)

    handlers = dict.fromkeys([*problems.handled, LinkError, TooManyTriesError], problems)
    return Starlette(
        routes=list(routes),
        middleware=[Middleware(ByTheCdnOnly, networks)],
        exception_handlers={
            **handlers,
            HTTPException: on_http_error,
            Exception: on_unexpected,
        },
    )


def _where(error: Exception) -> str:
    """File and line of the innermost frame: enough to find it, and nothing that was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
