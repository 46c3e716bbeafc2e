"""Routes of the newsletter: a yes, its confirmation, choices, and goodbyes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from functions.newsletter.asking import Asking
from functions.newsletter.choosing import Choosing
from functions.newsletter.confirming import Confirming
from functions.newsletter.leaving import Leaving
from functions.newsletter.moving import Moving
from functions.newsletter.parts import NewsletterParts
from functions.web.asgi import build_app
from functions.web.forms import Pairs, read_form
from functions.web.pages import HEADERS
from functions.web.problems import Problems

Endpoint = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Request, Pairs], Response]


def create_app(parts: NewsletterParts) -> Starlette:
    """Tokens come in the query where a link is opened, and in the form where a button is pressed."""
    asking = Asking(parts)
    confirming = Confirming(parts)
    leaving = Leaving(parts, asking)
    choosing = Choosing(parts, asking)
    moving = Moving(parts, choosing)

    def sent(answer: Answer) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            return answer(request, await read_form(request, parts.origin))

        return endpoint

    def pressed(answer: Callable[[str], Response]) -> Endpoint:
        return sent(lambda _, pairs: answer(dict(reversed(pairs)).get("t", "")))

    by_form = sent(leaving.by_form)

    async def leave(request: Request) -> Response:
        """A mail program sends its token in the address, and comes from no page of ours."""
        token = request.query_params.get("t")
        return await by_form(request) if token is None else leaving.at_once(token)

    async def sign_up_page(_: Request) -> Response:
        """For whoever opens the form's address, from a restored tab or a link."""
        return RedirectResponse(f"{parts.origin}/letters/join/", 303, HEADERS)

    async def choices(request: Request) -> Response:
        asked = request.query_params
        return choosing.show(asked.get("t", ""), asked.get("done", ""))

    get, post, at = ["GET"], ["POST"], "/api/newsletter"
    routes = [
        Route(f"{at}/stamp", _opened(lambda _: asking.stamp()), methods=get),
        Route(f"{at}/join", sign_up_page, methods=get),
        Route(f"{at}/join", sent(asking.join), methods=post),
        Route(f"{at}/confirm", _opened(confirming.show), methods=get),
        Route(f"{at}/confirm", pressed(confirming.confirm), methods=post),
        Route(f"{at}/leave", _opened(leaving.show), methods=get),
        Route(f"{at}/leave", leave, methods=post),
        Route(f"{at}/choices", choices, methods=get),
        Route(f"{at}/choices", sent(asking.link), methods=post),
        Route(f"{at}/change", sent(choosing.change), methods=post),
        Route(f"{at}/move", _opened(moving.show), methods=get),
        Route(f"{at}/move", sent(moving.by_form), methods=post),
        Route(f"{at}/export", pressed(choosing.export), methods=post),
        Route(f"{at}/forget", pressed(choosing.forget), methods=post),
    ]
    return build_app(routes, Problems(parts.pages), parts.networks)


def _opened(show: Callable[[str], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return show(request.query_params.get("t", ""))

    return endpoint
