"""What the shop keeps for somebody, in DynamoDB: one item a person, beside the orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.account_doors import AccountDoor, DoorGoneError
from domain.things import StaleThingsError, Things
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    condition_failed,
    from_item,
    put_revision,
    to_item,
    transact,
    values,
)
from functions.adapters.dynamo_account_doors import key_of_door
from functions.adapters.dynamo_beside_orders import key_beside
from functions.adapters.dynamo_reading import indexed, item_at
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

STATUS = "things"
"""What stands for them in the index by status, by the day on which they were used last."""


class DynamoThings:
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        self._client = client
        self._table = tables.orders

    def get(self, subject: str) -> Things | None:
        item = item_at(self._client, self._table, _key(subject))
        return _things(item) if item else None

    def keep(self, things: Things, door: AccountDoor) -> None:
        writes: list[TransactWriteItemTypeDef] = [
            put_revision(self._table, _item(things), things.revision),
            {
                "ConditionCheck": {
                    "TableName": self._table,
                    "Key": key_of_door(door.id),
                    "ConditionExpression": "attribute_exists(id)",
                }
            },
        ]
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError as error:
            if 1 in error.failed:
                raise DoorGoneError(door.id) from error
            raise StaleThingsError(things.subject) from error

    def remove(self, things: Things) -> None:
        try:
            with answered():
                self._client.delete_item(
                    TableName=self._table,
                    Key=_key(things.subject),
                    ConditionExpression="attribute_not_exists(id) OR #revision = :read",
                    ExpressionAttributeNames={"#revision": "revision"},
                    ExpressionAttributeValues=values(read=things.revision),
                )
        except ClientError as error:
            if condition_failed(error):
                raise StaleThingsError(things.subject) from error
            raise

    def oldest(self) -> Iterator[Things]:
        return map(_things, indexed(self._client, self._table, "status", STATUS))


def _key(subject: str) -> Any:  # noqa: ANN401 — the shape fits every request alike
    return key_beside("things#", subject)


def _item(things: Things) -> Item:
    """The indexes' second key is the age: here, since when nobody came for them."""
    item = to_item(things)
    return {**item, **_key(things.subject), "status": {"S": STATUS}, "created_at": item["used_at"]}


def _things(item: Item) -> Things:
    return msgspec.convert(from_item(item), Things)
