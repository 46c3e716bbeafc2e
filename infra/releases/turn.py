"""Whose turn it is to publish: one at a time, whether on this machine or on another.

The turn is an item of the shelf's table with an end, so that whoever dies holds nobody up for
long. A machine knows its own turn again: what was killed there can be run again at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import platform
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.dynamo import condition_failed, from_item, to_item, values

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

KEY = "publishing"
LASTS = timedelta(minutes=15)
RENEWED = timedelta(minutes=1)
"""How often whoever publishes says that it still does."""


OURS = "holder = :holder"
FREE = f"attribute_not_exists(sku) OR {OURS} OR ends_at < :now"


class NotYourTurnError(Exception):
    """Somebody else is publishing; the message says who, and when to try again."""


class Turn:
    """`holder` tells this machine from others, `who` is for people."""

    def __init__(
        self, client: DynamoDBClient, table: str, holder: str, who: str, now: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._table = table
        self._holder = holder
        self._who = who
        self._now = now
        self._renewed_at = datetime.min.replace(tzinfo=UTC)

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Raises NotYourTurnError."""
        self._take(FREE)
        try:
            yield
        except BaseException:
            # What went wrong is what has to be told, and the turn ends by itself.
            with contextlib.suppress(ClientError, BotoCoreError):
                self._give_back()
            raise
        self._give_back()

    def keep(self) -> None:
        """Say that it still goes on; asked as often as you like. Raises NotYourTurnError."""
        if self._now() - self._renewed_at >= RENEWED:
            self.make_sure()

    def make_sure(self) -> None:
        """Before what can't be done by two. Raises NotYourTurnError."""
        self._take(OURS)

    def _take(self, condition: str) -> None:
        now = self._now()
        item = {"sku": KEY, "holder": self._holder, "who": self._who}
        asked = values(holder=self._holder)
        if ":now" in condition:
            asked |= values(now=int(now.timestamp()))
        try:
            self._client.put_item(
                TableName=self._table,
                Item=to_item(item | {"ends_at": int((now + LASTS).timestamp())}),
                ConditionExpression=condition,
                ExpressionAttributeValues=asked,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if not condition_failed(error):
                raise
            raise NotYourTurnError(self._words(error)) from error
        self._renewed_at = now

    def _words(self, error: ClientError) -> str:
        response: Any = error.response
        item = from_item(response.get("Item", {}))
        if not item:
            return "Somebody else has published in the meantime. Run this again."
        ends_at = datetime.fromtimestamp(item["ends_at"], UTC)
        minutes = max(1, -(-int((ends_at - self._now()).total_seconds()) // 60))
        return (
            f"{item['who']} is publishing. Wait until that is done, or run this again in "
            f"{minutes} {'minute' if minutes == 1 else 'minutes'} if it was cut off."
        )

    def _give_back(self) -> None:
        try:
            self._client.delete_item(
                TableName=self._table,
                Key=to_item({"sku": KEY}),
                ConditionExpression=OURS,
                ExpressionAttributeValues=values(holder=self._holder),
            )
        except ClientError as error:
            if not condition_failed(error):
                raise


def who() -> str:
    """Whoever asks later is told this: “ada on workbench”."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "Somebody"
    return f"{name} on {platform.node() or 'another machine'}"


@contextlib.contextmanager
def this_machine(file: Path) -> Iterator[str]:
    """What this machine is known by, from a file that only one program at a time can hold.

    Raises NotYourTurnError where another one does.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NotYourTurnError(
                "Another command on this machine is publishing. Wait until that is done."
            ) from error
        held.seek(0)
        known = held.read().strip()
        if not known:
            known = uuid.uuid4().hex
            held.write(known)
            held.flush()
        yield known
