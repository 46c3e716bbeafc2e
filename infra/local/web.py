"""The shop's public address on one machine: the site, the API behind it, and pages under `/dev/`.

Run as `python -m infra.local.web`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.local.mail import Mail, mails
from infra.local.pages import FOLDER, NOT_KEPT, message, page
from infra.local.proxy import Proxy
from infra.local.site import BuiltSite, reload_events
from infra.ports import answers

ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True)
class Places:
    """Where the other programs are; `stripe` is None where Stripe itself is used."""

    port: int
    state: Path
    functions: str
    aws: str
    stripe: str | None = None
    stripe_key: str = ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Part(NamedTuple):
    name: str
    address: str
    answers: bool


@dataclass
class DevPages:
    places: Places
    client: httpx2.AsyncClient

    async def index(self, _: Request) -> Response:
        known = {"aws": self.places.aws, "functions": self.places.functions}
        if self.places.stripe:
            known["stripe"] = self.places.stripe
        parts = [Part(name, address, answers(address)) for name, address in known.items()]
        return page("index.html", parts=parts, sessions=await self._sessions())

    async def _sessions(self) -> list[dict[str, Any]] | None:
        if not self.places.stripe:
            return None
        try:
            answer = await self.client.get(
                f"{self.places.stripe}/v1/checkout/sessions",
                headers={"Authorization": f"Bearer {self.places.stripe_key}"},
            )
            found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]
        except httpx2.HTTPError:
            return None
        return found

    async def mail(self, _: Request) -> Response:
        try:
            return page("mail.html", mails=await self._mails())
        except httpx2.TransportError:
            return message(502, "The mails aren’t there", "The program “aws” doesn’t answer.")

    async def mail_json(self, _: Request) -> Response:
        try:
            content = msgspec.json.encode({"messages": await self._mails()})
        except httpx2.TransportError:
            problem = {"title": "The program “aws” doesn’t answer.", "status": 502}
            return Response(msgspec.json.encode(problem), 502, NOT_KEPT, "application/problem+json")
        return Response(content, headers=NOT_KEPT, media_type="application/json")

    async def _mails(self) -> list[Mail]:
        answer = await self.client.get(f"{self.places.aws}/_ministack/ses/messages")
        return mails(answer.raise_for_status().content)

    async def reload(self, _: Request) -> Response:
        return reload_events(self.places.state)

    async def script(self, _: Request) -> Response:
        return FileResponse(FOLDER / "reload.js", headers=NOT_KEPT)

    async def style(self, _: Request) -> Response:
        return FileResponse(FOLDER / "pages.css", headers=NOT_KEPT)


class KnownHost:
    """Refuses names that somebody else's page may have bent to this machine (DNS rebinding).

    The shop's functions take forms from its one origin only, so whoever comes by the name
    localhost is sent there.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.here = f"127.0.0.1:{port}"
        self.other = f"localhost:{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host == self.here:
            await self.app(scope, receive, send)
        elif host == self.other:
            url = Request(scope).url.replace(netloc=self.here)
            await RedirectResponse(url, headers=NOT_KEPT)(scope, receive, send)
        else:
            refusal = PlainTextResponse(
                f"This is the local shop. Open it as http://{self.here}/.\n", 421, NOT_KEPT
            )
            await refusal(scope, receive, send)


def create_app(places: Places, client: httpx2.AsyncClient) -> ASGIApp:
    dev = DevPages(places, client)
    api = Proxy(client, "functions", places.functions)
    routes = [
        Route("/api/{rest:path}", api.pass_on, methods=ANY),
        Route("/dev/", dev.index),
        Route("/dev/mail", dev.mail),
        Route("/dev/mail.json", dev.mail_json),
        Route("/dev/reload", dev.reload),
        Route("/dev/reload.js", dev.script),
        Route("/dev/pages.css", dev.style),
    ]
    if places.stripe:
        stripe = Proxy(client, "stripe", places.stripe, strip="/dev/stripe")
        routes.append(Route("/dev/stripe/{rest:path}", stripe.pass_on, methods=ANY))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    site = Mount("/", BuiltSite(places.state))
    return KnownHost(Starlette(routes=[*routes, site], lifespan=lifespan), places.port)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.web")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--functions", required=True)
    parser.add_argument("--aws", required=True)
    parser.add_argument("--stripe")
    given = parser.parse_args()
    places = Places(
        port=given.port,
        state=given.state.resolve(),
        functions=given.functions,
        aws=given.aws,
        stripe=given.stripe,
        stripe_key=os.environ.get("STRIPE_STANDIN_KEY", ""),
    )
    uvicorn.run(
        # What is on this machine is never asked for through a proxy.
        create_app(places, httpx2.AsyncClient(trust_env=False)),
        host="127.0.0.1",
        port=places.port,
        log_level="warning",
        # Browsers keep the stream of news open as long as they can.
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
