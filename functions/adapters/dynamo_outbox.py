"""The outbox in DynamoDB: one item a message, swapped on condition that it stands as read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.messages import Message, State
from domain.outbox import NOTICES_AT_ONCE
from functions.adapters.dynamo import (
    Item,
    answered,
    condition_failed,
    from_item,
    to_item,
    values,
)
from functions.adapters.dynamo_reading import indexed, item_at, items_of, read_each

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

KEPT = timedelta(days=60)
"""Done messages stay this long, for looking up what was sent; failed ones stay until seen to.

Letters to everybody stay for ever: the same one may be asked for again after months.
"""


class DynamoOutbox:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def waiting(self, now: datetime) -> list[Message]:
        letters = self._due(now, "attribute_not_exists(#policy) AND attribute_not_exists(#notice)")
        notices = self._due(now, "attribute_exists(#policy) OR attribute_exists(#notice)")
        return [*_by_age(letters), *_by_age(itertools.islice(notices, NOTICES_AT_ONCE))]

    def get(self, message_id: str) -> Message | None:
        item = item_at(self._client, self._table, {"id": {"S": message_id}})
        return _message(item) if item else None

    def with_state(self, state: State) -> list[Message]:
        items = indexed(self._client, self._table, "state", state.value)
        return _by_age(map(_message, items))

    def known(self, message_ids: Iterable[str]) -> dict[str, Message]:
        keys = [{"id": {"S": message_id}} for message_id in dict.fromkeys(message_ids)]
        with answered():
            found = list(map(_message, read_each(self._client, self._table, keys)))
        return {message.id: message for message in found}

    def add(self, message: Message) -> bool:
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=to_item(message),
                    ConditionExpression="attribute_not_exists(id)",
                )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def swap(self, old: Message, new: Message) -> bool:
        item = to_item(new)
        if new.done_at and new.state is State.DONE and not new.is_to_everybody:
            item["expire_at"] = {"N": str(int((new.done_at + KEPT).timestamp()))}
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    **_as_read(old),
                )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def concerning(
        self, readers: Iterable[str], orders: Iterable[str], requests: Iterable[str]
    ) -> Iterator[Message]:
        wanted = {*readers, *orders, *requests}
        every = self._every()
        return (each for each in every if each.names & wanted)

    def written_before(self, at: datetime) -> Iterator[Message]:
        return (each for each in self._every() if each.created_at < at)

    def _every(self) -> Iterator[Message]:
        pages = self._client.get_paginator("scan").paginate(TableName=self._table)
        return map(_message, items_of(pages))

    def remove(self, message: Message) -> bool:
        try:
            with answered():
                self._client.delete_item(
                    TableName=self._table, Key={"id": {"S": message.id}}, **_as_read(message)
                )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def _due(self, now: datetime, which: str) -> Iterator[Message]:
        """Read only as far as they are asked for."""
        for state in (State.WAITING, State.SENDING):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName="by_state",
                KeyConditionExpression="#state = :state",
                FilterExpression=which,
                ExpressionAttributeNames={
                    "#state": "state",
                    "#policy": "policy",
                    "#notice": "notice",
                },
                ExpressionAttributeValues=values(state=state.value),
            )
            found = map(_message, items_of(pages))
            yield from (message for message in found if message.is_due(now))


def _message(item: Item) -> Message:
    return msgspec.convert(from_item(item), Message)


def _as_read(message: Message) -> Any:  # noqa: ANN401 — the shape fits put_item and delete_item alike
    return {
        "ConditionExpression": "#state = :state AND #attempts = :attempts",
        "ExpressionAttributeNames": {"#state": "state", "#attempts": "attempts"},
        "ExpressionAttributeValues": values(state=message.state.value, attempts=message.attempts),
    }


def _by_age(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: message.created_at)
