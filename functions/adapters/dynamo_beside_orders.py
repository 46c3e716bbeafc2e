"""What stands beside the orders in their table in DynamoDB, by the same two indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import msgspec

from domain.messages import Message
from functions.adapters.dynamo import Item, answered, from_item, put_new, to_item, transact
from functions.adapters.dynamo_reading import indexed, item_at
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


class Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Named)


class BesideOrders(Generic[T]):
    """Records of one `kind`. Their keys begin with `prefix`, whose sign no order's id has."""

    def __init__(self, client: DynamoDBClient, tables: Tables, prefix: str, kind: type[T]) -> None:
        self._client = client
        self._table = tables.orders
        self._outbox = tables.outbox
        self._prefix = prefix
        self._kind = kind

    def of_subject(self, subject: str) -> list[T]:
        return list(self._found("subject", subject))

    def remove(self, record: T) -> None:
        with answered():
            self._client.delete_item(TableName=self._table, Key=key_beside(self._prefix, record.id))

    def _at(self, record_id: str) -> T | None:
        item = item_at(self._client, self._table, key_beside(self._prefix, record_id))
        return self._record(item) if item else None

    def _with_status(self, status: str) -> Iterator[T]:
        """The oldest first. `status` stands for the records in the index, and is no order's."""
        return self._found("status", status)

    def _found(self, attribute: str, wanted: str) -> Iterator[T]:
        for item in indexed(self._client, self._table, attribute, wanted):
            if item["id"]["S"].startswith(self._prefix):
                yield self._record(item)

    def _item(self, record: T, status: str) -> Item:
        key = key_beside(self._prefix, record.id)
        return {**to_item(record), **key, "status": {"S": status}}

    def _record(self, item: Item) -> T:
        found = from_item(item)
        return msgspec.convert(found | {"id": found["id"].removeprefix(self._prefix)}, self._kind)

    def _put_new(self, item: Item, messages: Iterable[Message]) -> None:
        """Raises ConditionsFailedError where the record or one of its mails is there."""
        self._write(put_new(self._table, item), messages)

    def _put(self, item: Item, messages: Iterable[Message]) -> None:
        """In place of what stands there. Raises ConditionsFailedError as to its mails alone."""
        self._write({"Put": {"TableName": self._table, "Item": item}}, messages)

    def _write(self, put: TransactWriteItemTypeDef, messages: Iterable[Message]) -> None:
        mails = [put_new(self._outbox, to_item(message)) for message in messages]
        with answered():
            transact(self._client, [put, *mails])


def key_beside(prefix: str, record_id: str) -> Any:  # noqa: ANN401 — the shape fits every request alike
    return {"id": {"S": f"{prefix}{record_id}"}}
