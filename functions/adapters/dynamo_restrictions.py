"""The flags on people's data that is set aside: they stand beside the requests in DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from domain.requests import RequestChange
from domain.restriction import Restriction
from functions.adapters.dynamo import Item, from_item, to_item, values
from functions.adapters.dynamo_reading import item_at, items_of
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

PHASE = "set_aside"
"""Among the phases of requests, for the index by which the clock finds what is due."""


class DynamoRestrictions:
    """All that a function needs which only asks whether it may use something."""

    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        self._client = client
        self._table = tables.requests

    def restriction(self, subject: str) -> Restriction | None:
        item = item_at(self._client, self._table, _key(subject))
        return _restriction(item) if item else None

    def restrictions(self, until: datetime | None = None) -> Iterator[Restriction]:
        found = map(_restriction, self._due(PHASE, until))
        return (each for each in found if until is None or each.due_at <= until)

    def _due(self, phase: str, until: datetime | None) -> Iterator[Item]:
        """The earliest first. As text, moments stand to the second; the record knows better."""
        condition, said = "#phase = :phase", values(phase=phase)
        names = {"#phase": "phase"}
        if until:
            condition += " AND #due_at <= :until"
            said |= values(until=as_text(until))
            names |= {"#due_at": "due_at"}
        return items_of(
            self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName="by_due",
                KeyConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=said,
            )
        )


def flag_writes(table: str, change: RequestChange) -> Iterator[TransactWriteItemTypeDef]:
    """A flag is lifted on condition that it is still that request's."""
    if flag := change.sets:
        yield {"Put": {"TableName": table, "Item": _item(flag)}}
    if flag := change.lifts:
        yield {
            "Delete": {
                "TableName": table,
                "Key": _key(flag.subject),
                "ConditionExpression": "#request = :request",
                "ExpressionAttributeNames": {"#request": "request"},
                "ExpressionAttributeValues": values(request=flag.request),
            }
        }


def as_text(at: datetime) -> str:
    """To the second and rounded up, so that no moment stands before a later one."""
    whole = at.replace(microsecond=0) + timedelta(seconds=at.microsecond > 0)
    text: str = msgspec.to_builtins(whole)
    return text


def _key(subject: str) -> Item:
    return {"id": {"S": f"restriction#{subject}"}}


def _item(flag: Restriction) -> Item:
    """Without an attribute named `subject`: the index of a person's requests holds requests alone."""
    item = to_item(flag)
    item["person"] = item.pop("subject")
    return (
        item | _key(flag.subject) | {"phase": {"S": PHASE}, "due_at": {"S": as_text(flag.due_at)}}
    )


def _restriction(item: Item) -> Restriction:
    said: dict[str, Any] = from_item(item)
    return msgspec.convert(said | {"subject": said["person"]}, Restriction)
