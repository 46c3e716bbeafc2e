"""Notices every edit from the first moment on, also one that is made while a build runs."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchfiles import watch
from watchfiles.main import FileChange

SETTLED_MILLISECONDS = 30
"""An editor that writes a file in several steps is done after so long a pause, nearly always."""

NOTHING_MILLISECONDS = 250

Edited = frozenset[Path]


class WatchingEndedError(Exception):
    """The thread that watches has ended; why, it has printed."""


class Edits:
    """Watches in a thread of its own, which calls `at_once` with each edit before it is queued."""

    def __init__(self, watched: Sequence[Path], at_once: Callable[[Edited], object]) -> None:
        self._watched = watched
        self._at_once = at_once
        self._queue: queue.SimpleQueue[Edited] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._is_watching = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Watch: of whatever is edited after this has returned, nothing is missed.

        It takes a second or more where there are thousands of folders.
        """
        self._thread.start()
        self._is_watching.wait()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def wait(self, seconds: float) -> Edited:
        """What has been edited since the last call; nothing if that is nothing for so long."""
        try:
            found = self._queue.get(timeout=seconds)
        except queue.Empty:
            if not self._thread.is_alive():
                raise WatchingEndedError("Edits aren't noticed any more. Start again.") from None
            return frozenset()
        return found.union(*self._waiting())

    def _waiting(self) -> Iterator[Edited]:
        while True:
            try:
                yield self._queue.get_nowait()
            except queue.Empty:
                return

    def _watch(self) -> None:
        try:
            for found in self._changes():
                self._is_watching.set()
                if found:
                    edited = frozenset(Path(path) for _, path in found)
                    self._at_once(edited)
                    self._queue.put(edited)
        finally:
            self._is_watching.set()

    def _changes(self) -> Iterator[set[FileChange]]:
        """With an empty set now and then, the first one as soon as every folder is watched."""
        return watch(
            *self._watched,
            debounce=300,
            step=SETTLED_MILLISECONDS,
            stop_event=self._stop,
            rust_timeout=NOTHING_MILLISECONDS,
            yield_on_timeout=True,
        )
