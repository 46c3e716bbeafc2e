"""Nobody learns from our forms who gets the letter: the same answer and the same calls for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from domain.consent import ADDRESS_WORDS, Consent
from domain.publishing import publish
from domain.subscribers import SUPPRESSED, Standing, Subscriber, SubscriberChange
from tests.functions.browser import FORM, Visitor
from tests.samples import NOON, WITH_LETTERS, SmallShop

if TYPE_CHECKING:
    from httpx2 import Response
    from types_boto3_dynamodb.client import DynamoDBClient

STANDINGS = {f"{standing.value}@buyer.example": standing for standing in Standing}
SUBSCRIBED = "subscribed@buyer.example"
ADDRESSES = (
    *("unknown@buyer.example", *STANDINGS),
    *("SUBSCRIBED@Buyer.Example", "subscribed+tag@buyer.example", "subscribed@buyer.example."),
    *("jo@bücher.example", "jo@xn--bcher-kva.example", "jörg@bücher.example", "用户@例子.example"),
    *("a..b@buyer.example", ".dot@buyer.example", "quo'te!#$%&*/?=^`{|}~@buyer.example"),
)
"""Known, unknown, ended, spelled otherwise, and what hardly any mail server takes."""

FORMS: dict[str, Callable[[Visitor, str], Response]] = {
    "join": lambda visitor, address: _send(visitor, "join", address, stamp=_stamp(visitor)),
    "choices": lambda visitor, address: _send(visitor, "choices", address),
    "leave": lambda visitor, address: _send(visitor, "leave", address),
}

Call = tuple[str, str]
Told = tuple[int, list[tuple[str, str]], str]
"""Status, headers and body."""


class Watched:
    """A part whose calls are noted, by their names."""

    def __init__(self, part: object, name: str, calls: list[Call]) -> None:
        self._part, self._name, self._calls = part, name, calls

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401 — whatever the part has
        def noted(*arguments: object, **named: object) -> object:
            self._calls.append((self._name, method))
            return getattr(self._part, method)(*arguments, **named)

        return noted


def _stamp(visitor: Visitor) -> str:
    stamp: str = visitor.newsletter.get("/api/newsletter/stamp").json()["stamp"]
    visitor.shop.clock.forward(seconds=5)
    return stamp


def _send(visitor: Visitor, where: str, address: str, **fields: str) -> Response:
    return visitor.newsletter.post(
        f"/api/newsletter/{where}", data={"mail": address} | fields, headers=FORM
    )


def _with_readers(shop: SmallShop) -> SmallShop:
    """One reader in each standing."""
    publish(WITH_LETTERS, shop.shelf)
    for address, standing in STANDINGS.items():
        own = shop.address_key.id_of(address)
        consent = Consent("newsletter", ADDRESS_WORDS, "page", NOON)
        began = Standing.SUBSCRIBED if standing in SUPPRESSED else standing
        record = Subscriber(own, began, NOON, address=address, consent=consent)
        shop.subscribers.commit(SubscriberChange(record))
        if standing in SUPPRESSED:
            shop.subscribers.suppress(own, standing, NOON)
    return shop


def _told(answer: Response) -> Told:
    return answer.status_code, sorted(answer.headers.items()), answer.text


@pytest.mark.promise("newsletter/same-answer")
@pytest.mark.parametrize("form", FORMS)
def test_every_address_gets_the_same_answer_by_the_same_calls(form: str) -> None:
    answers: dict[str, tuple[Told, list[Call]]] = {}
    for address in [*ADDRESSES, SUBSCRIBED]:
        calls: list[Call] = []
        shop = _with_readers(SmallShop())
        watched = SmallShop(
            clock=shop.clock,
            shelf=Watched(shop.shelf, "shelf", calls),
            limits=Watched(shop.limits, "limits", calls),
            outbox=Watched(shop.outbox, "outbox", calls),
            subscribers=Watched(shop.subscribers, "readers", calls),
        )
        visitor = Visitor(watched)
        visitor.newsletter = visitor.newsletter_from("203.0.113.7")
        visitor.newsletter.get("/api/newsletter/leave?t=x")
        if address in answers:
            FORMS[form](visitor, address)  # what somebody asked for today is asked for again
        calls.clear()

        told = _told(FORMS[form](visitor, address))

        answers[address] = told, calls

    first = told, calls = answers["unknown@buyer.example"]
    assert told[0] == 303
    assert [call for call in calls if call[0] == "readers"] == [
        ("readers", call) for call in (("suppress", "commit") if form == "leave" else ("ask",))
    ]
    assert [call for call in calls if call[0] == "limits"] == [("limits", "count")] * (
        1 if form == "leave" else 2
    )
    assert [call for call in calls if call[0] == "outbox"] == []
    assert {address for address, each in answers.items() if each != first} == set()


@contextmanager
def counted(client: DynamoDBClient) -> Iterator[list[str]]:
    """Every request that goes out to DynamoDB meanwhile."""
    operations: list[str] = []

    def note(model: Any, **_: object) -> None:  # noqa: ANN401 — botocore's own
        operations.append(model.name)

    client.meta.events.register("before-call.dynamodb.*", note)
    yield operations
    client.meta.events.unregister("before-call.dynamodb.*", note)


@pytest.mark.promise("newsletter/same-answer")
@pytest.mark.parametrize("form", FORMS)
def test_the_database_is_asked_the_same_for_every_address(
    dynamo_shop: SmallShop, dynamodb: DynamoDBClient, form: str
) -> None:
    visitor = Visitor(_with_readers(dynamo_shop))
    visitor.newsletter.get("/api/newsletter/leave?t=x")
    asked: dict[str, tuple[Told, list[str]]] = {}

    for number, address in enumerate([*ADDRESSES, SUBSCRIBED]):
        visitor.newsletter = visitor.newsletter_from(f"203.0.{number}.7")
        with counted(dynamodb) as operations:
            told = _told(FORMS[form](visitor, address))
        asked[f"{number} {address}"] = told, operations

    told, operations = asked["0 unknown@buyer.example"]
    assert told[0] == 303
    ends = ["UpdateItem", "TransactWriteItems"] if form == "leave" else ["TransactWriteItems"]
    assert operations[-len(ends) :] == ends
    assert {address for address, each in asked.items() if each != (told, operations)} == set()
