"""Sends in DynamoDB as one reader sees them: the letters are known, and so are their keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from domain.reader_sends import ReaderSend
from functions.adapters.dynamo import Item, answered, from_item, values
from functions.adapters.dynamo_reading import items_of, read_each
from functions.adapters.dynamo_sends import SHARES, letter_of, send_key, share

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

LETTERS = "#mailings"
"""Under this key stands every letter that was ever sent, by its slug."""


class DynamoReaderSends:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def of_reader(self, recipient: str) -> Iterator[ReaderSend]:
        began = self._letters()
        keys = [send_key(letter, recipient) for letter in began]
        with answered():
            found = [_send(item) for item in read_each(self._client, self._table, keys)]
        yield from sorted(found, key=lambda send: began[send.letter], reverse=True)

    def forget(self, send: ReaderSend) -> None:
        with answered():
            key = send_key(send.letter, send.recipient)
            self._client.delete_item(TableName=self._table, Key=key)

    def before(self, at: datetime) -> Iterator[ReaderSend]:
        for letter, began in self._letters().items():
            for digit in SHARES if began < at else ():
                yield from map(_send, self._under(share(letter, digit)))

    def _letters(self) -> dict[str, datetime]:
        """Each letter, and when it was begun."""
        items = self._under(LETTERS)
        return {
            item["recipient"]["S"]: msgspec.convert(item["created_at"]["S"], datetime)
            for item in items
        }

    def _under(self, key: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            ConsistentRead=True,
            KeyConditionExpression="letter = :letter",
            ExpressionAttributeValues=values(letter=key),
        )
        return items_of(pages)


def _send(item: Item) -> ReaderSend:
    said = from_item(item)
    return msgspec.convert(said | {"letter": letter_of(said["letter"])}, ReaderSend)
