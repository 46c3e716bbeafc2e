"""What AWS does to the readers' book and no emulator raises: conflicts, throttling, silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from domain import outbox
from domain.order_book import BookUnavailableError
from domain.subscribers import (
    Ask,
    StaleSubscriberError,
    Standing,
    Subscriber,
    SubscriberBook,
    SubscriberChange,
)
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.settings import Tables
from tests.samples import NOON, Clock

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

TABLES = Tables(*Tables.__struct_fields__)
JO = "a" * 40
WISH = (
    Ask("join", JO, "m" * 40, "jo@reader.example", NOON),
    outbox.ask("letter_join", "today", NOON, subscriber=JO),
)
CHANGE = SubscriberChange(Subscriber(JO, Standing.PENDING, NOON), takes=WISH[0])

CALLS: dict[str, Callable[[SubscriberBook], object]] = {
    "get": lambda book: book.get(JO),
    "asked": lambda book: book.asked("join", JO),
    "ask": lambda book: book.ask(*WISH),
    "commit": lambda book: book.commit(CHANGE),
    "suppress": lambda book: book.suppress(JO, Standing.LEFT, NOON),
    "forget": lambda book: book.forget(JO, NOON),
    "lapsing": lambda book: list(book.lapsing(NOON)),
    "moving_here": lambda book: list(book.moving_here(JO)),
    "moved_here": lambda book: list(book.moved_here(JO)),
    "every": lambda book: list(book.every()),
}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.adapters.dynamo.time.sleep", lambda _: None)


@pytest.fixture
def client() -> DynamoDBClient:
    return boto3.client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def book(client: DynamoDBClient) -> DynamoSubscriberBook:
    return DynamoSubscriberBook(client, TABLES, Clock())


def cancelled(*codes: str) -> dict[str, Any]:
    return {
        "service_error_code": "TransactionCanceledException",
        "modeled_fields": {"CancellationReasons": [{"Code": code} for code in codes]},
        "response_meta": {},
    }


@pytest.mark.parametrize("call", ["ask", "commit"])
def test_a_transaction_in_conflict_is_tried_again(client: DynamoDBClient, call: str) -> None:
    stub = Stubber(client)
    stub.add_client_error("transact_write_items", **cancelled("None", "TransactionConflict"))
    stub.add_client_error("transact_write_items", "ThrottlingException")
    stub.add_response("transact_write_items", {})

    with stub:
        CALLS[call](book(client))

    stub.assert_no_pending_responses()


def test_a_second_ask_of_the_day_ends_quietly_even_beside_a_conflict(
    client: DynamoDBClient,
) -> None:
    stub = Stubber(client)
    stub.add_client_error(
        "transact_write_items", **cancelled("TransactionConflict", "ConditionalCheckFailed")
    )

    with stub:
        book(client).ask(*WISH)

    stub.assert_no_pending_responses()


def test_a_failed_condition_of_a_change_is_stale(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    stub.add_client_error("transact_write_items", **cancelled("ConditionalCheckFailed", "None"))

    with stub, pytest.raises(StaleSubscriberError):
        book(client).commit(CHANGE)


@pytest.mark.parametrize("call", ["ask", "commit"])
def test_a_database_that_stays_busy_is_given_up_on(client: DynamoDBClient, call: str) -> None:
    stub = Stubber(client)
    for _ in range(8):
        stub.add_client_error("transact_write_items", **cancelled("TransactionConflict", "None"))

    with stub, pytest.raises(BookUnavailableError, match="busy"):
        CALLS[call](book(client))


@pytest.mark.parametrize("call", CALLS)
def test_silence_is_said_as_unavailable(
    client: DynamoDBClient, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def silent(*_: object, **__: object) -> None:
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1")

    monkeypatch.setattr(client, "_make_api_call", silent)

    with pytest.raises(BookUnavailableError, match="ReadTimeoutError"):
        CALLS[call](book(client))


def test_a_goodbye_that_a_throttled_database_didnt_take_is_not_said_to_be_done(
    client: DynamoDBClient,
) -> None:
    stub = Stubber(client)
    stub.add_client_error("update_item", "ThrottlingException")

    with stub, pytest.raises(BookUnavailableError, match="Throttling"):
        book(client).suppress(JO, Standing.LEFT, NOON)


def test_a_goodbye_that_was_kept_before_is_one_call_and_no_error(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    stub.add_client_error("update_item", "ConditionalCheckFailedException")

    with stub:
        changed = book(client).suppress(JO, Standing.LEFT, NOON)

    assert changed is False
    stub.assert_no_pending_responses()
