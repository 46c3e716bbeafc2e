"""What people wrote to the shop, in DynamoDB: beside the orders, by the same two indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from domain.contact import Inquiry
from domain.orders import BookUnavailableError
from domain.outbox import Message
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

PREFIX = "message#"
"""What their keys begin with: no order's id has such a sign."""

STATUS = "message"
"""What stands for them in the index by status, which lists the oldest first."""


class DynamoInquiries:
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        self._client = client
        self._table = tables.orders
        self._outbox = tables.outbox

    def open(self, inquiry: Inquiry, messages: Iterable[Message]) -> None:
        new = {"ConditionExpression": "attribute_not_exists(id)"}
        put: Any = {"TableName": self._table, "Item": _item(inquiry)}
        writes: list[TransactWriteItemTypeDef] = [{"Put": put | new}]
        for message in messages:
            mail: Any = {"TableName": self._outbox, "Item": to_item(message)}
            writes.append({"Put": mail | new})
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError as error:
            raise BookUnavailableError(inquiry.id) from error

    def get(self, inquiry_id: str) -> Inquiry | None:
        with answered():
            answer = self._client.get_item(
                TableName=self._table, Key=_key(inquiry_id), ConsistentRead=True
            )
        return _inquiry(answer["Item"]) if "Item" in answer else None

    def of_subject(self, subject: str) -> list[Inquiry]:
        return list(self._found("subject", subject))

    def oldest(self) -> Iterator[Inquiry]:
        return self._found("status", STATUS)

    def remove(self, inquiry: Inquiry) -> None:
        with answered():
            self._client.delete_item(TableName=self._table, Key=_key(inquiry.id))

    def _found(self, attribute: str, wanted: str) -> Iterator[Inquiry]:
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
                        yield _inquiry(item)


def _key(inquiry_id: str) -> Any:  # noqa: ANN401 — the shape fits get_item and delete_item alike
    return {"id": {"S": f"{PREFIX}{inquiry_id}"}}


def _item(inquiry: Inquiry) -> Item:
    return {**to_item(inquiry), **_key(inquiry.id), "status": {"S": STATUS}}


def _inquiry(item: Item) -> Inquiry:
    found = from_item(item)
    return msgspec.convert(found | {"id": found["id"].removeprefix(PREFIX)}, Inquiry)
