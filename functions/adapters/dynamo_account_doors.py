"""Doors to “Your things”, in DynamoDB: beside the orders, by the same two indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.account_doors import KEPT, AccountDoor, DoorGoneError
from domain.orders import BookUnavailableError
from domain.outbox import Message
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    condition_failed,
    from_item,
    to_item,
    transact,
    values,
)
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

PREFIX = "door#"
"""What their keys begin with: no order's id has such a sign."""

STATUS = "door"
"""What stands for them in the index by status, which lists the oldest first."""


class DynamoAccountDoors:
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        self._client = client
        self._table = tables.orders
        self._outbox = tables.outbox

    def put(self, door: AccountDoor, messages: Iterable[Message]) -> None:
        new = {"ConditionExpression": "attribute_not_exists(id)"}
        put: Any = {"TableName": self._table, "Item": _item(door)}
        writes: list[TransactWriteItemTypeDef] = [{"Put": put | new}]
        for message in messages:
            mail: Any = {"TableName": self._outbox, "Item": to_item(message)}
            writes.append({"Put": mail | new})
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError as error:
            raise BookUnavailableError(door.id) from error

    def get(self, door_id: str) -> AccountDoor | None:
        with answered():
            answer = self._client.get_item(
                TableName=self._table, Key=key_of_door(door_id), ConsistentRead=True
            )
        return _door(answer["Item"]) if "Item" in answer else None

    def spend(self, door: AccountDoor, now: datetime) -> AccountDoor:
        spent = msgspec.structs.replace(door, spent_at=now)
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=_item(spent),
                    ConditionExpression="attribute_exists(id) AND attribute_not_exists(spent_at)",
                )
        except ClientError as error:
            if condition_failed(error):
                raise DoorGoneError(door.id) from error
            raise
        return spent

    def of_subject(self, subject: str) -> list[AccountDoor]:
        return list(self._found("subject", subject))

    def oldest(self) -> Iterator[AccountDoor]:
        return self._found("status", STATUS)

    def remove(self, door: AccountDoor) -> None:
        with answered():
            self._client.delete_item(TableName=self._table, Key=key_of_door(door.id))

    def _found(self, attribute: str, wanted: str) -> Iterator[AccountDoor]:
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
                        yield _door(item)


def key_of_door(door_id: str) -> Any:  # noqa: ANN401 — the shape fits every request alike
    return {"id": {"S": f"{PREFIX}{door_id}"}}


def _item(door: AccountDoor) -> Item:
    """DynamoDB takes it away by itself, late; the clock does so sooner."""
    gone = {"expire_at": {"N": str(int((door.created_at + KEPT).timestamp()))}}
    return {**to_item(door), **key_of_door(door.id), "status": {"S": STATUS}, **gone}


def _door(item: Item) -> AccountDoor:
    found = from_item(item)
    return msgspec.convert(found | {"id": found["id"].removeprefix(PREFIX)}, AccountDoor)
