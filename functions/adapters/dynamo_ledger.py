"""The ledger in DynamoDB: entries are put where none stands, and that is all that is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from domain.ledger import Entry, Head, head_of
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    from_item,
    put_entry,
    transact,
    values,
)
from functions.adapters.dynamo_reading import items_of

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient


class DynamoLedger:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def append(self, entries: Iterable[Entry]) -> bool:
        writes = [put_entry(self._table, entry) for entry in entries]
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError:
            return False
        return True

    def entries(self, chain: str) -> list[Entry]:
        pages = self._client.get_paginator("query").paginate(**self._chain(chain))
        return [_entry(item) for item in items_of(pages)]

    def head(self, chain: str) -> Head:
        with answered():
            answer = self._client.query(**self._chain(chain), ScanIndexForward=False, Limit=1)
        return head_of(_entry(answer["Items"][0])) if answer["Items"] else Head()

    def heads(self) -> dict[str, Entry]:
        """The whole table is read: an index by day would be as long, and this is once a day."""
        last: dict[str, Entry] = {}
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table, ConsistentRead=True
        )
        for entry in map(_entry, items_of(pages)):
            if entry.chain not in last or last[entry.chain].sequence < entry.sequence:
                last[entry.chain] = entry
        return last

    def _chain(self, chain: str) -> Any:  # noqa: ANN401 — the shape fits the query and its pages alike
        return {
            "TableName": self._table,
            "KeyConditionExpression": "#chain = :chain",
            "ExpressionAttributeNames": {"#chain": "chain"},
            "ExpressionAttributeValues": values(chain=chain),
            "ConsistentRead": True,
        }


def _entry(item: Item) -> Entry:
    return msgspec.convert(from_item(item), Entry)
