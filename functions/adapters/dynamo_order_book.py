"""The order book in DynamoDB: every change one transaction over orders, shelf, ledger, outbox, events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from domain.bench import BenchFullError
from domain.limits import HeldAgainError, TooMuchHeldError
from domain.order_book import Change, Counter, EventSeenError, StaleOrderError
from domain.orders import Order
from domain.stock import Move, Shortage, StockGoneError
from domain.stock_keeping import StockKept
from functions.adapters import dynamo_claims as claims
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    as_read,
    condition_failed,
    put_entry,
    put_new,
    put_revision,
    to_item,
    transact,
    values,
)
from functions.adapters.dynamo_claims import Part
from functions.adapters.dynamo_events import event_put
from functions.adapters.dynamo_orders import DynamoOrders
from functions.adapters.dynamo_reading import item_at, read_each
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class DynamoOrderBook(DynamoOrders):
    def __init__(self, client: DynamoDBClient, tables: Tables, now: Callable[[], datetime]) -> None:
        super().__init__(client, tables)
        self._tables = tables
        self._now = now

    def commit(self, change: Change) -> None:
        writes = self._writes(change)
        try:
            with answered():
                transact(self._client, [write for _, write in writes])
        except ConditionsFailedError as error:
            failed = {writes[index][0]: item for index, item in error.failed.items()}
            raise _refusal(change, failed) from error

    def _writes(self, change: Change) -> list[tuple[Part, TransactWriteItemTypeDef]]:
        """Each write with what it stands for."""
        writes: list[tuple[Part, TransactWriteItemTypeDef]] = []
        order = put_revision(self._tables.orders, to_item(change.kept), change.kept.revision)
        writes.append((("order", ""), order))
        if change.event_id:
            writes.append((("event", ""), {"Put": self._event_put(change.event_id)}))
        if change.move:
            moved = change.moved_pieces.items()
            writes += [
                (("stock", sku), self._move_write(sku, count, change.move)) for sku, count in moved
            ]
        writes += claims.bench_writes(self._tables.shelf, change)
        writes += claims.network_writes(self._tables.limits, change, self._now())
        writes += [
            (("message", each.id), put_new(self._tables.outbox, to_item(each)))
            for each in change.messages
        ]
        writes += [
            (("entry", each.chain), put_entry(self._tables.ledger, each)) for each in change.entries
        ]
        if change.counter:
            writes.append((("counter", ""), self._counter_write(change.counter)))
        return writes

    def counter(self, name: str) -> Counter:
        item = item_at(self._client, self._tables.orders, _counter_key(name))
        return Counter(name, int(item["last"]["N"]) if item else 0)

    def keep_stock(self, kept: StockKept) -> None:
        writes = [
            self._move_write(kept.sku, kept.count, kept.move),
            put_entry(self._tables.ledger, kept.entry),
        ]
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError as error:
            if 0 in error.failed:
                short = _shortage(kept.sku, kept.count, error.failed[0])
                raise StockGoneError([short]) from error
            raise StaleOrderError(kept.sku) from error

    def note_event(self, event_id: str) -> None:
        try:
            with answered():
                self._client.put_item(**self._event_put(event_id))
        except ClientError as error:
            if not condition_failed(error):
                raise

    def seen_events(self, event_ids: Iterable[str]) -> set[str]:
        keys = [{"id": {"S": event_id}} for event_id in dict.fromkeys(event_ids)]
        with answered():
            found = read_each(self._client, self._tables.events, keys)
            return {item["id"]["S"] for item in found}

    def purge(self, order: Order) -> None:
        try:
            with answered():
                self._client.delete_item(
                    TableName=self._tables.orders,
                    Key={"id": {"S": order.id}},
                    **as_read(order.revision),
                )
        except ClientError as error:
            if condition_failed(error):
                raise StaleOrderError(order.id) from error
            raise

    def _event_put(self, event_id: str) -> Any:  # noqa: ANN401 — as event_put
        return event_put(self._tables.events, event_id, self._now())

    def _move_write(self, sku: str, count: int, move: Move) -> TransactWriteItemTypeDef:
        return {
            "Update": {
                "TableName": self._tables.shelf,
                "Key": {"sku": {"S": sku}},
                "UpdateExpression": "SET #from = #from - :q, #to = #to + :q",
                "ConditionExpression": "#from >= :q",
                "ExpressionAttributeNames": {"#from": move.source, "#to": move.target},
                "ExpressionAttributeValues": values(q=count),
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def _counter_write(self, counter: Counter) -> TransactWriteItemTypeDef:
        stands = "#last = :read" if counter.last else "attribute_not_exists(id)"
        read = {"read": counter.last} if counter.last else {}
        return {
            "Update": {
                "TableName": self._tables.orders,
                "Key": _counter_key(counter.name),
                "UpdateExpression": "SET #last = :next",
                "ConditionExpression": stands,
                "ExpressionAttributeNames": {"#last": "last"},
                "ExpressionAttributeValues": values(next=counter.last + 1, **read),
            }
        }


def _counter_key(name: str) -> Any:  # noqa: ANN401 — the shape fits get_item and Update alike
    """Beside the orders, whose ids have no such sign; without a status no index holds it."""
    return {"id": {"S": f"counter#{name}"}}


def _refusal(change: Change, failed: dict[Part, Item]) -> Exception:
    """What the conditions that failed mean: the first reason that a buyer can't do anything about."""
    if change.event_id and ("event", "") in failed:
        return EventSeenError(change.event_id)
    if {("order", ""), ("counter", "")} & failed.keys() or ("entry", change.order.chain) in failed:
        return StaleOrderError(change.order.id)
    wanted = change.moved_pieces
    short = [
        _shortage(sku, wanted[sku], failed[part, sku]) for part, sku in failed if part == "stock"
    ]
    if short:
        return StockGoneError(short)
    if again := tuple(sku for part, sku in failed if part == "again"):
        return HeldAgainError(again)
    full = (("network", TooMuchHeldError), ("bench", BenchFullError), ("message", StaleOrderError))
    kind = next(kind for part, kind in full if part in {name for name, _ in failed})
    return kind(change.order.id)


def _shortage(sku: str, wanted: int, stands: Item) -> Shortage:
    return Shortage(sku, wanted, stands.get("available", 0), stands.get("held", 0))
