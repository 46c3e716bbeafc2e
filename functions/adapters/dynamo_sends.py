"""What became of a letter at each of its readers: one item each, changed where it stands as read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from domain.mailings import Send, SendState
from functions.adapters.dynamo import (
    Item,
    answered,
    condition_failed,
    from_item,
    to_item,
    values,
)
from functions.adapters.dynamo_reading import item_at, read_each

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

SHARES = "0123456789abcdef"
"""A letter's readers lie under sixteen keys, shared out by the first digit of their ids.

DynamoDB writes a thousand items a second under one key, and each letter takes two. The shares in
this order, and the readers in each, are in the order of their ids.
"""

PAGE = 1000
OPEN = (SendState.WAITING, SendState.SENDING)


class DynamoSends:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def open(self, slug: str, after: str = "") -> Iterator[Send]:
        for digit in SHARES[SHARES.index(after[0]) :] if after else SHARES:
            for page in self._pages(share(slug, digit), after, only_open=True):
                yield from map(_send, page)

    def tally(self, slug: str) -> dict[SendState, int]:
        counted = Counter[SendState]()
        for digit in SHARES:
            for page in self._pages(share(slug, digit)):
                counted.update(SendState(item["state"]["S"]) for item in page)
        return dict(counted)

    def send(self, slug: str, recipient: str) -> Send | None:
        item = self._get(share(slug, recipient), recipient)
        return _send(item) if item else None

    def earlier(self, slugs: Sequence[str], recipient: str) -> list[Send]:
        with answered():
            keys = [send_key(slug, recipient) for slug in slugs]
            return [_send(item) for item in read_each(self._client, self._table, keys)]

    def claim(self, slug: str, send: Send, at: datetime) -> bool:
        return self._if_it_stands(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=send_key(slug, send.recipient),
                UpdateExpression="SET #state = :sending, claimed_at = :at",
                # What was claimed with this very time is this claim, whose answer got lost.
                ConditionExpression=(
                    "#state = :waiting OR (#state = :sending AND claimed_at = :at)"
                ),
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues=values(
                    waiting=SendState.WAITING.value,
                    sending=SendState.SENDING.value,
                    at=msgspec.to_builtins(at),
                ),
            )
        )

    def settle(self, slug: str, old: Send, new: Send) -> bool:
        stands, known = "attribute_not_exists(claimed_at)", values(state=old.state.value)
        if old.claimed_at is not None:
            stands, known = (
                "claimed_at = :at",
                known | values(at=msgspec.to_builtins(old.claimed_at)),
            )
        return self._if_it_stands(
            lambda: self._client.put_item(
                TableName=self._table,
                Item=send_item(slug, new),
                ConditionExpression=f"#state = :state AND {stands}",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues=known,
            )
        )

    def _if_it_stands(self, write: Any) -> bool:  # noqa: ANN401 — a call of boto3's
        try:
            with answered():
                write()
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def _get(self, letter: str, recipient: str) -> Item | None:
        return item_at(self._client, self._table, key_of(letter, recipient))

    def _pages(
        self, letter: str, after: str = "", *, only_open: bool = False
    ) -> Iterator[list[Item]]:
        """Page by page, as they are asked for: a letter may go to very many."""
        asked: Any = {
            "TableName": self._table,
            "KeyConditionExpression": "letter = :letter",
            "ExpressionAttributeValues": values(letter=letter),
            "ConsistentRead": True,
            "PaginationConfig": {"PageSize": PAGE},
        }
        if after:
            asked["KeyConditionExpression"] += " AND recipient > :after"
            asked["ExpressionAttributeValues"] |= values(after=after)
        if only_open:
            waiting, sending = OPEN
            asked["FilterExpression"] = "#state IN (:waiting, :sending)"
            asked["ExpressionAttributeNames"] = {"#state": "state"}
            asked["ExpressionAttributeValues"] |= values(
                waiting=waiting.value, sending=sending.value
            )
        pages = iter(self._client.get_paginator("query").paginate(**asked))
        while True:
            with answered():
                page = next(pages, None)
            if page is None:
                return
            yield page["Items"]


def key_of(letter: str, recipient: str) -> Item:
    return {"letter": {"S": letter}, "recipient": {"S": recipient}}


def share(slug: str, recipient: str) -> str:
    """The key under which that reader's record of the letter lies."""
    return f"{slug}#{recipient[0]}"


def letter_of(share: str) -> str:
    """The slug of the letter to which the share belongs."""
    return share.rpartition("#")[0]


def send_key(slug: str, recipient: str) -> Item:
    return key_of(share(slug, recipient), recipient)


def send_item(slug: str, send: Send) -> Item:
    return to_item(send) | send_key(slug, send.recipient)


def _send(item: Item) -> Send:
    return msgspec.convert(from_item(item), Send)
