"""Privacy requests in DynamoDB: every change one transaction over requests, ledger and outbox."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.requests import Phase, Request, RequestChange, StaleRequestError
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    as_read,
    condition_failed,
    from_item,
    put_entry,
    put_new,
    to_item,
    transact,
)
from functions.adapters.dynamo_reading import indexed, item_at, items_of
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
        item = item_at(self._client, self._table, {"id": {"S": request_id}})
        return _request(item) if item else None

    def open(self, change: RequestChange) -> None:
        self._write(change, put_new(self._table, _item(change.request)))

    def commit(self, change: RequestChange) -> None:
        put: Any = {"TableName": self._table, "Item": _item(change.request)}
        self._write(change, {"Put": put | as_read(change.request.revision - 1)})

    def _write(self, change: RequestChange, put: TransactWriteItemTypeDef) -> None:
        writes = [put, *(put_entry(self._ledger, entry) for entry in change.entries)]
        writes += [put_new(self._outbox, to_item(message)) for message in change.messages]
        writes += flag_writes(self._table, change)
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError as error:
            raise StaleRequestError(change.request.id) from error

    def in_phase(self, phase: Phase, until: datetime | None = None) -> Iterator[Request]:
        found = _records(self._due(phase.value, until))
        return (each for each in found if until is None or each.due_at <= until)

    def of_subject(self, subject: str) -> list[Request]:
        found = _records(indexed(self._client, self._table, "subject", subject))
        return sorted(found, key=lambda request: request.received_at, reverse=True)

    def every(self) -> Iterator[Request]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="attribute_exists(#state)",
            ExpressionAttributeNames={"#state": "state"},
        )
        return _records(items_of(pages))

    def purge(self, request: Request) -> None:
        try:
            with answered():
                self._client.delete_item(
                    TableName=self._table,
                    Key={"id": {"S": request.id}},
                    **as_read(request.revision),
                )
        except ClientError as error:
            if condition_failed(error):
                raise StaleRequestError(request.id) from error
            raise


def _item(request: Request) -> Item:
    """The record, and beside it what the index by due date goes by."""
    found = to_item(request)
    return found | {"phase": {"S": request.phase.value}, "due_at": {"S": as_text(request.due_at)}}


def _request(item: Item) -> Request:
    return msgspec.convert(from_item(item), Request)


def _records(items: Iterable[Item]) -> Iterator[Request]:
    """Those that can be read: one that was edited beyond reading may not hide the others."""
    for item in items:
        try:
            yield _request(item)
        except msgspec.ValidationError:
            log.error("a request can't be read", extra={"request": item["id"]["S"]})  # noqa: TRY400 — no traceback: it may quote an address
