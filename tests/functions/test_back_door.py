"""The API's own address is public, so whoever doesn't come by the CDN is turned away there."""

from __future__ import annotations

import logging

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from functions.web.asgi import build_app
from functions.web.network import FROM_THE_CDN, Networks
from functions.web.pages import Pages
from functions.web.problems import Problems
from tests.samples import SmallShop

SECRETS = ("new-secret", "old-secret")


def app(secrets: tuple[str, ...]) -> Starlette:
    async def page(_: Request) -> Response:
        return PlainTextResponse("welcome")

    shop = SmallShop()
    problems = Problems(Pages(shop.shelf, shop.clock))
    return build_app([Route("/api/page", page)], problems, Networks("a-key", secrets))


def visit(secrets: tuple[str, ...], said: str | None, path: str = "/api/page") -> int:
    headers = {} if said is None else {FROM_THE_CDN: said}
    return TestClient(app(secrets)).get(path, headers=headers).status_code


@pytest.mark.parametrize("secret", SECRETS)
def test_while_the_secret_is_rotated_the_old_and_the_new_one_are_let_in(secret: str) -> None:
    assert visit(SECRETS, secret) == 200


@pytest.mark.parametrize("said", [None, "", "guessed", "new-secre", "new-secretx", "NEW-SECRET"])
@pytest.mark.parametrize("path", ["/api/page", "/api/elsewhere"])
def test_whoever_doesnt_know_the_secret_is_turned_away_from_every_address(
    said: str | None, path: str
) -> None:
    assert visit(SECRETS, said, path) == 421


@pytest.mark.parametrize("secrets", [("",), ("", "")])
def test_blank_secrets_let_nobody_in(secrets: tuple[str, ...]) -> None:
    assert visit(secrets, "") == 421
    assert visit(secrets, None) == 421


def test_where_no_cdn_stands_before_the_functions_everybody_is_let_in() -> None:
    assert visit((), None) == 200


def test_who_is_turned_away_is_told_where_to_go_and_counted_without_a_trace_of_them(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        answer = TestClient(app(SECRETS)).get("/api/page?t=a-token", headers={FROM_THE_CDN: "x"})

    assert answer.json() == {
        "status": 421,
        "type": "back-door",
        "title": "This is the shop's back door",
        "detail": "Open the shop at its own address.",
    }
    assert answer.headers["cache-control"] == "no-store"
    [line] = [each for each in caplog.records if each.name.startswith("functions.")]
    said = vars(line)
    assert (said["status"], said["problem"]) == (421, "back-door")
    assert "a-token" not in str(said)
