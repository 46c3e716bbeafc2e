"""What every DynamoDB adapter shares: items, errors, and trying again where AWS asks for it."""

from __future__ import annotations

import contextlib
import itertools
import random
import time
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from domain.ledger import Entry
from domain.order_book import BookUnavailableError

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

Item = dict[str, Any]

ATTEMPTS = 8
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
"""Seconds: all pauses of a write together are under four, and two on average."""

BUSY = frozenset(
    {
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
        "ThrottlingError",
        "ThrottlingException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
    }
)


class BusyError(Exception):
    """DynamoDB asked to be tried again, with the same token if it had one."""


class ConditionsFailedError(Exception):
    """A transaction's conditions that failed: index of the write → the item as it stands."""

    def __init__(self, failed: dict[int, Item]) -> None:
        self.failed = failed
        super().__init__(f"conditions {sorted(failed)} failed")


def attempts() -> Iterator[int]:
    """Eight, each after a pause by chance that may be twice as long as the one before.

    By chance, so that whoever met doesn't meet again (AWS calls it full jitter).
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
            time.sleep(random.uniform(0, longest))  # noqa: S311 (nothing secret about it)
        yield attempt


def to_item(record: object) -> Item:
    """A struct as a DynamoDB item; what is None is left out."""
    return _fields(msgspec.to_builtins(record))


def _fields(values: dict[str, Any]) -> Item:
    return {name: _to_dynamo(value) for name, value in values.items() if value is not None}


def _to_dynamo(value: object) -> Item:
    """What our records are made of, and nothing else: boto3's own covers all and takes longer."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case dict():
            return {"M": _fields(value)}
        case list() | tuple():
            return {"L": [_to_dynamo(part) for part in value]}
    raise TypeError(f"{type(value).__name__} has no place in an item.")


def from_item(item: Item) -> Item:
    """A DynamoDB item as plain values.

    What no record of ours holds (a fraction, a set, bytes) stays as DynamoDB wrote it, for
    whoever makes a record of it to refuse.
    """
    return {name: _from_dynamo(value) for name, value in item.items()}


def _from_dynamo(typed: Item) -> Any:  # noqa: ANN401 — DynamoDB's own tree of values
    ((kind, value),) = typed.items()
    match kind:
        case "N":
            return int(value) if value.lstrip("-").isdigit() else value
        case "M":
            return from_item(value)
        case "L":
            return [_from_dynamo(part) for part in value]
        case "NULL":
            return None
    return value


def values(**named: str | int) -> Item:
    """Expression values: `values(q=1)` is `{":q": {"N": "1"}}`."""
    return {f":{name}": _to_dynamo(value) for name, value in named.items()}


@contextlib.contextmanager
def answered() -> Iterator[None]:
    """Turn what botocore raises into the domain's words; failed conditions pass through."""
    try:
        yield
    except BusyError as error:
        raise BookUnavailableError("busy") from error
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise
        raise BookUnavailableError(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise BookUnavailableError(type(error).__name__) from error


def condition_failed(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


def as_read(read: str | int, attribute: str = "revision") -> Any:  # noqa: ANN401 — the shape fits every write alike
    """Parts of a write that goes through only where the item stands as it was read."""
    return {
        "ConditionExpression": "#read = :read",
        "ExpressionAttributeNames": {"#read": attribute},
        "ExpressionAttributeValues": values(read=read),
    }


def put_new(table: str, item: Item, key: str = "id") -> TransactWriteItemTypeDef:
    """The write of an item for a transaction, refused where one stands under its key."""
    return {
        "Put": {
            "TableName": table,
            "Item": item,
            "ConditionExpression": f"attribute_not_exists({key})",
        }
    }


def transact(client: DynamoDBClient, writes: list[TransactWriteItemTypeDef]) -> None:
    """All of the writes or none. Raises ConditionsFailedError, BusyError or ClientError.

    One token for all attempts: one that is still at work, or whose answer was lost, isn't
    mistaken for somebody else's write.
    """
    token = str(uuid.uuid4())
    busy = BusyError()
    for _ in attempts():
        try:
            _transact(client, writes, token)
        except BusyError as error:
            busy = error
        else:
            return
    raise busy


def _transact(client: DynamoDBClient, writes: list[TransactWriteItemTypeDef], token: str) -> None:
    try:
        client.transact_write_items(TransactItems=writes, ClientRequestToken=token)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in BUSY:
            raise BusyError(code) from error
        if code != "TransactionCanceledException":
            raise
        reasons: list[Item] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]  # not in boto's general error shape
        failed = {
            index: from_item(reason.get("Item", {}))
            for index, reason in enumerate(reasons)
            if reason.get("Code") == "ConditionalCheckFailed"
        }
        if failed:
            raise ConditionsFailedError(failed) from error
        codes = {reason.get("Code") for reason in reasons} - {"None", None}
        if codes and codes <= BUSY:
            raise BusyError(", ".join(sorted(map(str, codes)))) from error
        raise


def put_entry(table: str, entry: Entry) -> TransactWriteItemTypeDef:
    """The write of a ledger's entry for a transaction, refused where its place is taken."""
    return put_new(table, to_item(entry), "chain")


def put_revision(table: str, item: Item, revision: int) -> TransactWriteItemTypeDef:
    """The write of a record for a transaction, refused where the revision before it doesn't stand."""
    if revision == 1:
        return put_new(table, item)
    put: Any = {"TableName": table, "Item": item}
    return {"Put": put | as_read(revision - 1)}


def batches(things: list[Any], size: int) -> Iterable[list[Any]]:
    remaining = iter(things)
    while batch := list(itertools.islice(remaining, size)):
        yield batch
