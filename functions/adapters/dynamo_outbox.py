"""The outbox in DynamoDB: one item a message, swapped on condition that it stands as read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from domain.outbox import Message, State
from functions.adapters.dynamo import answered, condition_failed, from_item, to_item, values

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

KEPT = timedelta(days=60)
"""Done messages stay this long, for looking up what was sent; failed ones stay until seen to."""


class DynamoOutbox:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def waiting(self, now: datetime) -> list[Message]:
        found = [*self._in_state(State.WAITING), *self._in_state(State.SENDING)]
        due = [message for message in found if message.is_due(now)]
        return sorted(due, key=lambda message: message.created_at)

    def get(self, message_id: str) -> Message | None:
        with answered():
            answer = self._client.get_item(
                TableName=self._table, Key={"id": {"S": message_id}}, ConsistentRead=True
            )
        return msgspec.convert(from_item(answer["Item"]), Message) if "Item" in answer else None

    def swap(self, old: Message, new: Message) -> bool:
        item = to_item(new)
        if new.done_at and new.state is State.DONE:
            item["expire_at"] = {"N": str(int((new.done_at + KEPT).timestamp()))}
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="#state = :state AND #attempts = :attempts",
                    ExpressionAttributeNames={"#state": "state", "#attempts": "attempts"},
                    ExpressionAttributeValues=values(state=old.state.value, attempts=old.attempts),
                )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def _in_state(self, state: State) -> list[Message]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="by_state",
            KeyConditionExpression="#state = :state",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues=values(state=state.value),
        )
        with answered():
            return [
                msgspec.convert(from_item(item), Message)
                for page in pages
                for item in page["Items"]
            ]
