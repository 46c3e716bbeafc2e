"""Orders in DynamoDB: every change one transaction over orders, shelf, ledger, outbox, events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.bench import BenchFullError
from domain.limits import HeldAgainError, TooMuchHeldError
from domain.orders import Change, Counter, EventSeenError, Order, StaleOrderError, Status
from domain.outbox import Message
from domain.stock import Move, Shortage, StockGoneError
from domain.stock_keeping import StockKept
from functions.adapters import dynamo_claims as claims
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    condition_failed,
    from_item,
    read_each,
    to_item,
    transact,
    values,
)
from functions.adapters.dynamo_claims import Part
from functions.adapters.dynamo_ledger import entry_write
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

log = logging.getLogger(__name__)

EVENTS_KEPT = timedelta(days=60)
"""Stripe lists its events back 30 days: a replay from there is still recognised."""


class DynamoOrderBook:
    def __init__(self, client: DynamoDBClient, tables: Tables, now: Callable[[], datetime]) -> None:
        self._client = client
        self._tables = tables
        self._now = now

    def get(self, order_id: str) -> Order | None:
        with answered():
            answer = self._client.get_item(
                TableName=self._tables.orders, Key={"id": {"S": order_id}}, ConsistentRead=True
            )
        item = answer.get("Item")
        return _order(item) if item and _is_order(item) else None

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
        writes.append((("order", ""), self._order_write(change.kept)))
        if change.event_id:
            writes.append((("event", ""), self._event_write(change.event_id)))
        if change.move:
            moved = change.moved_pieces.items()
            writes += [
                (("stock", sku), self._move_write(sku, count, change.move)) for sku, count in moved
            ]
        writes += claims.bench_writes(self._tables.shelf, change)
        writes += claims.network_writes(self._tables.limits, change, self._now())
        writes += [(("message", each.id), self._message_write(each)) for each in change.messages]
        writes += [
            (("entry", each.chain), entry_write(self._tables.ledger, each))
            for each in change.entries
        ]
        if change.counter:
            writes.append((("counter", ""), self._counter_write(change.counter)))
        return writes

    def counter(self, name: str) -> Counter:
        with answered():
            answer = self._client.get_item(
                TableName=self._tables.orders, Key=_counter_key(name), ConsistentRead=True
            )
        return Counter(name, int(answer["Item"]["last"]["N"]) if "Item" in answer else 0)

    def keep_stock(self, kept: StockKept) -> None:
        writes = [
            self._move_write(kept.sku, kept.count, kept.move),
            entry_write(self._tables.ledger, kept.entry),
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

    def with_status(self, status: Status) -> list[Order]:
        return list(self._found("status", status.value))

    def oldest(self, status: Status) -> Iterator[Order]:
        return self._found("status", status.value)

    def of_subject(self, subject: str) -> list[Order]:
        return list(self._found("subject", subject))

    def purge(self, order: Order) -> None:
        try:
            with answered():
                self._client.delete_item(
                    TableName=self._tables.orders,
                    Key={"id": {"S": order.id}},
                    ConditionExpression="#revision = :read",
                    ExpressionAttributeNames={"#revision": "revision"},
                    ExpressionAttributeValues=values(read=order.revision),
                )
        except ClientError as error:
            if condition_failed(error):
                raise StaleOrderError(order.id) from error
            raise

    def _found(self, attribute: str, wanted: str) -> Iterator[Order]:
        """By the index of that attribute, whose second key is the age."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._tables.orders,
            IndexName=f"by_{attribute}",
            KeyConditionExpression="#attribute = :wanted",
            ExpressionAttributeNames={"#attribute": attribute},
            ExpressionAttributeValues=values(wanted=wanted),
        )
        with answered():
            for page in pages:
                for item in page["Items"]:
                    if _is_order(item) and (order := _readable(item)):
                        yield order

    def _order_write(self, order: Order) -> TransactWriteItemTypeDef:
        put: Any = {"TableName": self._tables.orders, "Item": to_item(order)}
        if order.revision == 1:
            return {"Put": put | {"ConditionExpression": "attribute_not_exists(id)"}}
        return {
            "Put": put
            | {
                "ConditionExpression": "#revision = :read",
                "ExpressionAttributeNames": {"#revision": "revision"},
                "ExpressionAttributeValues": values(read=order.revision - 1),
            }
        }

    def _event_write(self, event_id: str) -> TransactWriteItemTypeDef:
        return {"Put": self._event_put(event_id)}

    def _event_put(self, event_id: str) -> Any:  # noqa: ANN401 — the shape fits put_item and Put alike
        expire_at = int((self._now() + EVENTS_KEPT).timestamp())
        return {
            "TableName": self._tables.events,
            "Item": {"id": {"S": event_id}, "expire_at": {"N": str(expire_at)}},
            "ConditionExpression": "attribute_not_exists(id)",
        }

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

    def _message_write(self, message: Message) -> TransactWriteItemTypeDef:
        return {
            "Put": {
                "TableName": self._tables.outbox,
                "Item": to_item(message),
                "ConditionExpression": "attribute_not_exists(id)",
            }
        }


def _counter_key(name: str) -> Any:  # noqa: ANN401 — the shape fits get_item and Update alike
    """Beside the orders, whose ids have no such sign; without a status no index holds it."""
    return {"id": {"S": f"counter#{name}"}}


def _is_order(item: Item) -> bool:
    """What stands beside the orders, in the same indexes, has a sign in its key that no order has."""
    return "#" not in item["id"]["S"]


def _order(item: Item) -> Order:
    return msgspec.convert(from_item(item), Order)


def _readable(item: Item) -> Order | None:
    """The order, or None for one that was edited beyond reading: it may not hide the others."""
    try:
        return _order(item)
    except msgspec.ValidationError:
        log.error("an order can't be read", extra={"order": item["id"].get("S")})  # noqa: TRY400 — no traceback: it may quote an address
        return None


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
