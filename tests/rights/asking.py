"""Errands of people who ask about their data: proofs, copies, erasures, and what time does to them."""

from __future__ import annotations

import base64
import contextlib
import os
import random
from collections.abc import Iterator
from typing import Any

import msgspec

from domain.addresses import AddressKey
from domain.handing_over import proof_key
from domain.proof import Codes
from domain.publishing import publish
from domain.request_links import RequestLinks
from domain.requests import Request
from domain.shop import PrivacyFacts
from functions.adapters.dynamo import to_item
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.settings import Tables
from infra.aws import session
from tests.proofs.stage import ADDRESS_KEY, COUNTED, TOKEN_KEY, Stage
from tests.proofs.wire import Fault, Way
from tests.rights.recorder import NOBODY

KEY = AddressKey(ADDRESS_KEY)
LINKS = RequestLinks([TOKEN_KEY])
FORM, BUTTON = "POST /api/privacy/request", "POST /api/privacy/"
PICTURE = bytes.fromhex("89504e470d0a1a0a") + bytes(64)
LARGE = 380_000
"""Characters of one record, of the 400 KB that an item may have; its copy has them three times."""


def ask(stage: Stage, form: str, address: str, **more: str) -> Request:
    """The form is sent, and its page opened."""
    before = {request.id for request in requests(stage)}
    stage.get("/api/privacy/request")
    pairs = {"form": form, "mail": address} | more
    stage.post("/api/privacy/request", list(pairs.items()))
    stage.get(f"/api/privacy/sent?form={form}")
    (new,) = (each for each in requests(stage) if each.id not in before)
    see(stage, new)
    return new


def prove(stage: Stage, request: Request) -> None:
    """The code that is mailed is typed in, an order's number is told, and the button pressed."""
    press(stage, "code", request)
    stage.ring("postman")
    code = _now(stage, request).verification.code
    assert code
    digits = Codes([TOKEN_KEY], str).digits(request.id, code)
    press(stage, "prove", request, code=digits)
    orders = [order.id for order in stage.orders() if order.subject == request.subject]
    for fact in orders:
        press(stage, "prove-order", request, fact=fact)
    press(stage, "confirm", request)


def insist_on_an_id(stage: Stage, address: str) -> None:
    """Three wrong facts of an order: the owner looks, and insists on a picture of a card."""
    facts = msgspec.structs.replace(COUNTED.shop, privacy=PrivacyFacts(insist_on_id=True))
    publish(msgspec.structs.replace(COUNTED, shop=facts), stage.shelf)
    stage.forward(minutes=2)
    request = ask(stage, "see", address)
    press(stage, "code", request)
    code = _now(stage, request).verification.code
    assert code
    press(stage, "prove", request, code=Codes([TOKEN_KEY], str).digits(request.id, code))
    for fact in ("NO-ORDER", "OF-MINE", "IS-THIS"):
        press(stage, "prove-order", request, fact=fact)
    see(stage, request)
    session().client("s3", endpoint_url=stage.endpoint).put_object(
        Bucket=os.environ["EXPORTS_BUCKET"],
        Key=proof_key(request.id, KEY),
        Body=PICTURE,
        ContentType="image/png",
    )
    see(stage, request)
    press(stage, "revoke", request)
    ring(stage, request)


@contextlib.contextmanager
def somebody_quicker(stage: Stage) -> Iterator[None]:
    """Somebody changes an order in the moment before the functions write it, once."""
    from functions.clients import dynamodb  # noqa: PLC0415 — it is made when a handler starts

    left = ["once"]

    def meddle(params: dict[str, Any], **_: object) -> None:
        for put in (write.get("Put", {}) for write in params["TransactItems"]):
            if put.get("TableName") == stage.tables["orders"] and left:
                left.pop()
                with stage.watching(NOBODY):
                    _write_once_more(stage, put["Item"]["id"])

    event = "provide-client-params.dynamodb.TransactWriteItems"
    dynamodb.meta.events.register(event, meddle)
    try:
        yield
    finally:
        dynamodb.meta.events.unregister(event, meddle)
    assert not left


def _write_once_more(stage: Stage, order_id: dict[str, str]) -> None:
    _client(stage).update_item(
        TableName=stage.tables["orders"],
        Key={"id": order_id},
        UpdateExpression="ADD #revision :one",
        ExpressionAttributeNames={"#revision": "revision"},
        ExpressionAttributeValues={":one": {"N": "1"}},
    )


def break_off_a_large_copy(stage: Stage, address: str) -> None:
    """So much that it goes in parts; and S3 doesn't answer to the first one."""
    chance = random.Random(8)  # noqa: S311 — text that doesn't shrink
    old = _closed(stage, KEY.id_of(address))
    for number in range(12):
        words = base64.b64encode(chance.randbytes(LARGE * 3 // 4)).decode()
        record = msgspec.structs.replace(old, id=f"R-OLD{number}", says=words)
        _client(stage).put_item(TableName=stage.tables["requests"], Item=to_item(record))
    request = ask(stage, "see", address)
    prove(stage, request)
    key = f"exports/{request.id}/{KEY.of_copy(request.id)}.zip"
    first_part = f"PUT /{os.environ['EXPORTS_BUCKET']}/{key}"
    with stage.wire.listening(Fault(first_part, Way.TIMEOUT)):
        ring(stage, request)
    ring(stage, request)


def _closed(stage: Stage, subject: str) -> Request:
    request = next(each for each in requests(stage) if not each.is_open)
    return msgspec.structs.replace(request, subject=subject, contact=None)


def press(stage: Stage, button: str, request: Request, **more: str) -> None:
    token = LINKS.sign(request.id, stage.clock())
    stage.get(f"/api/privacy/{button}?t={token}")
    stage.post(f"/api/privacy/{button}", [("t", token), *more.items()])


def press_everything(stage: Stage, request: Request, **more: str) -> None:
    """Each button that the API has, whether the request's page shows it now or not."""
    for route in stage.routes:
        if route.startswith(BUTTON) and route != FORM:
            press(stage, route.removeprefix(BUTTON), request, **more)


def see(stage: Stage, request: Request) -> None:
    stage.get(f"/api/privacy/request?t={LINKS.sign(request.id, stage.clock())}")


def ring(stage: Stage, *rung: Request) -> None:
    """The table's stream tells of them; without any, the schedule sweeps."""
    images = [{"id": {"S": each.id}, "state": {"S": _now(stage, each).state}} for each in rung]
    records = [{"dynamodb": {"NewImage": image}} for image in images]
    stage.ring("privacy", **({"Records": records} if records else {}))


def requests(stage: Stage) -> list[Request]:
    return list(_book(stage).every())


def _now(stage: Stage, request: Request) -> Request:
    found = _book(stage).get(request.id)
    assert found
    return found


def _book(stage: Stage) -> DynamoRequestBook:
    return DynamoRequestBook(_client(stage), Tables(**stage.tables))


def _client(stage: Stage) -> Any:  # noqa: ANN401 — boto3's own
    return session().client("dynamodb", endpoint_url=stage.endpoint)
