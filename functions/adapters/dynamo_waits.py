"""Who waits for what is sold out, in DynamoDB: beside the orders, by the same two indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from domain.outbox import Message
from domain.waiting import Step, Wait
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    from_item,
    to_item,
    transact,
    values,
)
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

PREFIX = "wait#"
"""What their keys begin with, and what stands for them in the index by status."""


class DynamoWaitingList:
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        self._client = client
        self._table = tables.orders
        self._outbox = tables.outbox

    def put(self, wait: Wait, messages: Iterable[Message] = ()) -> None:
        writes: list[TransactWriteItemTypeDef] = [
            {"Put": {"TableName": self._table, "Item": _item(wait)}}
        ]
        writes += [
            {
                "Put": {
                    "TableName": self._outbox,
                    "Item": to_item(message),
                    "ConditionExpression": "attribute_not_exists(id)",
                }
            }
            for message in messages
        ]
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError:
            return  # They were asked today already.

    def get(self, step: Step, sku: str, subject: str) -> Wait | None:
        key = _key(f"{step}#{sku}#{subject}")
        with answered():
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return _wait(answer["Item"]) if "Item" in answer else None

    def of_subject(self, subject: str) -> list[Wait]:
        return list(self._found("subject", subject))

    def oldest(self, step: Step) -> Iterator[Wait]:
        return self._found("status", f"{PREFIX}{step}")

    def remove(self, wait: Wait) -> None:
        with answered():
            self._client.delete_item(TableName=self._table, Key=_key(wait.id))

    def _found(self, attribute: str, wanted: str) -> Iterator[Wait]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=f"by_{attribute}",
            KeyConditionExpression="#attribute = :wanted",
            ExpressionAttributeNames={"#attribute": attribute},
            ExpressionAttributeValues=values(wanted=wanted),
        )
        with answered():
            for page in pages:
                for item in page["Items"]:
                    if item["id"]["S"].startswith(PREFIX):
                        yield _wait(item)


def _key(wait_id: str) -> Any:  # noqa: ANN401 — the shape fits get_item and delete_item alike
    return {"id": {"S": f"{PREFIX}{wait_id}"}}


def _item(wait: Wait) -> Item:
    return {**to_item(wait), **_key(wait.id), "status": {"S": f"{PREFIX}{wait.step}"}}


def _wait(item: Item) -> Wait:
    return msgspec.convert(from_item(item), Wait)
