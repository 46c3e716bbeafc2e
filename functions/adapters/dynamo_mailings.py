"""Letters that are being sent, in DynamoDB: one item a recipient, and the mailing's own beside them.

| letter | recipient | what it is |
| --- | --- | --- |
| `#mailings` | the letter's slug | the mailing, so that all of them are found by one query |
| slug | `#part-<hash>-<n>` | what it says, packed, in parts of less than an item may have |
| slug | `#counts` | bounces, complaints and goodbyes, changed by ADD alone |
| slug, `#` and the first digit | keyed hash of an address | what became of it there |
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.letters import LetterContent
from domain.mailings import (
    ContentFixedError,
    Counts,
    Happening,
    Mailing,
    MailingState,
    Send,
    StaleMailingError,
)
from domain.messages import Message
from domain.order_book import BookUnavailableError
from functions.adapters.dynamo import (
    ConditionsFailedError,
    Item,
    answered,
    as_read,
    condition_failed,
    from_item,
    put_new,
    to_item,
    transact,
    values,
)
from functions.adapters.dynamo_events import event_put
from functions.adapters.dynamo_sends import DynamoSends, key_of, send_item
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

ALL = "#mailings"
COUNTS = "#counts"
PART = 300_000
"""Bytes; an item may have 400 KB."""


class DynamoMailings(DynamoSends):
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        super().__init__(client, tables.sends)
        self._tables = tables

    def get(self, slug: str) -> Mailing | None:
        item = self._get(ALL, slug)
        return _mailing(item) if item else None

    def every(self) -> list[Mailing]:
        found = [_mailing(item) for page in self._pages(ALL) for item in page]
        return sorted(found, key=lambda each: each.created_at, reverse=True)

    def prepare(self, mailing: Mailing, content: LetterContent) -> Mailing:
        stands = self.get(mailing.slug)
        if stands and stands.sha256 == mailing.sha256:
            return stands
        if stands and stands.state is not MailingState.PREPARING:
            raise ContentFixedError(mailing.slug)
        revision = stands.revision + 1 if stands else 1
        parts = self._keep(content)
        new = msgspec.structs.replace(mailing, parts=parts, revision=revision)
        try:
            self.commit(new)
        except StaleMailingError:
            return self.prepare(mailing, content)
        return new

    def _keep(self, content: LetterContent) -> int:
        """What it says, under its own hash; how many parts that took."""
        packed = gzip.compress(msgspec.json.encode(content), mtime=0)
        parts = [packed[at : at + PART] for at in range(0, len(packed), PART)]
        for number, part in enumerate(parts):
            key = key_of(content.slug, _part(content.sha256, number))
            with answered():
                self._client.put_item(TableName=self._table, Item={**key, "packed": {"B": part}})
        return len(parts)

    def content(self, mailing: Mailing) -> LetterContent:
        items = [
            self._get(mailing.slug, _part(mailing.sha256, number))
            for number in range(mailing.parts)
        ]
        packed = b"".join(item["packed"]["B"] for item in items if item)
        content = msgspec.json.decode(gzip.decompress(packed), type=LetterContent)
        if content.sha256 != mailing.sha256:
            raise BookUnavailableError("content")
        return content

    def commit(self, mailing: Mailing, messages: Sequence[Message] = ()) -> None:
        writes: list[TransactWriteItemTypeDef] = [{"Put": self._mailing_put(mailing)}]
        writes += [put_new(self._tables.outbox, to_item(message)) for message in messages]
        try:
            with answered():
                if messages:
                    transact(self._client, writes)
                else:
                    self._client.put_item(**self._mailing_put(mailing))
        except ConditionsFailedError as error:
            raise StaleMailingError(mailing.slug) from error
        except ClientError as error:
            if condition_failed(error):
                raise StaleMailingError(mailing.slug) from error
            raise

    def _mailing_put(self, mailing: Mailing) -> Any:  # noqa: ANN401 — the shape fits put_item and Put alike
        put = {"TableName": self._table, "Item": to_item(mailing) | key_of(ALL, mailing.slug)}
        if mailing.revision == 1:
            return put | {"ConditionExpression": "attribute_not_exists(letter)"}
        return put | as_read(mailing.revision - 1)

    def add(self, slug: str, recipients: Sequence[str]) -> int:
        missing = list(dict.fromkeys(recipients))
        while missing:
            try:
                with answered():
                    transact(self._client, [self._is_prepared(slug), *self._puts(slug, missing)])
            except ConditionsFailedError as error:
                if 0 in error.failed:
                    raise StaleMailingError(slug) from error
                missing = [
                    each for at, each in enumerate(missing, start=1) if at not in error.failed
                ]
                continue
            return len(missing)
        return 0

    def _is_prepared(self, slug: str) -> TransactWriteItemTypeDef:
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": key_of(ALL, slug),
                "ConditionExpression": "#state = :preparing",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": values(preparing=MailingState.PREPARING.value),
            }
        }

    def _puts(self, slug: str, recipients: list[str]) -> list[TransactWriteItemTypeDef]:
        return [
            put_new(self._table, send_item(slug, Send(recipient)), "letter")
            for recipient in recipients
        ]

    def count(self, slug: str, what: Happening) -> None:
        with answered():
            self._client.update_item(**self._counting(slug, what))

    def count_once(self, event_id: str, slug: str, what: Happening, at: datetime) -> bool:
        event = event_put(self._tables.events, event_id, at)
        try:
            with answered():
                transact(self._client, [{"Put": event}, {"Update": self._counting(slug, what)}])
        except ConditionsFailedError:
            return False
        return True

    def _counting(self, slug: str, what: Happening) -> Any:  # noqa: ANN401 — as _mailing_put
        return {
            "TableName": self._table,
            "Key": key_of(slug, COUNTS),
            "UpdateExpression": "ADD #what :one",
            "ExpressionAttributeNames": {"#what": what},
            "ExpressionAttributeValues": values(one=1),
        }

    def counts(self, slug: str) -> Counts:
        item = self._get(slug, COUNTS)
        return msgspec.convert(from_item(item), Counts) if item else Counts()


def _mailing(item: Item) -> Mailing:
    return msgspec.convert(from_item(item), Mailing)


def _part(sha256: str, number: int) -> str:
    return f"#part-{sha256[:16]}-{number}"
