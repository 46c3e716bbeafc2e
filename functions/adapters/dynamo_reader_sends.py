"""Sends in DynamoDB as one reader sees them: the letters are known, and so are their keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from domain.reader_sends import ReaderSend
from functions.adapters.dynamo import Item, answered, from_item, read_each, values

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

LETTERS = "#mailings"
"""Under this key stands every letter that was ever sent, by its slug."""

AFTER_THE_LETTERS_OWN = "#~"
"""What isn't a reader's begins with a number sign; ids are hex digits, and come after it."""


class DynamoReaderSends:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def of_reader(self, recipient: str) -> Iterator[ReaderSend]:
        began = self._letters()
        keys = [_key(letter, recipient) for letter in began]
        with answered():
            found = [_send(item) for item in read_each(self._client, self._table, keys)]
        yield from sorted(found, key=lambda send: began[send.letter], reverse=True)

    def forget(self, send: ReaderSend) -> None:
        with answered():
            self._client.delete_item(TableName=self._table, Key=_key(send.letter, send.recipient))

    def before(self, at: datetime) -> Iterator[ReaderSend]:
        for letter, began in self._letters().items():
            if began < at:
                query = "letter = :letter AND recipient > :after"
                named = values(letter=letter, after=AFTER_THE_LETTERS_OWN)
                yield from map(_send, self._items(query, named))

    def _letters(self) -> dict[str, datetime]:
        """Each letter, and when it was begun."""
        items = self._items("letter = :letter", values(letter=LETTERS))
        return {
            item["recipient"]["S"]: msgspec.convert(item["created_at"]["S"], datetime)
            for item in items
        }

    def _items(self, query: str, named: Item) -> Iterator[Item]:
        asked: Any = {"KeyConditionExpression": query, "ExpressionAttributeValues": named}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table, ConsistentRead=True, **asked
        )
        with answered():
            for page in pages:
                yield from page["Items"]


def _key(letter: str, recipient: str) -> Item:
    return {"letter": {"S": letter}, "recipient": {"S": recipient}}


def _send(item: Item) -> ReaderSend:
    return msgspec.convert(from_item(item), ReaderSend)
