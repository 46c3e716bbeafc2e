"""A web server on this machine only, whose connections can be cut off on purpose."""

import asyncio
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HANG_UP = "vitrine.hang_up"


class CuttableProtocol(H11Protocol):
    """Gives the app a way to close its connection without an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  passed on untouched
        super().__init__(*args, **kwargs)
        inner: Any = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[HANG_UP] = self.transport.abort
            await inner(scope, receive, send)

        self.app = app


class HungUpError(Exception):
    """The connection is gone; there is nobody to answer."""


async def hang_up(scope: Scope) -> None:
    """Close the request's connection and leave; raises HungUpError always."""
    abort = scope.get("extensions", {}).get(HANG_UP)
    if abort:
        abort()
        await asyncio.sleep(0)
    raise HungUpError


def build_server(app: ASGIApp, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=CuttableProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)
