"""How every function's app is put together: routes, the error table, nothing unexpected shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.links import LinkError
from functions.web.problems import PROBLEMS, Problem, Problems

log = logging.getLogger(__name__)

_NO_SUCH_PAGE = Problem(
    410, "no-such-page", "There is nothing here", "Start again from the shop's front page."
)
_WRONG_METHOD = Problem(
    405, "wrong-method", "That page takes a form", "Start again from the piece's own page."
)
_UNEXPECTED = Problem(
    500,
    "unexpected",
    "Something on our side went wrong",
    "We've been told. If you were paying, your payment is safe: look for our email before trying again.",
)


def build_app(routes: Sequence[Route], problems: Problems) -> Starlette:
    """A function's app. 403 and 404 are never answered: the CDN's error pages replace those."""

    async def on_http_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return problems.answer(request, _WRONG_METHOD if status == 405 else _NO_SUCH_PAGE)  # noqa: PLR2004 — HTTP's own number

    async def on_unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected error", extra={"reason": type(error).__name__})
        return problems.answer(request, _UNEXPECTED)

    handlers = dict.fromkeys([*PROBLEMS, LinkError], problems)
    return Starlette(
        routes=list(routes),
        exception_handlers={
            **handlers,
            HTTPException: on_http_error,
            Exception: on_unexpected,
        },
    )
