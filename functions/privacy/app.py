"""Routes of privacy: the form that asks, and the page on which each request is followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.request_forms import BY_SLUG
from functions.privacy.arriving import arrive, sent
from functions.privacy.parts import PrivacyParts
from functions.privacy.problems import PrivacyProblems
from functions.privacy.standing import Standing
from functions.web.asgi import build_app
from functions.web.forms import read_form
from functions.web.pages import HEADERS

Button = Callable[[str, Mapping[str, str], str | None], Response]


def create_app(parts: PrivacyParts) -> Starlette:
    standing = Standing(parts)

    async def request(web: Request) -> Response:
        if web.method == "POST":
            return await arrive(web, parts)
        if token := web.query_params.get("t", ""):
            return standing.show(token)
        return RedirectResponse(f"{parts.origin}/privacy/request/", 303, HEADERS)

    async def arrived(web: Request) -> Response:
        form = BY_SLUG.get(web.query_params.get("form", ""))
        if form is None:
            return RedirectResponse(f"{parts.origin}/privacy/request/", 303, HEADERS)
        return sent(form, parts, is_done="done" in web.query_params)

    def button(act: Button) -> Callable[[Request], Awaitable[Response]]:
        async def press(web: Request) -> Response:
            """A button's address that is opened as a page shows the request, and does nothing."""
            if web.method == "GET":
                return standing.show(web.query_params.get("t", ""))
            fields = dict(reversed(await read_form(web, parts.origin)))
            return act(fields.get("t", ""), fields, parts.networks.of(web))

        return press

    buttons: dict[str, Button] = {
        "code": lambda token, _, network: standing.mail_code(token, network),
        "prove": lambda token, sent, network: standing.prove(token, sent.get("code", ""), network),
        "prove-order": lambda token, sent, network: standing.prove_order(
            token, sent.get("fact", ""), network
        ),
        "confirm": lambda token, _, __: standing.confirm(token),
        "lift": lambda token, _, __: standing.lift(token),
        "revoke": lambda token, _, __: standing.revoke(token),
        "appeal": lambda token, sent, _: standing.appeal(
            token, sent.get("mail", ""), sent.get("says", "")
        ),
        "download": lambda token, _, __: standing.fetch(token),
    }
    routes = [
        Route("/api/privacy/request", request, methods=["GET", "POST"]),
        Route("/api/privacy/sent", arrived, methods=["GET"]),
        *(
            Route(f"/api/privacy/{name}", button(act), methods=["GET", "POST"])
            for name, act in buttons.items()
        ),
    ]
    return build_app(routes, PrivacyProblems(parts.pages), parts.networks)
