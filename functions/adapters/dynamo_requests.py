"""Privacy requests in DynamoDB: every change one transaction over requests, ledger and outbox."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.outbox import Message
from domain.requests import Phase, Request, RequestChange, StaleRequestError
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
from functions.adapters.dynamo_ledger import entry_write
from functions.adapters.dynamo_restrictions import DynamoRestrictions, as_text, flag_writes
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

log = logging.getLogger(__name__)


class DynamoRequestBook(DynamoRestrictions):
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        super().__init__(client, tables)
        self._ledger = tables.ledger
        self._outbox = tables.outbox

    def get(self, request_id: str) -> Request | None:
        with answered():
            answer = self._client.get_item(
                TableName=self._table, Key={"id": {"S": request_id}}, ConsistentRead=True
            )
        return _request(answer["Item"]) if "Item" in answer else None

    def open(self, change: RequestChange) -> None:
        self._write(change, {"ConditionExpression": "attribute_not_exists(id)"})

    def commit(self, change: RequestChange) -> None:
        self._write(change, _as_read(change.request.revision - 1))

    def _write(self, change: RequestChange, condition: Item) -> None:
        put: Any = {"TableName": self._table, "Item": _item(change.request)}
        writes: list[TransactWriteItemTypeDef] = [{"Put": put | condition}]
        writes += [entry_write(self._ledger, entry) for entry in change.entries]
        writes += [self._message_write(message) for message in change.messages]
        writes += flag_writes(self._table, change)
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError as error:
            raise StaleRequestError(change.request.id) from error

    def _message_write(self, message: Message) -> TransactWriteItemTypeDef:
        return {
            "Put": {
                "TableName": self._outbox,
                "Item": to_item(message),
                "ConditionExpression": "attribute_not_exists(id)",
            }
        }

    def in_phase(self, phase: Phase, until: datetime | None = None) -> Iterator[Request]:
        condition, said = "#phase = :phase", values(phase=phase.value)
        names = {"#phase": "phase"}
        if until:
            condition += " AND #due_at <= :until"
            said |= values(until=as_text(until))
            names |= {"#due_at": "due_at"}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="by_due",
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=said,
        )
        # As text, moments stand to the second; the record knows better.
        found = _records(pages)
        return (each for each in found if until is None or each.due_at <= until)

    def of_subject(self, subject: str) -> list[Request]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="by_subject",
            KeyConditionExpression="#subject = :subject",
            ExpressionAttributeNames={"#subject": "subject"},
            ExpressionAttributeValues=values(subject=subject),
        )
        return sorted(_records(pages), key=lambda request: request.received_at, reverse=True)

    def every(self) -> Iterator[Request]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="attribute_exists(#state)",
            ExpressionAttributeNames={"#state": "state"},
        )
        return _records(pages)

    def purge(self, request: Request) -> None:
        try:
            with answered():
                self._client.delete_item(
                    TableName=self._table,
                    Key={"id": {"S": request.id}},
                    **_as_read(request.revision),
                )
        except ClientError as error:
            if condition_failed(error):
                raise StaleRequestError(request.id) from error
            raise


def _item(request: Request) -> Item:
    """The record, and beside it what the index by due date goes by."""
    found = to_item(request)
    return found | {"phase": {"S": request.phase.value}, "due_at": {"S": as_text(request.due_at)}}


def _as_read(revision: int) -> Item:
    return {
        "ConditionExpression": "#revision = :read",
        "ExpressionAttributeNames": {"#revision": "revision"},
        "ExpressionAttributeValues": values(read=revision),
    }


def _request(item: Item) -> Request:
    return msgspec.convert(from_item(item), Request)


def _records(pages: Iterable[Any]) -> Iterator[Request]:
    """Those that can be read: one that was edited beyond reading may not hide the others."""
    with answered():
        for page in pages:
            for item in page["Items"]:
                try:
                    yield _request(item)
                except msgspec.ValidationError:
                    log.error("a request can't be read", extra={"request": item["id"]["S"]})  # noqa: TRY400 — no traceback: it may quote an address
