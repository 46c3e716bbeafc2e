"""Who waits for what is sold out, in DynamoDB, beside the orders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domain.messages import Message
from domain.waiting import Step, Wait
from functions.adapters.dynamo import ConditionsFailedError
from functions.adapters.dynamo_beside_orders import BesideOrders
from functions.settings import Tables

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

PREFIX = "wait#"
"""What their keys begin with, and what stands for them in the index by status."""


class DynamoWaitingList(BesideOrders[Wait]):
    def __init__(self, client: DynamoDBClient, tables: Tables) -> None:
        super().__init__(client, tables, PREFIX, Wait)

    def put(self, wait: Wait, messages: Iterable[Message] = ()) -> None:
        # A mail that is there already says that they were asked today.
        with contextlib.suppress(ConditionsFailedError):
            self._put(self._item(wait, _status(wait.step)), messages)

    def get(self, step: Step, sku: str, subject: str) -> Wait | None:
        return self._at(f"{step}#{sku}#{subject}")

    def oldest(self, step: Step) -> Iterator[Wait]:
        return self._with_status(_status(step))


def _status(step: Step) -> str:
    return f"{PREFIX}{step}"
