"""Reading from DynamoDB: one item, many by their keys, and what an index holds under a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from functions.adapters.dynamo import BusyError, Item, answered, attempts, batches, values

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

READ_AT_ONCE = 100


def item_at(client: DynamoDBClient, table: str, key: Item) -> Item | None:
    """What stands under that key this moment."""
    with answered():
        answer = client.get_item(TableName=table, Key=key, ConsistentRead=True)
    return answer.get("Item")


def indexed(client: DynamoDBClient, table: str, attribute: str, wanted: str) -> Iterator[Item]:
    """What has that value, in the order of the attribute's own index, `by_` and its name."""
    return items_of(
        client.get_paginator("query").paginate(
            TableName=table,
            IndexName=f"by_{attribute}",
            KeyConditionExpression="#attribute = :wanted",
            ExpressionAttributeNames={"#attribute": attribute},
            ExpressionAttributeValues=values(wanted=wanted),
        )
    )


def items_of(pages: Iterable[Any]) -> Iterator[Item]:
    """The items of a query's or a scan's pages, each page read when it is asked for."""
    with answered():
        for page in pages:
            yield from page["Items"]


def read_each(client: DynamoDBClient, table: str, keys: list[Any]) -> Iterator[Item]:
    """The items that there are under these keys, as they stand, however many are asked for."""
    for batch in batches(keys, READ_AT_ONCE):
        yield from _read(client, table, batch)


def _read(client: DynamoDBClient, table: str, keys: list[Any]) -> list[Item]:
    """Read a batch, again for the keys that DynamoDB left unprocessed. Raises BusyError."""
    found: list[Item] = []
    for _ in attempts():
        answer = client.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
        found += answer["Responses"].get(table, [])
        unprocessed: Any = answer.get("UnprocessedKeys", {})
        keys = unprocessed.get(table, {}).get("Keys", [])
        if not keys:
            return found
    raise BusyError("a read was left undone")
