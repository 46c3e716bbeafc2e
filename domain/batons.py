"""The baton: whoever holds it sends letters, and nobody else does at the same time.

So the account's rate is kept without anybody counting across processes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec

from domain.mailings import Mailing, MailingBook, StaleMailingError

log = logging.getLogger(__name__)


class Baton(msgspec.Struct, frozen=True):
    """The right to send that letter; an older number than the mailing's is void."""

    letter: str
    number: int


class BatonUnavailableError(Exception):
    """The queue can't be reached; the schedule passes the baton anew."""


class Batons(Protocol):
    def pass_on(self, baton: Baton) -> None:
        """Hand it to the next sender. Raises BatonUnavailableError."""
        ...


def with_new_baton(mailing: Mailing, now: datetime) -> Mailing:
    """The mailing's next revision, in which every baton so far is void."""
    return msgspec.structs.replace(
        mailing, baton=mailing.baton + 1, seen_at=now, revision=mailing.revision + 1
    )


class Relay(msgspec.Struct, frozen=True):
    """Passes batons on, and notices those that were dropped."""

    mailings: MailingBook
    batons: Batons
    now: Callable[[], datetime]

    def pass_on(self, mailing: Mailing) -> Mailing:
        """A new baton for the mailing; it is written down first, so that a lost one is missed.

        Raises StaleMailingError.
        """
        passed = with_new_baton(mailing, self.now())
        self.mailings.commit(passed)
        self.hand_over(passed)
        return passed

    def hand_over(self, mailing: Mailing) -> None:
        """Put the mailing's baton into the queue."""
        try:
            self.batons.pass_on(Baton(mailing.slug, mailing.baton))
        except BatonUnavailableError:
            log.warning("a baton wasn't passed", extra={"letter": mailing.slug})

    def ring(self) -> int:
        """Pass a baton for every letter whose time has come, or whose baton was lost; how many."""
        rung = 0
        for mailing in self.mailings.every():
            if mailing.needs_a_baton(self.now()):
                try:
                    self.pass_on(mailing)
                except StaleMailingError:
                    continue  # Somebody is at work on it, which is all that was wanted.
                rung += 1
        return rung
