from __future__ import annotations

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.local.functions import Api, ApiRoute, api_routes
from infra.translate import translated
from tests.fixtures.loops import run


def app_that_says_its(module: str) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = (await request.body()).decode()
        answer = PlainTextResponse(f"{module} {request.method} {request.url.path} {body}".strip())
        await answer(scope, receive, send)

    return app


def ask(routes: list[ApiRoute], method: str, path: str, body: str = "") -> Response:
    async def asked() -> httpx2.Response:
        transport = httpx2.ASGITransport(Api(routes, app_that_says_its))
        async with httpx2.AsyncClient(transport=transport, base_url="http://api") as client:
            return await client.request(method, path, content=body)

    answer = run(asked())
    return Response(answer.content, answer.status_code)


def test_the_routes_are_the_templates() -> None:
    routes = api_routes(translated())

    assert sorted(routes) == [
        ("GET", "/api/account/link", "functions.account.handler"),
        ("GET", "/api/account/open", "functions.account.handler"),
        ("GET", "/api/account/things", "functions.account.handler"),
        ("GET", "/api/checkout", "functions.checkout.handler"),
        ("GET", "/api/checkout/again", "functions.checkout.handler"),
        ("GET", "/api/newsletter/choices", "functions.newsletter.handler"),
        ("GET", "/api/newsletter/confirm", "functions.newsletter.handler"),
        ("GET", "/api/newsletter/join", "functions.newsletter.handler"),
        ("GET", "/api/newsletter/leave", "functions.newsletter.handler"),
        ("GET", "/api/newsletter/move", "functions.newsletter.handler"),
        ("GET", "/api/newsletter/stamp", "functions.newsletter.handler"),
        ("GET", "/api/orders/back", "functions.orders.handler"),
        ("GET", "/api/orders/contact", "functions.orders.handler"),
        ("GET", "/api/orders/gift", "functions.orders.handler"),
        ("GET", "/api/orders/invoice", "functions.orders.handler"),
        ("GET", "/api/orders/order", "functions.orders.handler"),
        ("GET", "/api/orders/return", "functions.orders.handler"),
        ("GET", "/api/orders/thanks", "functions.orders.handler"),
        ("GET", "/api/orders/waiting", "functions.orders.handler"),
        ("GET", "/api/orders/withdraw", "functions.orders.handler"),
        ("GET", "/api/orders/withdrawn", "functions.orders.handler"),
        ("GET", "/api/privacy/appeal", "functions.privacy.handler"),
        ("GET", "/api/privacy/code", "functions.privacy.handler"),
        ("GET", "/api/privacy/confirm", "functions.privacy.handler"),
        ("GET", "/api/privacy/download", "functions.privacy.handler"),
        ("GET", "/api/privacy/lift", "functions.privacy.handler"),
        ("GET", "/api/privacy/prove", "functions.privacy.handler"),
        ("GET", "/api/privacy/prove-order", "functions.privacy.handler"),
        ("GET", "/api/privacy/request", "functions.privacy.handler"),
        ("GET", "/api/privacy/revoke", "functions.privacy.handler"),
        ("GET", "/api/privacy/sent", "functions.privacy.handler"),
        ("GET", "/api/stock", "functions.checkout.handler"),
        ("POST", "/api/account/link", "functions.account.handler"),
        ("POST", "/api/account/open", "functions.account.handler"),
        ("POST", "/api/account/things", "functions.account.handler"),
        ("POST", "/api/checkout", "functions.checkout.handler"),
        ("POST", "/api/newsletter/change", "functions.newsletter.handler"),
        ("POST", "/api/newsletter/choices", "functions.newsletter.handler"),
        ("POST", "/api/newsletter/confirm", "functions.newsletter.handler"),
        ("POST", "/api/newsletter/export", "functions.newsletter.handler"),
        ("POST", "/api/newsletter/forget", "functions.newsletter.handler"),
        ("POST", "/api/newsletter/join", "functions.newsletter.handler"),
        ("POST", "/api/newsletter/leave", "functions.newsletter.handler"),
        ("POST", "/api/newsletter/move", "functions.newsletter.handler"),
        ("POST", "/api/orders/back", "functions.orders.handler"),
        ("POST", "/api/orders/contact", "functions.orders.handler"),
        ("POST", "/api/orders/order", "functions.orders.handler"),
        ("POST", "/api/orders/remind", "functions.orders.handler"),
        ("POST", "/api/orders/return", "functions.orders.handler"),
        ("POST", "/api/orders/waiting", "functions.orders.handler"),
        ("POST", "/api/orders/withdraw", "functions.orders.handler"),
        ("POST", "/api/orders/withdraw-confirm", "functions.orders.handler"),
        ("POST", "/api/privacy/appeal", "functions.privacy.handler"),
        ("POST", "/api/privacy/code", "functions.privacy.handler"),
        ("POST", "/api/privacy/confirm", "functions.privacy.handler"),
        ("POST", "/api/privacy/download", "functions.privacy.handler"),
        ("POST", "/api/privacy/lift", "functions.privacy.handler"),
        ("POST", "/api/privacy/prove", "functions.privacy.handler"),
        ("POST", "/api/privacy/prove-order", "functions.privacy.handler"),
        ("POST", "/api/privacy/request", "functions.privacy.handler"),
        ("POST", "/api/privacy/revoke", "functions.privacy.handler"),
        ("POST", "/api/stripe/events", "functions.orders.handler"),
    ]


def test_a_request_goes_to_the_function_behind_its_route() -> None:
    answer = ask(api_routes(translated()), "POST", "/api/checkout", "sku=RING-1")

    assert answer.body == b"functions.checkout.handler POST /api/checkout sku=RING-1"


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/api/checkout"), ("HEAD", "/api/stock"), ("GET", "/api/stock/"), ("GET", "/api")],
)
def test_what_the_template_does_not_route_is_not_found(method: str, path: str) -> None:
    answer = ask(api_routes(translated()), method, path)

    assert answer.status_code == 404


def test_routes_may_have_parts_that_vary() -> None:
    routes = [
        ApiRoute("GET", "/api/orders/{id}", "one"),
        ApiRoute("ANY", "/api/files/{rest+}", "all"),
    ]

    assert ask(routes, "GET", "/api/orders/A1").body == b"one GET /api/orders/A1"
    assert ask(routes, "PUT", "/api/files/a/b").body == b"all PUT /api/files/a/b"
    assert ask(routes, "GET", "/api/orders/A1/x").status_code == 404
