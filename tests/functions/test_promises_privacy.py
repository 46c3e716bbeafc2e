"""What the functions write down of a visitor, and what they leave in the browser: nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from mangum import Mangum
from starlette.testclient import TestClient

from tests.fixtures.real import gateway_event
from tests.functions.browser import FORM, Visitor
from tests.samples import SmallShop, buying

Handler = Callable[[object, object], Any]

VISITOR = ("203.0.113.7", "130.176.1.1", "Mozilla")
"""Where the gateway says that a request came from, and by which browser."""


def behind_the_gateway(client: TestClient) -> Handler:
    app: Any = client.app
    return cast("Handler", Mangum(app, lifespan="off"))


@pytest.mark.promise("privacy/no-visit-log")
def test_no_log_line_tells_where_a_visitor_came_from(capfd: pytest.CaptureFixture[str]) -> None:
    from functions.web.log import log_as_json  # noqa: PLC0415 — set up only here

    log_as_json()
    visitor = Visitor(SmallShop())
    checkout, orders = behind_the_gateway(visitor.checkout), behind_the_gateway(visitor.orders)
    form = "sku=EMBER-RING&quantity=1"

    answers = [
        checkout(gateway_event("GET", "/api/stock", query="sku=EMBER-RING"), None),
        checkout(gateway_event("POST", "/api/checkout", body=form), None),
        checkout(gateway_event("DELETE", "/api/checkout"), None),
        orders(gateway_event("GET", "/api/orders/thanks", query="t=made-up"), None),
        orders(gateway_event("POST", "/api/stripe/events", body="{}"), None),
    ]

    lines = capfd.readouterr().out.splitlines()
    assert [answer["statusCode"] for answer in answers] == [200, 422, 405, 400, 400]
    assert {json.loads(line)["event"] for line in lines} == {"request refused"}
    assert [line for line in lines if any(told in line for told in VISITOR)] == []


@pytest.mark.promise("cookies/no-cookies")
def test_no_answer_sets_a_cookie() -> None:
    shop = SmallShop()
    visitor = Visitor(shop)
    order = shop.begin(buying("EMBER-RING"))
    links = {
        purpose: shop.links.sign(purpose, order.id, order.expires_at)
        for purpose in ("thanks", "back")
    }

    answers = [
        visitor.buy("sku=EMBER-RING&quantity=1"),
        visitor.checkout.get("/api/checkout"),
        visitor.checkout.get("/api/stock?sku=EMBER-RING"),
        visitor.orders.get(f"/api/orders/thanks?t={links['thanks']}"),
        visitor.orders.get(f"/api/orders/back?t={links['back']}"),
        visitor.orders.post("/api/orders/back", content=f"t={links['back']}", headers=FORM),
        visitor.orders.get("/api/nowhere"),
    ]

    assert [answer.status_code for answer in answers] == [422, 303, 200, 200, 200, 200, 410]
    assert [answer for answer in answers if "set-cookie" in answer.headers] == []
