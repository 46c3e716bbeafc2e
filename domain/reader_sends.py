"""Which letters went to one reader: read for whoever asks, and forgotten with them or in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

import msgspec


class ReaderSend(msgspec.Struct, frozen=True):
    """What became of one letter at one reader; `recipient` is the keyed hash of the address."""

    letter: str
    recipient: str
    state: str
    done_at: datetime | None = None
    why: str | None = None


class ReaderSends(Protocol):
    """Every call may raise BookUnavailableError."""

    def of_reader(self, recipient: str) -> Iterator[ReaderSend]:
        """Those of all letters that they were to get, the latest letter first."""
        ...

    def forget(self, send: ReaderSend) -> None:
        """Delete one; what isn't there is forgotten already."""
        ...

    def before(self, at: datetime) -> Iterator[ReaderSend]:
        """Every record of letters that were begun before then; their counts stay."""
        ...


def forget_sends(sends: ReaderSends, recipient: str) -> None:
    """Which letters went to them isn't known any more. Done again, it goes on where it stopped."""
    for send in list(sends.of_reader(recipient)):
        sends.forget(send)
