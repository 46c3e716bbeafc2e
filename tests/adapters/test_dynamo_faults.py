"""What AWS does and no emulator raises: conflicts, throttling, half-done batches, silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from domain.gift import Gift
from domain.order_book import BookUnavailableError, Change, StaleOrderError
from domain.orders import Order, Status
from domain.request_decisions import revoke
from domain.requests import Phase, StaleRequestError
from domain.stock import Move
from functions.adapters import dynamo
from functions.adapters.dynamo_ledger import DynamoLedger
from functions.adapters.dynamo_order_book import DynamoOrderBook
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.settings import Tables
from tests.policies import POLICIES
from tests.privacy import arrived, pending
from tests.samples import NOON, RELEASE, Clock, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

TABLES = Tables(
    "shelf",
    "orders",
    "events",
    "outbox",
    "limits",
    "subscribers",
    "sends",
    "requests",
    "ledger",
)
DRAFT = Change(msgspec.structs.replace(SmallShop().buy("EMBER-RING"), revision=1), Move.HOLD)


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


def cancelled(*codes: str) -> dict[str, Any]:
    return {
        "service_error_code": "TransactionCanceledException",
        "modeled_fields": {"CancellationReasons": [{"Code": code} for code in codes]},
        "response_meta": {},
    }


def commit(client: DynamoDBClient, stub: Stubber) -> None:
    with stub:
        DynamoOrderBook(client, TABLES, Clock()).commit(DRAFT)
    stub.assert_no_pending_responses()


def test_a_transaction_in_conflict_is_tried_again(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    stub.add_client_error("transact_write_items", **cancelled("None", "TransactionConflict"))
    stub.add_client_error("transact_write_items", **cancelled("ThrottlingError", "None"))
    stub.add_client_error("transact_write_items", "TransactionInProgressException")
    stub.add_client_error("transact_write_items", "ProvisionedThroughputExceededException")
    stub.add_response("transact_write_items", {})

    commit(client, stub)


def test_an_attempt_still_at_work_is_asked_about_with_its_own_token(
    client: DynamoDBClient,
) -> None:
    stub = Stubber(client)
    stub.add_client_error("transact_write_items", "TransactionInProgressException")
    stub.add_response("transact_write_items", {})
    tokens: list[str] = []
    client.meta.events.register(
        "provide-client-params.dynamodb.TransactWriteItems",
        lambda params, **_: tokens.append(params["ClientRequestToken"]),
    )

    commit(client, stub)

    assert len(tokens) == 2
    assert len(set(tokens)) == 1
    assert len(tokens[0]) <= 36


def test_a_database_that_stays_busy_is_given_up_on(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    for _ in range(8):
        stub.add_client_error("transact_write_items", **cancelled("None", "TransactionConflict"))

    with pytest.raises(BookUnavailableError, match="busy"):
        commit(client, stub)


def test_a_failed_condition_beside_a_conflict_is_the_answer(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    stub.add_client_error(
        "transact_write_items", **cancelled("ConditionalCheckFailed", "TransactionConflict")
    )

    with pytest.raises(StaleOrderError):
        commit(client, stub)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ValidationException"])
def test_what_cant_be_helped_by_trying_again_isnt(client: DynamoDBClient, code: str) -> None:
    stub = Stubber(client)
    stub.add_client_error("transact_write_items", code)

    with pytest.raises(BookUnavailableError, match=code):
        commit(client, stub)


def test_silence_is_said_as_unavailable(
    client: DynamoDBClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1")

    monkeypatch.setattr(client, "get_item", silent)

    with pytest.raises(BookUnavailableError, match="ReadTimeoutError"):
        DynamoOrderBook(client, TABLES, Clock()).get("ORDER1")


def test_keys_left_unprocessed_are_asked_for_again(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    items = {item.sku: item for item in SmallShop().shelf.all_items()}
    ring, hoops = (
        dynamo.to_item(items[sku]) | dynamo.to_item(items[sku].stock)
        for sku in ("EMBER-RING", "DAWN-HOOPS")
    )
    ring.pop("stock")
    hoops.pop("stock")
    left = {"shelf": {"Keys": [{"sku": {"S": "DAWN-HOOPS"}}]}}
    stub.add_response("batch_get_item", {"Responses": {"shelf": [ring]}, "UnprocessedKeys": left})
    stub.add_response("batch_get_item", {"Responses": {"shelf": [hoops]}})

    with stub:
        found = DynamoShelf(client, "shelf").items(["EMBER-RING", "DAWN-HOOPS"])

    assert found == {sku: items[sku] for sku in ("EMBER-RING", "DAWN-HOOPS")}
    stub.assert_no_pending_responses()


def test_keys_that_are_never_processed_are_said_as_unavailable(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    left = {"shelf": {"Keys": [{"sku": {"S": "DAWN-HOOPS"}}]}}
    for _ in range(8):
        stub.add_response("batch_get_item", {"Responses": {}, "UnprocessedKeys": left})

    with stub, pytest.raises(BookUnavailableError):
        DynamoShelf(client, "shelf").items(["DAWN-HOOPS"])


def test_a_release_cut_off_half_way_names_no_version_that_cant_be_found(
    client: DynamoDBClient,
) -> None:
    """Each version comes first, then what says that it is in force."""
    stub = Stubber(client)
    stub.add_response("batch_write_item", {})
    stub.add_client_error("batch_write_item", "InternalServerError")
    written: list[list[str]] = []
    client.meta.events.register(
        "provide-client-params.dynamodb.BatchWriteItem",
        lambda params, **_: written.append(
            [put["PutRequest"]["Item"]["sku"]["S"] for put in params["RequestItems"]["shelf"]]
        ),
    )

    with stub, pytest.raises(BookUnavailableError):
        DynamoShelf(client, "shelf").put_release(RELEASE)

    assert set(written[0]) == {f"policy#{each.policy}#{each.effective}" for each in POLICIES}
    assert {"policies", "shop"} <= set(written[1])


@pytest.mark.parametrize(
    ("call", "key"), [("policies", "policies"), ("policy", "policy#terms#2026-03-02")]
)
def test_policies_are_read_as_they_stand_this_moment(
    client: DynamoDBClient, call: str, key: str
) -> None:
    stub = Stubber(client)
    asked = {"TableName": "shelf", "Key": {"sku": {"S": key}}, "ConsistentRead": True}
    stub.add_response("get_item", {}, asked)
    shelf = DynamoShelf(client, "shelf")

    with stub:
        found = shelf.policies() if call == "policies" else shelf.policy("terms", NOON.date())

    assert not found
    stub.assert_no_pending_responses()


@pytest.mark.parametrize("call", ["policies", "policy"])
def test_policies_that_cant_be_read_are_said_as_unavailable(
    client: DynamoDBClient, call: str
) -> None:
    stub = Stubber(client)
    stub.add_client_error("get_item", "ProvisionedThroughputExceededException")
    shelf = DynamoShelf(client, "shelf")

    with stub, pytest.raises(BookUnavailableError):
        shelf.policies() if call == "policies" else shelf.policy("terms", NOON.date())


def test_orders_on_a_second_page_of_a_status_are_not_forgotten(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    order: Order = DRAFT.order
    first, second = (
        dynamo.to_item(msgspec.structs.replace(order, id=order_id)) for order_id in ("A", "B")
    )
    more = {"id": {"S": "A"}}
    stub.add_response("query", {"Items": [first], "LastEvaluatedKey": more})
    stub.add_response("query", {"Items": [second]})

    with stub:
        found = DynamoOrderBook(client, TABLES, Clock(NOON)).with_status(Status.DRAFT)

    assert [order.id for order in found] == ["A", "B"]


def test_a_record_comes_back_from_its_item_as_it_was() -> None:
    order = msgspec.structs.replace(
        DRAFT.order, gift=Gift(receipt=True), bench={"2026-W10": 2}, why="Größe ½ “or so”"
    )

    item = dynamo.to_item(order)

    assert (item["revision"], item["gift"]) == ({"N": "1"}, {"M": {"receipt": {"BOOL": True}}})
    assert "paid_at" not in item
    assert msgspec.convert(dynamo.from_item(item), Order) == order


@pytest.mark.parametrize("typed", [{"N": "1.5"}, {"SS": ["a"]}, {"B": b"a"}, {"NULL": True}])
def test_what_no_record_holds_is_refused_by_whoever_reads_it(typed: dict[str, object]) -> None:
    item = dynamo.to_item(DRAFT.order) | {"revision": typed}

    with pytest.raises(msgspec.ValidationError, match="revision"):
        msgspec.convert(dynamo.from_item(item), Order)


def test_what_no_item_of_ours_holds_is_refused_before_it_is_written() -> None:
    with pytest.raises(TypeError, match="float has no place in an item"):
        dynamo.to_item({"price": 1.5})


def test_a_request_in_conflict_with_another_writer_is_tried_again(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    stub.add_client_error("transact_write_items", **cancelled("None", "TransactionConflict"))
    stub.add_response("transact_write_items", {})

    with stub:
        DynamoRequestBook(client, TABLES).open(arrived())

    stub.assert_no_pending_responses()


def test_a_request_that_changed_meanwhile_is_stale_and_not_tried_again(
    client: DynamoDBClient,
) -> None:
    stub = Stubber(client)
    stub.add_client_error(
        "transact_write_items", **cancelled("ConditionalCheckFailed", "TransactionConflict")
    )

    with stub, pytest.raises(StaleRequestError):
        DynamoRequestBook(client, TABLES).commit(revoke(pending(), NOON))


@pytest.mark.parametrize("call", ["open", "get", "in_phase", "of_subject", "every", "purge"])
def test_a_book_of_requests_that_doesnt_answer_is_said_as_unavailable(
    client: DynamoDBClient, call: str
) -> None:
    stub = Stubber(client)
    asked_of = {"open": "transact_write_items", "get": "get_item", "purge": "delete_item"}
    operation = asked_of.get(call, "scan" if call == "every" else "query")
    stub.add_client_error(operation, "InternalServerError")
    book = DynamoRequestBook(client, TABLES)
    calls: dict[str, Callable[[], object]] = {
        "open": lambda: book.open(arrived()),
        "get": lambda: book.get("REQUEST1"),
        "in_phase": lambda: list(book.in_phase(Phase.OPEN)),
        "of_subject": lambda: book.of_subject("a" * 40),
        "every": lambda: list(book.every()),
        "purge": lambda: book.purge(pending()),
    }

    with stub, pytest.raises(BookUnavailableError):
        calls[call]()


def test_a_request_that_cant_be_read_doesnt_hide_the_others(
    client: DynamoDBClient, caplog: pytest.LogCaptureFixture
) -> None:
    stub = Stubber(client)
    good = dynamo.to_item(pending())
    bad = good | {"id": {"S": "REQUEST9"}, "state": {"S": "jo@reader.example"}}
    stub.add_response("query", {"Items": [bad], "LastEvaluatedKey": {"id": {"S": "REQUEST9"}}})
    stub.add_response("query", {"Items": [good]})

    with stub:
        found = list(DynamoRequestBook(client, TABLES).in_phase(Phase.OPEN))

    assert found == [pending()]
    assert "reader.example" not in caplog.text


def test_a_ledger_that_is_read_in_pages_is_read_whole(client: DynamoDBClient) -> None:
    stub = Stubber(client)
    first, second = arrived().entries
    more = {"chain": {"S": first.chain}, "sequence": {"N": "1"}}
    for operation in ("query", "scan"):
        stub.add_response(operation, {"Items": [dynamo.to_item(first)], "LastEvaluatedKey": more})
        stub.add_response(operation, {"Items": [dynamo.to_item(second)]})
    ledger = DynamoLedger(client, "ledger")

    with stub:
        assert ledger.entries(first.chain) == [first, second]
        assert ledger.heads() == {first.chain: second}
