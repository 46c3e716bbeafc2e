"""What happens every few minutes, and once a day, whatever else did or didn't."""

from __future__ import annotations

import logging
import time

import msgspec

from domain.account_doors import Closing
from domain.holds import Holds
from domain.lapsing import Lapsing
from domain.reconciliation import Reconciliation
from domain.request_watch import RequestWatch
from domain.retention import Retention
from domain.seals import Seals
from domain.waiting import Waiting

SECONDS = 45.0
"""For looking back: the function has a minute."""

log = logging.getLogger(__name__)


class Clock(msgspec.Struct, frozen=True):
    holds: Holds
    reconciliation: Reconciliation
    lapsing: Lapsing
    requests: RequestWatch
    seals: Seals
    retention: Retention
    waiting: Waiting
    closing: Closing

    def tick(self) -> dict[str, int]:
        """How many holds ended, and wishes for the letter, and what time did to privacy requests.

        `told` is how many hear that what they waited for is back, `doors` how many links are over.

        Doing it twice does nothing more.
        """
        done = {
            "holds": self.holds.sweep(),
            "wishes": self.lapsing.sweep(),
            "told": self.waiting.sweep(),
            "doors": self.closing.sweep(),
        }
        if any(done.values()):
            log.info("time was up", extra=done)
        return done | msgspec.structs.asdict(self.requests.sweep())

    def look_back(self, seconds: float = SECONDS) -> dict[str, int]:
        """How many orders caught up with their payments, and what is left for the next time.

        After that, the ledger's heads are sealed.
        """
        end = time.monotonic() + seconds
        report = self.reconciliation.run(enough=lambda: time.monotonic() > end)
        sealed = self.seals.seal()
        return {
            "caught_up": len(report.caught_up),
            "lost": len(report.lost),
            "left": len(report.left),
            "sealed": sealed,
        }

    def forget(self, seconds: float = SECONDS) -> dict[str, int]:
        """How many records went because their time is over; what is left goes the next day."""
        end = time.monotonic() + seconds
        gone = self.retention.run(enough=lambda: time.monotonic() > end)
        told: dict[str, int] = msgspec.structs.asdict(gone)
        log.info("records forgotten", extra=told)
        return told
