"""What happens every few minutes, whatever else did or didn't."""

from __future__ import annotations

import logging

import msgspec

from domain.holds import Holds

log = logging.getLogger(__name__)


class Clock(msgspec.Struct, frozen=True):
    holds: Holds

    def tick(self) -> dict[str, int]:
        """How many holds ended. Doing it twice does nothing more."""
        settled = self.holds.sweep()
        if settled:
            log.info("holds ended", extra={"count": settled})
        return {"holds": settled}
