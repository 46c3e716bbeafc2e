"""Routes of “Your things”: a link by mail, the page that it opens once, and what is done there."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from functions.account.acting import Acting
from functions.account.asking import Asking
from functions.account.opening import Opening
from functions.account.page import ThingsPage
from functions.account.parts import AccountParts
from functions.web.asgi import build_app
from functions.web.forms import read_form
from functions.web.pages import HEADERS
from functions.web.problems import Problems


def create_app(parts: AccountParts) -> Starlette:
    """Nothing is kept in the browser: each form of the page carries what shows whose it is."""
    page = ThingsPage(parts)
    asking = Asking(parts)
    opening = Opening(parts, page)
    acting = Acting(parts, page)

    async def link(request: Request) -> Response:
        return asking.take(request, await read_form(request, parts.origin))

    async def door(request: Request) -> Response:
        """A GET shows a button and spends nothing: mail programs open links by themselves."""
        if request.method == "GET":
            return opening.show(request.query_params.get("t", ""))
        pairs = await read_form(request, parts.origin)
        return opening.open(dict(reversed(pairs)).get("t", ""))

    async def act(request: Request) -> Response:
        pairs = await read_form(request, parts.origin)
        return acting.act(pairs, parts.networks.of(request))

    async def start(_: Request) -> Response:
        """For whoever opens a form's address, from a restored tab or a link."""
        return RedirectResponse(f"{parts.origin}/account/", 303, HEADERS)

    routes = [
        Route("/api/account/link", start, methods=["GET"]),
        Route("/api/account/link", link, methods=["POST"]),
        Route("/api/account/open", door, methods=["GET", "POST"]),
        Route("/api/account/things", start, methods=["GET"]),
        Route("/api/account/things", act, methods=["POST"]),
    ]
    return build_app(routes, Problems(parts.pages), parts.networks)
