"""When a form was opened, signed: what is sent back at once, or long after, was sent by a program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import itsdangerous

SOONEST = timedelta(seconds=2)
"""Nobody reads a form and types an address in less."""

LATEST = timedelta(hours=24)


class StampError(Exception):
    """A form without a stamp that counts: none, a made-up one, too young or too old.

    A `young` one counts in a moment.
    """

    def __init__(self, *, young: bool = False) -> None:
        self.young = young
        super().__init__("young" if young else "none")


class Stamps:
    """Keys come newest first, as for orders. A stamp says a moment, and nothing of who asked."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or not all(keys):
            raise ValueError("at least one token key is needed, and none may be empty")
        self._serializer = itsdangerous.URLSafeSerializer(list(reversed(keys)), salt="letter/stamp")

    def make(self, now: datetime) -> str:
        return self._serializer.dumps(int(now.timestamp()))

    def check(self, stamp: str, now: datetime) -> None:
        """Raises StampError."""
        try:
            age = now.timestamp() - float(self._serializer.loads(stamp))
        except (itsdangerous.BadData, TypeError, ValueError) as error:
            raise StampError from error
        if not 0 <= age <= LATEST.total_seconds():
            raise StampError
        if age < SOONEST.total_seconds():
            raise StampError(young=True)
