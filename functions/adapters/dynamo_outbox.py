"""The outbox in DynamoDB: one item a message, swapped on condition that it stands as read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.outbox import NOTICES_AT_ONCE, Message, State
from functions.adapters.dynamo import (
    answered,
    condition_failed,
    from_item,
    read_each,
    to_item,
    values,
)

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
        with answered():
            answer = self._client.get_item(
                TableName=self._table, Key={"id": {"S": message_id}}, ConsistentRead=True
            )
        return msgspec.convert(from_item(answer["Item"]), Message) if "Item" in answer else None

    def with_state(self, state: State) -> list[Message]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="by_state",
            KeyConditionExpression="#state = :state",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=values(state=state.value),
        )
        with answered():
            items = [from_item(item) for page in pages for item in page["Items"]]
        return _by_age(msgspec.convert(item, Message) for item in items)

    def known(self, message_ids: Iterable[str]) -> dict[str, Message]:
        keys = [{"id": {"S": message_id}} for message_id in dict.fromkeys(message_ids)]
        with answered():
            found = [from_item(item) for item in read_each(self._client, self._table, keys)]
        return {item["id"]: msgspec.convert(item, Message) for item in found}

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
        with answered():
            for page in pages:
                for item in page["Items"]:
                    yield msgspec.convert(from_item(item), Message)

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
            with answered():
                for page in pages:
                    found = (msgspec.convert(from_item(item), Message) for item in page["Items"])
                    yield from (message for message in found if message.is_due(now))


def _as_read(message: Message) -> Any:  # noqa: ANN401 — the shape fits put_item and delete_item alike
    return {
        "ConditionExpression": "#state = :state AND #attempts = :attempts",
        "ExpressionAttributeNames": {"#state": "state", "#attempts": "attempts"},
        "ExpressionAttributeValues": values(state=message.state.value, attempts=message.attempts),
    }


def _by_age(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: message.created_at)
