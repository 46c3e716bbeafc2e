"""Doors to “Your things”, in DynamoDB, beside the orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.account_doors import KEPT, AccountDoor, DoorGoneError
from domain.messages import Message
from domain.order_book import BookUnavailableError
from functions.adapters.dynamo import ConditionsFailedError, Item, answered, condition_failed
from functions.adapters.dynamo_beside_orders import BesideOrders, key_beside
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

PREFIX = "door#"
STATUS = "door"


class DynamoAccountDoors(BesideOrders[AccountDoor]):
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        super().__init__(client, tables, PREFIX, AccountDoor)

    def put(self, door: AccountDoor, messages: Iterable[Message]) -> None:
        try:
            self._put_new(self._lasting(door), messages)
        except ConditionsFailedError as error:
            raise BookUnavailableError(door.id) from error

    def get(self, door_id: str) -> AccountDoor | None:
        return self._at(door_id)

    def spend(self, door: AccountDoor, now: datetime) -> AccountDoor:
        spent = msgspec.structs.replace(door, spent_at=now)
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=self._lasting(spent),
                    ConditionExpression="attribute_exists(id) AND attribute_not_exists(spent_at)",
                )
        except ClientError as error:
            if condition_failed(error):
                raise DoorGoneError(door.id) from error
            raise
        return spent

    def oldest(self) -> Iterator[AccountDoor]:
        return self._with_status(STATUS)

    def _lasting(self, door: AccountDoor) -> Item:
        """DynamoDB takes it away by itself, late; the clock does so sooner."""
        gone = {"expire_at": {"N": str(int((door.created_at + KEPT).timestamp()))}}
        return {**self._item(door, STATUS), **gone}


def key_of_door(door_id: str) -> Any:  # noqa: ANN401 — the shape fits every request alike
    return key_beside(PREFIX, door_id)
