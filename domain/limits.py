"""How much one network may ask for, so that testing cards and hoarding pieces are dull.

A network is a keyed hash of an address's prefix: nothing tells whose it is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

from domain.orders import Change

OPEN_DRAFTS = 5
"""Orders of one network that wait for their payment at the same time."""

HELD_PIECES = 10
"""Pieces that are held for one network at the same time; what is made to order isn't held."""

BREATHER = timedelta(minutes=10)
"""How long others have a one-of-a-kind piece to themselves after a network held it."""


class Allowance(msgspec.Struct, frozen=True):
    """`most` tries within each span of `minutes`."""

    name: str
    most: int
    minutes: int


CHECKOUTS = Allowance("checkout", 30, 10)
CODES = Allowance("code", 20, 60)
REMINDERS = Allowance("reminder", 5, 60)

ALL_CHECKOUTS = Allowance("all-checkouts", 1000, 1)
ALL_CODES = Allowance("all-codes", 500, 60)


class TooManyTriesError(Exception):
    """A network, or all of them together, tried more often than is allowed; until when."""

    def __init__(self, allowance: Allowance, until: datetime) -> None:
        self.allowance = allowance
        self.until = until
        super().__init__(allowance.name)


class TooMuchHeldError(Exception):
    """A network has as many open orders, or held pieces, as one may have."""


class HeldAgainError(Exception):
    """One-of-a-kind pieces that this network held a moment ago."""

    def __init__(self, skus: tuple[str, ...]) -> None:
        self.skus = skus
        super().__init__(", ".join(skus))


def may_hold_again_at(change: Change, now: datetime) -> datetime:
    """When a hold's network may hold its one-of-a-kind pieces next, by what has become of it."""
    if change.begins:
        return change.order.expires_at + BREATHER
    return now if change.in_vain else now + BREATHER


class Limits(Protocol):
    def count(self, bucket: str, until: datetime) -> int:
        """Count one more in the bucket, which is forgotten some time after `until`; how many now.

        Raises BookUnavailableError.
        """
        ...


class Gate(msgspec.Struct, frozen=True):
    """Counts tries; a request whose network nobody knows counts for all of them alone."""

    limits: Limits

    def checkout(self, network: str | None, now: datetime) -> None:
        self._pass(CHECKOUTS, network, now)
        self._pass(ALL_CHECKOUTS, "everybody", now)

    def code(self, network: str | None, now: datetime) -> None:
        self._pass(CODES, network, now)
        self._pass(ALL_CODES, "everybody", now)

    def reminder(self, network: str | None, now: datetime) -> None:
        self._pass(REMINDERS, network, now)

    def _pass(self, allowance: Allowance, whose: str | None, now: datetime) -> None:
        """Raises TooManyTriesError, BookUnavailableError."""
        if whose is None:
            return
        seconds = allowance.minutes * 60
        span = int(now.timestamp()) // seconds
        until = datetime.fromtimestamp((span + 1) * seconds, UTC)
        if self.limits.count(f"{allowance.name}#{whose}#{span}", until) > allowance.most:
            raise TooManyTriesError(allowance, until)
