"""Orders in DynamoDB, to be read: by their number, their status and whose they are."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from domain.orders import Order, Status
from functions.adapters.dynamo import Item, from_item
from functions.adapters.dynamo_reading import indexed, item_at
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

log = logging.getLogger(__name__)


class DynamoOrders:
    """All that a function needs which changes no order."""

    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        self._client = client
        self._table = tables.orders

    def get(self, order_id: str) -> Order | None:
        item = item_at(self._client, self._table, {"id": {"S": order_id}})
        return _order(item) if item and _is_order(item) else None

    def with_status(self, status: Status) -> list[Order]:
        return list(self.oldest(status))

    def oldest(self, status: Status) -> Iterator[Order]:
        return self._found("status", status.value)

    def of_subject(self, subject: str) -> list[Order]:
        return list(self._found("subject", subject))

    def _found(self, attribute: str, wanted: str) -> Iterator[Order]:
        for item in indexed(self._client, self._table, attribute, wanted):
            if _is_order(item) and (order := _readable(item)):
                yield order


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
