"""Passes requests on to another program of the local stack, as CloudFront does to the API."""

from __future__ import annotations

import httpx2
from starlette.requests import Request
from starlette.responses import Response

from infra.local.pages import message

PATIENCE_SECONDS = 30
"""API Gateway ends a request after as long."""

# RFC 9110, 7.6.1: these speak of one connection. Host and length are made anew.
OWN = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te"),
        *("trailer", "transfer-encoding", "upgrade", "host", "content-length"),
    }
)


class Proxy:
    """`strip` is the beginning of the path that the other program doesn't know."""

    def __init__(self, client: httpx2.AsyncClient, name: str, base: str, strip: str = "") -> None:
        self.client = client
        self.name = name
        self.base = base
        self.strip = strip

    async def pass_on(self, request: Request) -> Response:
        """The other program's answer as it is, redirects too."""
        path = request.scope["raw_path"].decode("latin-1").split("?")[0].removeprefix(self.strip)
        query = f"?{request.url.query}" if request.url.query else ""
        headers = [(name, value) for name, value in request.headers.items() if name not in OWN]
        try:
            passed_on = self.client.build_request(
                request.method,
                f"{self.base}{path}{query}",
                headers=headers,
                content=await request.body(),
                timeout=PATIENCE_SECONDS,
            )
            answer = await self.client.send(passed_on, stream=True, follow_redirects=False)
            try:
                content = b"".join([chunk async for chunk in answer.aiter_raw()])
            finally:
                await answer.aclose()
        except httpx2.TransportError as error:
            return message(
                502,
                "A part of the shop doesn’t answer",
                f"The program “{self.name}” isn’t there or takes too long. "
                "Its own words are in the terminal where the shop was started.",
                f"{request.method} {request.url.path}: {type(error).__name__}",
            )
        response = Response(content, answer.status_code)
        response.raw_headers = [
            (name.lower(), value)
            for name, value in answer.headers.raw
            if name.lower().decode() not in OWN
        ]
        if request.method != "HEAD":
            response.headers["content-length"] = str(len(content))
        return response
