"""A stage's tables as they were: their history, exports to the bucket, and copies to put back from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from domain.order_book import BookUnavailableError
from infra.account import Account, code_of
from infra.erased import Erased
from infra.stack import pauses
from infra.stages import StageError

RESTORED = ("shelf", "orders", "events", "subscribers", "sends", "requests", "ledger")
"""In this order. The outbox is left out: what waits in it would be sent again. Limits forget
themselves."""


class History(msgspec.Struct, frozen=True):
    """Between which moments a table can be brought back; none where it keeps no history."""

    table: str
    earliest: datetime | None = None
    latest: datetime | None = None


class Copy(msgspec.Struct, frozen=True):
    """A table's copy as it was, beside the table itself."""

    table: str
    source: str
    name: str
    there: int
    """Items in the copy."""
    here: int
    """Items in the shop's table now."""


class Recovery:
    """`tables` are the stage's, by their short names."""

    def __init__(self, account: Account, tables: Mapping[str, str]) -> None:
        self._account, self._tables = account, tables
        self._client = account.client("dynamodb")

    def histories(self) -> list[History]:
        """Raises StageError."""
        with self._account.answers():
            return [self._history(short) for short in RESTORED]

    def _history(self, short: str) -> History:
        said = self._client.describe_continuous_backups(TableName=self._tables[short])
        found = said["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
        if found.get("PointInTimeRecoveryStatus") != "ENABLED":
            return History(short)
        return History(
            short, found.get("EarliestRestorableDateTime"), found.get("LatestRestorableDateTime")
        )

    def export(self, bucket: str, owner: str, prefix: str) -> Iterator[tuple[str, str]]:
        """Each table, and where its export goes. Amazon goes on with it by itself. Raises StageError."""
        for short in RESTORED:
            with self._account.answers():
                arn = self._client.describe_table(TableName=self._tables[short])["Table"][
                    "TableArn"
                ]
                self._client.export_table_to_point_in_time(
                    TableArn=arn,
                    S3Bucket=bucket,
                    S3BucketOwner=owner,
                    S3Prefix=f"{prefix}/{short}",
                    S3SseAlgorithm="AES256",
                    ExportFormat="DYNAMODB_JSON",
                )
            yield short, f"s3://{bucket}/{prefix}/{short}/"

    def copy(self, short: str, at: datetime) -> Copy:
        """The copy as of that moment; made where it isn't there yet. Raises StageError."""
        source = self._tables[short]
        name = f"{source}-at-{at:%Y%m%dT%H%M}"
        with self._account.answers():
            try:
                self._client.restore_table_to_point_in_time(
                    SourceTableName=source, TargetTableName=name, RestoreDateTime=at
                )
            except ClientError as error:
                if code_of(error) not in {"TableAlreadyExistsException", "ResourceInUseException"}:
                    raise StageError(_not_then(error, short, at)) from error
            for pause in pauses():
                if self._client.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE":
                    break
                time.sleep(pause)
            return Copy(short, source, name, self._count(name), self._count(source))

    def _count(self, table: str) -> int:
        pages = self._client.get_paginator("scan").paginate(
            TableName=table, Select="COUNT", ConsistentRead=True
        )
        return sum(int(page["Count"]) for page in pages)

    def missing(self, copy: Copy) -> Iterator[dict[str, Any]]:
        """The copy's items that the shop's table hasn't. Raises StageError."""
        key = self._key(copy.source)
        here = set(self._items(copy.source, key))
        for item in self._items_whole(copy.name):
            if _key_of(item, key) not in here:
                yield item

    def erased_since(self, at: datetime, now: Callable[[], datetime]) -> Erased:
        """Raises StageError."""
        with self._account.answers():
            try:
                return Erased(self._client, self._tables, at, now)
            except BookUnavailableError as error:
                raise StageError(
                    f"Whose data was erased can't be looked up ({error}), so nothing was put back. "
                    "Run this again."
                ) from error

    def put_back(self, copy: Copy, item: dict[str, Any]) -> bool:
        """Whether it was put back; what is there by now stays as it is. Raises StageError."""
        with self._account.answers():
            try:
                self._client.put_item(
                    TableName=copy.source,
                    Item=item,
                    ConditionExpression="attribute_not_exists(#key)",
                    ExpressionAttributeNames={"#key": self._key(copy.source)[0]},
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def _key(self, table: str) -> tuple[str, ...]:
        with self._account.answers():
            schema = self._client.describe_table(TableName=table)["Table"]["KeySchema"]
        return tuple(each["AttributeName"] for each in schema)

    def _items(self, table: str, key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for item in self._items_whole(table):
            yield _key_of(item, key)

    def _items_whole(self, table: str) -> Iterator[dict[str, Any]]:
        with self._account.answers():
            for page in self._client.get_paginator("scan").paginate(
                TableName=table, ConsistentRead=True
            ):
                yield from page["Items"]


def _key_of(item: Mapping[str, Mapping[str, str]], key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(next(iter(item[name].values())) for name in key)


def _not_then(error: ClientError, short: str, at: datetime) -> str:
    said = error.response["Error"].get("Message", code_of(error))
    return (
        f"The table of {short} can't be brought back to {at:%Y-%m-%d %H:%M} UTC ({said}). "
        "`./shop backup` says between which moments it can. Nothing of the shop was changed."
    )
