"""Each function's own handler, composed from its environment, answers literal events of AWS's."""

from __future__ import annotations

import base64
import json
import sys
import time

import pytest
import stripe

from domain.orders import Status
from functions.settings import SettingError, settings_from
from infra.translate import translated
from tests.fixtures.real import WEBHOOK_SECRET, Loader, RealShop, gateway_event
from tests.fixtures.runtime_api import InvocationError, invoke
from tests.policies import AGREEMENT

IDLE = {
    "holds": 0,
    "doors": 0,
    "told": 0,
    "wishes": 0,
    "lapsed": 0,
    "reminded": 0,
    "forgotten": 0,
    "lifted": 0,
    "deleted": 0,
}
BUY = f"piece=river-band&sku=RIVER-BAND-7&quantity=1&terms={AGREEMENT}&seen=RIVER-BAND-7:48000"

OLD_BATON = {"eventSource": "aws:sqs", "body": '{"letter":"spring","number":1}'}
OTHER_TOPIC = {
    "EventSource": "aws:sns",
    "Sns": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:other", "Message": "{}"},
}


def test_checkout_takes_the_gateways_event_through_mangum(
    handlers: Loader, real_shop: RealShop
) -> None:
    answer = handlers("checkout")(gateway_event("POST", "/api/checkout", body=BUY), None)

    location = answer["headers"].pop("location")
    assert location.startswith(f"{real_shop.standin.url}/pay/cs_test_")
    assert answer == {
        "statusCode": 303,
        "headers": {
            "cache-control": "no-store",
            "referrer-policy": "same-origin",
            "x-content-type-options": "nosniff",
            "x-robots-tag": "noindex",
            "content-length": "0",
            "content-type": "application/json",
        },
        "body": "",
        "isBase64Encoded": False,
    }
    assert real_shop.counters("RIVER-BAND-7") == (1, 1, 0)


def test_a_body_that_the_gateway_encoded_is_read_the_same(
    handlers: Loader, real_shop: RealShop
) -> None:
    event = gateway_event("POST", "/api/checkout", body=base64.b64encode(BUY.encode()).decode())
    event["isBase64Encoded"] = True

    assert handlers("checkout")(event, None)["statusCode"] == 303
    assert real_shop.counters("RIVER-BAND-7") == (1, 1, 0)


def test_orders_takes_the_gateways_event_through_mangum(handlers: Loader) -> None:
    answer = handlers("orders")(gateway_event("GET", "/api/orders/thanks", query="t=made-up"), None)

    assert answer["statusCode"] == 400
    assert answer["headers"]["content-type"] == "text/html; charset=utf-8"
    assert "That link is incomplete" in answer["body"]


def test_a_signed_event_takes_effect_through_mangum(handlers: Loader, real_shop: RealShop) -> None:
    handlers("checkout")(gateway_event("POST", "/api/checkout", body=BUY), None)
    (session,) = real_shop.standin.client().v1.checkout.sessions.list().data
    real_shop.standin.pay(session.url or "")
    body = json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "type": "checkout.session.completed",
            "data": {"object": {"id": session.id, "object": "checkout.session"}},
        }
    )
    at = int(time.time())
    signed = stripe.WebhookSignature._compute_signature(f"{at}.{body}", WEBHOOK_SECRET)
    headers = {"content-type": "application/json", "stripe-signature": f"t={at},v1={signed}"}
    event = gateway_event("POST", "/api/stripe/events", body=body, headers=headers)

    answers = [handlers("orders")(event, None)["statusCode"] for _ in range(5)]

    assert answers == [200] * 5
    assert real_shop.counters("RIVER-BAND-7") == (1, 0, 1)
    (order,) = real_shop.book.with_status(Status.PAID)
    assert real_shop.outbox.get(f"confirmation-{order.id}")


def test_postman_and_clock_take_their_schedules(handlers: Loader) -> None:
    schedule = {"source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": {}}

    assert handlers("postman")(schedule, None) == {"batons": 0, "done": 0}
    assert handlers("clock")(schedule, None) == IDLE


