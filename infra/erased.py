"""Whose data was erased since a moment: putting a table back brings none of it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from domain.kept_orders import bared
from domain.orders import Order
from domain.request_states import State, Type
from domain.requests import Request
from functions.adapters.dynamo import Item, from_item, to_item
from functions.adapters.dynamo_requests import DynamoRequestBook
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

ERASURES = frozenset({Type.ERASURE, Type.CHILD})
ERASED = frozenset({State.EXECUTING, State.FULFILLED, State.PARTIALLY_FULFILLED})
PERSONAL = frozenset({"orders", "subscribers", "sends"})
"""Tables that an erasure takes something out of; of a request its own record stays, for two years."""

TOMBSTONE = frozenset({"id", "standing", "since", "revision"})
"""All that is left of a reader who had themselves forgotten."""


class Erased:
    """`tables` are the stage's. Raises BookUnavailableError."""

    def __init__(
        self,
        client: DynamoDBClient,
        tables: Mapping[str, str],
        since: datetime,
        now: Callable[[], datetime],
    ) -> None:
        self._now = now
        names = Tables(**tables)
        self._readers = DynamoSubscriberBook(client, names, now)
        self._people = {
            each.subject
            for each in DynamoRequestBook(client, names).every()
            if each.type in ERASURES and each.state in ERASED and _done_at(each) >= since
        }
        pages = client.get_paginator("scan").paginate(TableName=names.subscribers)
        self._forgotten = {
            item["id"]["S"] for page in pages for item in page["Items"] if item.keys() <= TOMBSTONE
        }

    def as_put_back(self, table: str, item: Item) -> Item | None:
        """An order without whom it was for, and nothing else of somebody whose data was erased."""
        gone = self._people if table == "orders" else self._people | self._forgotten
        if table not in PERSONAL or not _whose(item) & gone:
            return item
        if table != "orders" or "#" in item["id"]["S"]:
            return None
        try:
            return to_item(bared(msgspec.convert(from_item(item), Order), self._now()))
        except (ValueError, msgspec.ValidationError):  # not paid for yet, or beyond reading
            return None

    def keep_away(self) -> None:
        """No list brings them back as readers, also where that was among what was lost."""
        for subject in sorted(self._people):
            self._readers.forget(subject, self._now())


def _done_at(request: Request) -> datetime:
    return request.closed_at or request.changed_at


def _whose(item: Item) -> set[str]:
    """The keyed hashes that a record is found by: what its key ends with is one, or is none."""
    named = [item[name]["S"] for name in ("subject", "recipient", "id") if name in item]
    return {each.rpartition("#")[2] for each in named}
