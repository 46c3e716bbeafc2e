"""The template deployed whole, with functions that only say how they were called."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from domain.batons import Baton
from functions.adapters.sqs_batons import SqsBatons
from infra.aws import session
from tests.fixtures.deployment import Deployment, deploy_whole

WEB = """
import json, os

def handler(event, context):
    seen = {
        "route": event["routeKey"],
        "origin": event["headers"].get("origin"),
        "encoded": event["isBase64Encoded"],
        "settings": {name: os.environ[name] for name in sorted(os.environ) if name in NAMES},
    }
    return {"statusCode": 303, "headers": {"location": "/thanks/"}, "body": json.dumps(seen)}

NAMES = {
    "VITRINE_ORIGIN", "SHELF_TABLE", "ORDERS_TABLE", "EVENTS_TABLE", "OUTBOX_TABLE", "LIMITS_TABLE",
    "SUBSCRIBERS_TABLE", "SENDS_TABLE", "REQUESTS_TABLE", "LEDGER_TABLE", "EXPORTS_BUCKET",
    "LETTERS_QUEUE_URL", "ADDRESS_KEY_NAME",
    "STRIPE_SECRET_KEY_NAME", "STRIPE_WEBHOOK_SECRET_NAME", "TOKEN_KEYS_NAME", "STRIPE_API_BASE",
}
"""

# The placeholders carry no parts of their own; the emulator's workers have a botocore to lend.
POSTMAN = """
import botocore.session, os

def handler(event, context):
    client = botocore.session.get_session().create_client("dynamodb")
    for record in event["Records"]:
        if record["eventSource"] == "aws:sqs":
            item = {"id": {"S": record["body"]}}
        else:
            item = record["dynamodb"]["NewImage"]
        client.put_item(TableName=os.environ["EVENTS_TABLE"], Item={"id": item["id"]})
"""


NEWSLETTER = [
    *(("GET", name) for name in ("stamp", "join", "confirm", "leave", "choices", "move")),
    *(("POST", name) for name in ("join", "confirm", "leave", "choices", "move")),
    *(("POST", name) for name in ("change", "export", "forget")),
]

CODE = {
    **dict.fromkeys(("checkout", "orders", "newsletter", "account", "clock"), WEB),
    "postman": POSTMAN,
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with placeholders for functions, and nothing to install."""
    root = tmp_path_factory.mktemp("shop")
    for name, code in CODE.items():
        (root / "functions" / name).mkdir(parents=True)
        (root / "functions" / name / "handler.py").write_text(code)
    (root / "requirements").mkdir()
    (root / "requirements" / "functions.txt").touch()
    return root


@pytest.fixture(scope="module")
def deployed(ministack: str, shop: Path) -> Deployment:
    return deploy_whole(ministack, stage="placeholders", root=shop, origin="https://shop.example")


@pytest.fixture(scope="module")
def browser() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=30) as client:
        yield client


