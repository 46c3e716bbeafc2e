"""Errands for a process of its own, which does them one after the other beside the build.

Where it can't be forked (macOS), or died on its way, each is done where its result is needed.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection

from plugins.darkroom import follow_the_parent

Errand = Callable[[], bytes]


class Errands:
    """Their results are asked for in their order, and come as bytes."""

    def __init__(self, errands: Sequence[Errand]) -> None:
        self._errands = errands
        self._results: list[bytes] = []
        self._telling: Connection | None = None

    def begin(self) -> None:
        """Have them done by another process, as of now, if there is a processor for it."""
        if sys.platform == "darwin" or (os.cpu_count() or 1) == 1:
            return
        context = get_context("fork")
        self._telling, told = context.Pipe(duplex=False)
        context.Process(target=_run, args=(self._errands, told), daemon=True).start()
        told.close()

    def result(self, number: int) -> bytes:
        while len(self._results) <= number:
            self._results.append(self._next())
        return self._results[number]

    def _next(self) -> bytes:
        if self._telling:
            # A result comes whole or, where the process died, not at all.
            with contextlib.suppress(OSError, EOFError):
                return self._telling.recv_bytes()
            self._telling = None
        return self._errands[len(self._results)]()


def _run(errands: Sequence[Errand], told: Connection) -> None:
    follow_the_parent()
    gc.disable()
    # The build may have given up meanwhile.
    with contextlib.suppress(OSError):
        for errand in errands:
            told.send_bytes(errand())
