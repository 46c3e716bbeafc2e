"""The readers' book in DynamoDB: a record a reader, and beside them what waits to be taken up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.messages import Message
from domain.subscribers import (
    ASK_KEPT,
    SUPPRESSED,
    Ask,
    StaleSubscriberError,
    Standing,
    Subscriber,
    SubscriberChange,
    no_milder,
)
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    as_read,
    condition_failed,
    from_item,
    put_new,
    put_revision,
    to_item,
    transact,
    values,
)
from functions.adapters.dynamo_reading import indexed, item_at, items_of
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

log = logging.getLogger(__name__)

CONSENT = ("consent", "confirmed_at")
MOVE = "moved_to"
PERSONAL = tuple(
    name
    for name in Subscriber.__struct_fields__
    if name not in {"id", "standing", "since", "revision", MOVE, *CONSENT}
)
"""Whatever a record holds that isn't the proof of a yes, or of a goodbye: those to come too.

Where somebody has moved to isn't among it: a letter that they got before has to end the letters.
"""


class DynamoSubscriberBook:
    def __init__(self, client: DynamoDBClient, tables: Tables, now: Callable[[], datetime]) -> None:
        self._client = client
        self._table = tables.subscribers
        self._outbox = tables.outbox
        self._now = now

    def get(self, subscriber_id: str) -> Subscriber | None:
        item = self._item(subscriber_id)
        return msgspec.convert(item, Subscriber) if item else None

    def ask(self, ask: Ask, message: Message) -> None:
        """A failed condition is the cap on mails to one mailbox, and no error to anybody."""
        expire_at = int((ask.asked_at + ASK_KEPT).timestamp())
        item = to_item(ask) | {"id": {"S": _key(ask)}, "expire_at": {"N": str(expire_at)}}
        put: TransactWriteItemTypeDef = {"Put": {"TableName": self._table, "Item": item}}
        self._write([put, put_new(self._outbox, to_item(message))])

    def asked(self, what: str, subscriber_id: str) -> Ask | None:
        item = self._item(f"ask#{what}#{subscriber_id}")
        ask = msgspec.convert(item, Ask) if item else None
        return ask if ask and not ask.is_forgotten(self._now()) else None

    def commit(self, change: SubscriberChange) -> None:
        writes = [put_new(self._outbox, to_item(each)) for each in change.messages]
        writes += [self._deleted(each.id, "revision", each.revision) for each in change.forgets]
        writes += [
            put_revision(self._table, to_item(each), each.revision) for each in change.records
        ]
        if taken := change.takes:
            asked_at: str = msgspec.to_builtins(taken.asked_at)
            writes.append(self._deleted(_key(taken), "asked_at", asked_at))
        if not self._write(writes):
            raise StaleSubscriberError

    def suppress(self, subscriber_id: str, standing: Standing, at: datetime) -> bool:
        before = self._ended(subscriber_id, standing, at, PERSONAL)
        return before is not None and before.get("standing") not in {None, *SUPPRESSED}

    def forget(self, subscriber_id: str, at: datetime) -> None:
        all_else = (*PERSONAL, *CONSENT, MOVE)
        if self._ended(subscriber_id, Standing.LEFT, at, all_else) is None:
            with answered():
                self._client.update_item(
                    TableName=self._table,
                    Key={"id": {"S": subscriber_id}},
                    UpdateExpression="SET #revision = #revision + :one" + _removing(all_else),
                    ExpressionAttributeNames=_named("revision", *all_else),
                    ExpressionAttributeValues=values(one=1),
                )
        for what in ("join", "choices"):
            with answered():
                key = f"ask#{what}#{subscriber_id}"
                self._client.delete_item(TableName=self._table, Key={"id": {"S": key}})

    def lapsing(self, now: datetime) -> Iterator[Subscriber]:
        # As text, a moment with fractions of a second stands before the same one without.
        until: str = msgspec.to_builtins(now + timedelta(seconds=1))
        for standing in (Standing.PENDING, Standing.SUBSCRIBED):
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName="by_due",
                KeyConditionExpression="#standing = :standing AND #due_at <= :until",
                ExpressionAttributeNames=_named("standing", "due_at"),
                ExpressionAttributeValues=values(standing=standing.value, until=until),
            )
            for record in _records(items_of(pages)):
                if record.due_at and record.due_at <= now:
                    yield record

    def moving_here(self, subscriber_id: str) -> Iterator[Subscriber]:
        return self._pointing("moving_id", subscriber_id)

    def moved_here(self, subscriber_id: str) -> Iterator[Subscriber]:
        return self._pointing(MOVE, subscriber_id)

    def every(self) -> Iterator[Subscriber]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="attribute_exists(#standing)",
            ExpressionAttributeNames=_named("standing"),
        )
        return _records(items_of(pages))

    def _pointing(self, attribute: str, subscriber_id: str) -> Iterator[Subscriber]:
        """The index may be behind: what it names is read anew, and left out where that is over."""
        items = indexed(self._client, self._table, attribute, subscriber_id)
        found = [item["id"]["S"] for item in items]
        for record in map(self.get, found):
            if record and getattr(record, attribute) == subscriber_id:
                yield record

    def _item(self, key: str) -> Item | None:
        item = item_at(self._client, self._table, {"id": {"S": key}})
        return from_item(item) if item else None

    def _write(self, writes: list[TransactWriteItemTypeDef]) -> bool:
        """Whether all of it is written; none where a condition failed."""
        try:
            with answered():
                transact(self._client, writes)
        except ConditionsFailedError:
            return False
        return True

    def _deleted(self, key: str, attribute: str, read: str | int) -> TransactWriteItemTypeDef:
        delete: Any = {"TableName": self._table, "Key": {"id": {"S": key}}}
        return {"Delete": delete | as_read(read, attribute)}

    def _ended(
        self, subscriber_id: str, standing: Standing, at: datetime, removed: tuple[str, ...]
    ) -> Item | None:
        """The record as it was, empty where there was none; None where it had ended before."""
        ended = {f"ended{n}": each.value for n, each in enumerate(no_milder(standing))}
        among = ", ".join(f":{name}" for name in ended)
        sets = (
            "SET #standing = :standing, #since = :at, "
            "#revision = if_not_exists(#revision, :none) + :one"
        )
        since: str = msgspec.to_builtins(at)
        try:
            with answered():
                answer = self._client.update_item(
                    TableName=self._table,
                    Key={"id": {"S": subscriber_id}},
                    UpdateExpression=sets + _removing(removed),
                    ConditionExpression=(
                        f"attribute_not_exists(#standing) OR NOT #standing IN ({among})"
                    ),
                    ExpressionAttributeNames=_named("standing", "since", "revision", *removed),
                    ExpressionAttributeValues=values(
                        standing=standing.value, at=since, none=0, one=1, **ended
                    ),
                    ReturnValues="ALL_OLD",
                )
        except ClientError as error:
            if condition_failed(error):
                return None
            raise
        return from_item(answer.get("Attributes", {}))


def _key(ask: Ask) -> str:
    return f"ask#{ask.what}#{ask.subscriber}"


def _named(*names: str) -> dict[str, str]:
    return {f"#{name}": name for name in names}


def _removing(names: Iterable[str]) -> str:
    return " REMOVE " + ", ".join(f"#{name}" for name in names)


def _records(items: Iterable[Item]) -> Iterator[Subscriber]:
    """Those that can be read: one that was edited beyond reading may not hide the others."""
    for item in items:
        try:
            yield msgspec.convert(from_item(item), Subscriber)
        except msgspec.ValidationError:
            log.error("a subscriber can't be read", extra={"subscriber": item["id"]["S"]})  # noqa: TRY400 — no traceback: it may quote an address