def test_a_form_reaches_its_function_with_the_environment_that_it_needs(
    deployed: Deployment, browser: httpx2.Client
) -> None:
    answer = browser.post(
        f"{deployed.api}/api/checkout", data={"sku": "A-1"}, headers={"Origin": deployed.origin}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/thanks/")
    assert answer.json() == {
        "route": "POST /api/checkout",
        "origin": "https://shop.example",
        "encoded": True,
        "settings": {
            "VITRINE_ORIGIN": "https://shop.example",
            "SHELF_TABLE": deployed.tables["shelf"],
            "ORDERS_TABLE": deployed.tables["orders"],
            "EVENTS_TABLE": deployed.tables["events"],
            "OUTBOX_TABLE": deployed.tables["outbox"],
            "LIMITS_TABLE": deployed.tables["limits"],
            "SUBSCRIBERS_TABLE": deployed.tables["subscribers"],
            "SENDS_TABLE": deployed.tables["sends"],
            "REQUESTS_TABLE": deployed.tables["requests"],
            "LEDGER_TABLE": deployed.tables["ledger"],
            "EXPORTS_BUCKET": deployed.exports_bucket,
            "LETTERS_QUEUE_URL": deployed.letters_queue,
            "STRIPE_SECRET_KEY_NAME": "/vitrine/placeholders/stripe-secret-key",
            "STRIPE_WEBHOOK_SECRET_NAME": "/vitrine/placeholders/stripe-webhook-secret",
            "TOKEN_KEYS_NAME": "/vitrine/placeholders/token-keys",
            "ADDRESS_KEY_NAME": "/vitrine/placeholders/address-key",
            "STRIPE_API_BASE": "http://127.0.0.1:9",
        },
    }


@pytest.mark.parametrize(
    "route",
    [
        "GET /api/checkout",
        "GET /api/stock",
        "POST /api/stripe/events",
        "GET /api/orders/thanks",
        "GET /api/orders/back",
        "POST /api/orders/back",
        "POST /api/orders/remind",
        *("POST /api/orders/order", "GET /api/orders/invoice"),
        *(f"{method} /api/orders/contact" for method in ("GET", "POST")),
        *(f"{method} /api/orders/waiting" for method in ("GET", "POST")),
        "GET /api/orders/order",
        "GET /api/orders/gift",
        *("GET /api/orders/return", "POST /api/orders/return"),
        *("GET /api/orders/withdraw", "POST /api/orders/withdraw"),
        *("POST /api/orders/withdraw-confirm", "GET /api/orders/withdrawn"),
        "GET /api/checkout/again",
        *(f"{method} /api/newsletter/{name}" for method, name in NEWSLETTER),
        *(
            f"{method} /api/account/{name}"
            for name in ("link", "open", "things")
            for method in ("GET", "POST")
        ),
    ],
)
def test_every_other_route_answers_too(
    deployed: Deployment, browser: httpx2.Client, route: str
) -> None:
    method, path = route.split()

    answer = browser.request(method, deployed.api + path)

    assert answer.json()["route"] == route


def test_what_is_no_route_is_not_found(deployed: Deployment, browser: httpx2.Client) -> None:
    answer = browser.put(f"{deployed.api}/api/checkout")

    assert answer.status_code == 404


def test_the_outbox_rings_for_postman(deployed: Deployment) -> None:
    client = session().client("dynamodb", endpoint_url=deployed.endpoint)
    for name, state in {"done": "done", "wait": "waiting"}.items():
        item = {"id": {"S": name}, "state": {"S": state}, "created_at": {"S": "2026-01-01"}}
        client.put_item(TableName=deployed.tables["outbox"], Item=item)

    assert handled(deployed) == ["wait"]


def test_a_baton_in_the_queue_comes_to_postman(deployed: Deployment) -> None:
    sqs = session().client("sqs", endpoint_url=deployed.endpoint)

    SqsBatons(sqs, deployed.letters_queue).pass_on(Baton("spring", 1))

    assert handled(deployed, but="wait") == ['{"letter":"spring","number":1}']


def handled(deployed: Deployment, but: str = "") -> list[str]:
    """What postman was given, as soon as it was given anything else than that."""
    client = session().client("dynamodb", endpoint_url=deployed.endpoint)
    found: list[str] = []
    deadline = time.monotonic() + 10
    while not found and time.monotonic() < deadline:
        time.sleep(0.1)
        items = client.scan(TableName=deployed.tables["events"])["Items"]
        found = [item["id"]["S"] for item in items if item["id"]["S"] != but]
    return found


def test_the_schedules_stand(deployed: Deployment) -> None:
    client = session().client("scheduler", endpoint_url=deployed.endpoint)

    schedules = [
        client.get_schedule(Name=schedule["Name"])
        for schedule in client.list_schedules()["Schedules"]
    ]

    every = sorted(schedule["ScheduleExpression"] for schedule in schedules)
    assert every == ["rate(1 day)"] * 2 + ["rate(5 minutes)"] * 3
    for schedule in schedules:
        assert json.loads(schedule["Target"]["Input"])["source"] == "aws.scheduler"


def test_new_code_is_deployed_over_the_old(
    deployed: Deployment, shop: Path, browser: httpx2.Client
) -> None:
    handler = shop / "functions" / "checkout" / "handler.py"
    handler.write_text(WEB.replace('"/thanks/"', '"/new/"'))

    again = deploy_whole(deployed.endpoint, stage=deployed.stage, root=shop, origin=deployed.origin)

    answer = browser.get(f"{again.api}/api/stock")
    assert again == deployed
    assert answer.headers["location"] == "/new/"
