"""Tables put back to what they held, which takes milliseconds where new ones take seconds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

Item = dict[str, Any]
AT_ONCE = 25


class KeptTables:
    def __init__(self, client: DynamoDBClient, tables: dict[str, str]) -> None:
        self._client = client
        described = (client.describe_table(TableName=name)["Table"] for name in tables.values())
        self._keys = {
            each["TableName"]: [part["AttributeName"] for part in each["KeySchema"]]
            for each in described
        }
        self._kept = {table: self.items(table) for table in self._keys}

    def put_back(self) -> None:
        writes = [
            (table, request)
            for table, kept in self._kept.items()
            for request in _differences(kept, self.items(table), self._keys[table])
        ]
        while writes:
            batch: dict[str, Any] = {}
            for table, request in writes[:AT_ONCE]:
                batch.setdefault(table, []).append(request)
            self._client.batch_write_item(RequestItems=batch)
            writes = writes[AT_ONCE:]

    def items(self, table: str) -> dict[str, Item]:
        """All that is in a table, by its key."""
        pages = self._client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        items = itertools.chain.from_iterable(page["Items"] for page in pages)
        return {str([item[name] for name in self._keys[table]]): item for item in items}


def _differences(kept: dict[str, Item], found: dict[str, Item], names: list[str]) -> Iterator[Item]:
    for key, item in found.items():
        if key not in kept:
            yield {"DeleteRequest": {"Key": {name: item[name] for name in names}}}
    for key, item in kept.items():
        if found.get(key) != item:
            yield {"PutRequest": {"Item": item}}
