"""Events of the HTTP API are answered as Mangum answers them, and nobody waits for a loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest
from mangum import Mangum
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from functions.web.gateway import Gateway
from tests.fixtures.real import gateway_event

if TYPE_CHECKING:
    from mangum.types import ASGI, LambdaContext
    from starlette.types import Receive, Scope, Send

CONTEXT = cast("LambdaContext", object())


async def told(request: Request) -> Response:
    body = await request.body()
    return JSONResponse({"sent": body.decode(), "asked": request.url.query}, 201)


async def cookies(_: Request) -> Response:
    answer = RedirectResponse("https://shop.example/thanks/", 303)
    answer.set_cookie("bag", "1")
    answer.set_cookie("seen", "2")
    return answer


async def picture(_: Request) -> Response:
    return Response(b"\x89PNG\xff", media_type="image/png")


async def nothing(_: Request) -> Response:
    return Response(status_code=204)


async def waiting(_: Request) -> Response:
    await asyncio.sleep(0)
    return Response("never")


async def failing(_: Request) -> Response:
    raise ZeroDivisionError


async def sorry(_: Request, __: Exception) -> Response:
    return Response("Sorry", 500)


ROUTES = [
    Route("/told", told, methods=["POST"]),
    Route("/cookies", cookies),
    Route("/picture", picture),
    Route("/nothing", nothing),
    Route("/waiting", waiting),
    Route("/failing", failing),
]

EVENTS = {
    "a form": gateway_event("POST", "/told", body="name=Zoë&t=%20x", query="t=a%2Fb&t=c"),
    "cookies": gateway_event("GET", "/cookies", headers={"accept": "text/html"}),
    "bytes": gateway_event("GET", "/picture"),
    "nothing": gateway_event("GET", "/nothing"),
    "no such page": gateway_event("GET", "/elsewhere"),
    "a wrong method": gateway_event("GET", "/told"),
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_the_answer_is_the_one_that_mangum_gives(event: dict[str, Any]) -> None:
    app = Starlette(routes=ROUTES)

    answer = Gateway(app)(event, CONTEXT)

    assert answer == Mangum(cast("ASGI", app), lifespan="off")(event, CONTEXT)


def test_what_the_app_says_of_its_own_mistake_is_what_the_visitor_gets() -> None:
    app = Starlette(routes=ROUTES, exception_handlers={Exception: sorry})

    answer = Gateway(app)(gateway_event("GET", "/failing"), CONTEXT)

    assert (answer["statusCode"], answer["body"]) == (500, "Sorry")


@pytest.mark.parametrize("path", ["/failing", "/waiting"])
def test_an_app_that_breaks_or_waits_is_answered_for_and_written_down(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def bare(scope: Scope, receive: Receive, _: Send) -> None:
        await {"/failing": failing, "/waiting": waiting}[scope["path"]](Request(scope, receive))

    answer = Gateway(bare)(gateway_event("GET", path), CONTEXT)

    assert answer["statusCode"] == 500
    assert [record.getMessage() for record in caplog.records] == ["no answer"]


def test_whoever_asks_for_more_than_was_sent_hears_that_nobody_is_there() -> None:
    heard = []

    async def listening(_: Scope, receive: Receive, send: Send) -> None:
        heard.extend([(await receive())["type"], (await receive())["type"]])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"two ", "more_body": True})
        await send({"type": "http.response.body", "body": b"parts"})

    answer = Gateway(listening)(gateway_event("GET", "/"), CONTEXT)

    assert heard == ["http.request", "http.disconnect"]
    assert answer["body"] == "two parts"