@pytest.mark.promise("terms/lost-news-found")
def test_the_clock_looks_back_once_a_day_and_catches_up_with_a_payment(
    handlers: Loader, real_shop: RealShop
) -> None:
    handlers("checkout")(gateway_event("POST", "/api/checkout", body=BUY), None)
    (session,) = real_shop.standin.client().v1.checkout.sessions.list().data
    real_shop.standin.pay(session.url or "")
    daily = translated()["Resources"]["ClockDaily"]["Properties"]["Target"]["Input"]

    found = [handlers("clock")(json.loads(daily), None) for _ in range(2)]

    assert [each["caught_up"] for each in found] == [1, 0]
    assert real_shop.counters("RIVER-BAND-7") == (1, 0, 1)


def test_the_clock_forgets_once_a_day_what_is_over(handlers: Loader) -> None:
    daily = translated()["Resources"]["ClockForget"]["Properties"]["Target"]["Input"]

    gone = handlers("clock")(json.loads(daily), None)

    assert gone == {
        "orders": 0,
        "sends": 0,
        "readers": 0,
        "messages": 0,
        "inquiries": 0,
        "things": 0,
    }


def test_postman_takes_the_streams_records_and_never_fails_a_batch(handlers: Loader) -> None:
    record = {
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "Keys": {"id": {"S": "confirmation-GONE"}},
            "NewImage": {"id": {"S": "confirmation-GONE"}, "state": {"S": "waiting"}},
            "SequenceNumber": "4421584500000000017450439091",
            "StreamViewType": "NEW_IMAGE",
        },
    }

    assert handlers("postman")({"Records": [record, {"eventName": "REMOVE"}]}, None) == {"done": 0}


@pytest.mark.parametrize(
    ("name", "event", "expected"),
    [
        ("checkout", gateway_event("POST", "/api/checkout", body=BUY), 303),
        ("orders", gateway_event("GET", "/api/orders/thanks", query="t=x"), 400),
        ("newsletter", gateway_event("GET", "/api/newsletter/leave", query="t=x"), 200),
        ("privacy", gateway_event("GET", "/api/privacy/request", query="t=x"), 400),
        ("account", gateway_event("GET", "/api/account/open", query="t=x"), 410),
        ("privacy", {"source": "aws.scheduler"}, {"moved": 0}),
        ("postman", {"source": "aws.scheduler"}, {"batons": 0, "done": 0}),
        ("postman", {"Records": [OLD_BATON]}, {"runs": 0}),
        ("newsletter", {"Records": [OTHER_TOPIC]}, {"taken": 0}),
        ("clock", {"source": "aws.scheduler"}, IDLE),
    ],
)
def test_every_handler_answers_under_lambdas_own_runtime_client(
    real_shop: RealShop, name: str, event: dict[str, object], expected: object
) -> None:
    answer = invoke(f"functions.{name}.handler.handler", event, environment=real_shop.environment)

    assert answer.get("statusCode", answer) == expected


def test_a_function_refuses_to_start_without_its_webhook_secret(real_shop: RealShop) -> None:
    name = "/vitrine/nowhere/stripe-webhook-secret"
    environment = real_shop.environment | {"STRIPE_WEBHOOK_SECRET_NAME": name}

    with pytest.raises(InvocationError, match=f"The secret {name} is missing"):
        invoke("functions.orders.handler.handler", {}, environment=environment)


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(SettingError, match="VITRINE_ORIGIN"):
        settings_from({})


def test_the_template_routes_what_the_functions_answer_and_nothing_else(handlers: Loader) -> None:
    answered: set[str] = set()
    for name in ("checkout", "orders", "newsletter", "privacy", "account"):
        handlers(name)
        app = sys.modules[f"functions.{name}.handler"].app
        answered |= {
            f"{method} {route.path}" for route in app.routes for method in route.methods - {"HEAD"}
        }

    routed = {
        resource["Properties"]["RouteKey"]
        for resource in translated()["Resources"].values()
        if resource["Type"] == "AWS::ApiGatewayV2::Route"
    }
    assert routed == answered
