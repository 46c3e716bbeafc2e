"""How fast letters go: as the account allows, slower where it complains, not where it is silent."""

from __future__ import annotations

import threading
from collections.abc import Callable

SLOWEST = 0.5
"""Letters a second: a run ends in time however often it was slowed down."""

FASTER_AFTER = 20
"""So many letters in a row without a complaint, and it goes a quarter faster again."""

HOPELESS_AFTER = 12
"""So many complaints in a row, and the service has to be left alone for some minutes."""


SILENT_AFTER = 3
"""So many letters in a row without a clear answer, and no more are risked: each is unknown."""


class Pace:
    """Shared by all hands of one sender. `steady` tells seconds, `pause` sleeps.

    `silences` is how many letters in a row may go without a clear answer.
    """

    def __init__(
        self,
        rate: float,
        steady: Callable[[], float],
        pause: Callable[[float], None],
        *,
        silences: int = SILENT_AFTER,
    ) -> None:
        self._most = max(rate, SLOWEST)
        self.rate = self._most
        self._steady = steady
        self._pause = pause
        self._lock = threading.Lock()
        self._next = steady()
        self._slowed = float("-inf")
        self._well = 0
        self._badly = 0
        self._silences = silences
        self._silent = 0

    def wait(self) -> None:
        """Until it is the next letter's time."""
        with self._lock:
            now = self._steady()
            turn = max(now, self._next)
            self._next = turn + 1 / self.rate
        if turn > now:
            self._pause(turn - now)

    def slow_down(self) -> None:
        """The service asked for it; several hands that hear it at once are one complaint."""
        with self._lock:
            now = self._steady()
            self._badly += 1
            self._well = 0
            self._silent = 0
            if now - self._slowed >= 1:
                self._slowed = now
                self.rate = max(SLOWEST, self.rate / 2)
                self._next = max(self._next, now + 1 / self.rate)

    def went_well(self) -> None:
        with self._lock:
            self._badly = 0
            self._silent = 0
            self._well += 1
            if self._well >= FASTER_AFTER:
                self._well = 0
                self.rate = min(self._most, self.rate * 1.25)

    def got_no_answer(self) -> None:
        with self._lock:
            self._silent += 1

    @property
    def is_silent(self) -> bool:
        return self._silent >= self._silences

    @property
    def is_hopeless(self) -> bool:
        return self._badly >= HOPELESS_AFTER or self.is_silent
