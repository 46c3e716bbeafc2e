"""What happens every few minutes, and once a day, whatever else did or didn't."""

from __future__ import annotations

import logging
import time

import msgspec

from domain.holds import Holds
from domain.lapsing import Lapsing
from domain.reconciliation import Reconciliation

SECONDS = 45.0
"""For looking back: the function has a minute."""

log = logging.getLogger(__name__)


class Clock(msgspec.Struct, frozen=True):
    holds: Holds
    reconciliation: Reconciliation
    lapsing: Lapsing

    def tick(self) -> dict[str, int]:
        """How many holds ended, and wishes for the letter. Doing it twice does nothing more."""
        done = {"holds": self.holds.sweep(), "wishes": self.lapsing.sweep()}
        if any(done.values()):
            log.info("time was up", extra=done)
        return done

    def look_back(self, seconds: float = SECONDS) -> dict[str, int]:
        """How many orders caught up with their payments, and what is left for the next time."""
        end = time.monotonic() + seconds
        report = self.reconciliation.run(enough=lambda: time.monotonic() > end)
        return {
            "caught_up": len(report.caught_up),
            "lost": len(report.lost),
            "left": len(report.left),
        }
