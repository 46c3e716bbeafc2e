"""Forgetting what nobody confirmed in time."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.joining import lapsed
from domain.subscribers import StaleSubscriberError, Subscriber, SubscriberBook

AT_ONCE = 500
"""Records in one round: the next one goes on."""

log = logging.getLogger(__name__)


class Lapsing(msgspec.Struct, frozen=True):
    book: SubscriberBook
    now: Callable[[], datetime]

    def sweep(self) -> int:
        """Wishes and moves whose time is up; how many there were. Raises BookUnavailableError."""
        due = itertools.islice(self.book.lapsing(self.now()), AT_ONCE)
        return sum(self._lapse(record) for record in due)

    def _lapse(self, record: Subscriber) -> bool:
        try:
            self.book.commit(lapsed(record))
        except StaleSubscriberError:
            log.info("confirmed at the last moment", extra={"subscriber": record.id})
            return False
        return True
