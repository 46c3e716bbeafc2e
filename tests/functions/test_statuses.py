"""The CDN puts its own pages in place of every 403 and 404, so no function ever answers one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from domain.limits import TooManyTriesError
from domain.links import LinkError
from functions.privacy.problems import PrivacyProblems
from functions.web.asgi import build_app
from functions.web.network import Networks
from functions.web.pages import Pages
from functions.web.problems import Problems
from functions.web.too_many import TOO_MANY
from infra.translate import translated
from tests.functions.asker import Asker
from tests.functions.browser import FORM, Visitor
from tests.functions.guest import Guest
from tests.samples import NOON, ORIGIN, SmallShop

ROOT = Path(__file__).parents[2]
REPLACED = {403, 404}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "nothing": (b"", {}),
    "an empty form": (b"", FORM),
    "a form of nonsense": (b"t=made-up&sku=%00&form=x&piece=../..&mail=x", FORM),
    "a form that is none": (b"\xff\xfe=%zz", FORM),
    "a form of another site": (b"t=x", FORM | {"Sec-Fetch-Site": "cross-site"}),
    "broken JSON": (b'{"sku": ', {"Content-Type": "application/json"}),
    "a picture": (b"GIF89a", {"Content-Type": "image/gif"}),
    "too much": (b"a=" + b"x" * 70_000, FORM),
}


def apps() -> dict[str, TestClient]:
    shop = SmallShop()
    visitor = Visitor(shop)
    return {
        "/api/checkout": visitor.checkout,
        "/api/stock": visitor.checkout,
        "/api/stripe": visitor.orders,
        "/api/orders": visitor.orders,
        "/api/newsletter": visitor.newsletter,
        "/api/privacy": Asker(shop).web,
        "/api/account": Guest(shop).web,
    }


def paths() -> list[str]:
    """Every address that the template sends to a function."""
    keys = (
        resource["Properties"]["RouteKey"]
        for resource in translated()["Resources"].values()
        if resource["Type"] == "AWS::ApiGatewayV2::Route"
    )
    return sorted({key.split()[1] for key in keys})


@pytest.mark.parametrize("path", paths())
def test_whatever_is_sent_to_a_route_isnt_answered_with_what_the_cdn_replaces(path: str) -> None:
    app = next(app for beginning, app in apps().items() if path.startswith(beginning))

    answered = {
        (method, sent, query): app.request(
            method, f"{path}{query}", content=body, headers=headers
        ).status_code
        for method in METHODS
        for sent, (body, headers) in BODIES.items()
        for query in ("", "?t=made-up&sku=NONE&form=none")
    }

    assert not [sent for sent, status in answered.items() if status in REPLACED]
    # What no route takes would be gone, not the wrong method: the app knows the address.
    assert 405 in answered.values()


@pytest.mark.parametrize("beginning", list(apps()))
def test_where_no_route_is_the_answer_is_gone(beginning: str) -> None:
    app = apps()[beginning]

    statuses = {app.request(method, f"{beginning}/elsewhere").status_code for method in METHODS}

    assert statuses == {410}


def problems() -> Iterator[Problems]:
    shop = SmallShop()
    pages = Pages(shop.shelf, shop.clock)
    yield Problems(pages)
    yield PrivacyProblems(pages)


def errors(table: Problems) -> Iterator[Exception]:
    """One of every kind: those that the table knows, those of the framework, and surprises."""
    yield from (LinkError("broken"), LinkError("expired"))
    yield from (TooManyTriesError(allowance, NOON) for allowance in TOO_MANY)
    yield from (HTTPException(status) for status in (400, 401, 403, 404, 405, 415, 500))
    yield from (PermissionError(), FileNotFoundError(), KeyError("x"), ZeroDivisionError())
    known = (kind for kind in table.handled if kind not in (LinkError, TooManyTriesError))
    # Made without what they would say: only their kind is looked up.
    yield from (kind.__new__(kind) for kind in known)


def raising(table: Problems, error: Exception) -> Starlette:
    async def endpoint(_: Request) -> Response:
        raise error

    return build_app([Route("/api/x", endpoint)], table, Networks("a-key"))


@pytest.mark.parametrize("table", list(problems()), ids=lambda table: type(table).__name__)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_no_error_of_any_kind_becomes_what_the_cdn_replaces(table: Problems, accept: str) -> None:
    statuses = {
        repr(error): TestClient(
            raising(table, error), base_url=ORIGIN, raise_server_exceptions=False
        )
        .get("/api/x", headers={"Accept": accept})
        .status_code
        for error in errors(table)
    }

    assert not {error: status for error, status in statuses.items() if status in REPLACED}
    assert all(400 <= status < 600 for status in statuses.values())
    assert len(statuses) > 20


def test_no_function_writes_a_status_that_the_cdn_replaces() -> None:
    written = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in (ROOT / "functions").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and node.value in REPLACED
    ]

    assert written == []
