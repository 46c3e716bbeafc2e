"""Pictures in memory, held to the same contract suite as the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from domain.handing_over import LONGEST_BEGINNING, PROOFS, Proof


class FakeProofs:
    """`files` may be those of a `FakeExports`: both lie in one bucket."""

    def __init__(self, now: Callable[[], datetime], files: dict[str, bytes] | None = None) -> None:
        self.files = {} if files is None else files
        self._came_at: dict[str, datetime] = {}
        self._now = now

    def hand_in(self, key: str, file: bytes) -> None:
        self.files[key] = file
        self._came_at[key] = self._now()

    def beginning(self, key: str) -> bytes | None:
        found = self.whole(key)
        return None if found is None else found[:LONGEST_BEGINNING]

    def whole(self, key: str) -> bytes | None:
        return self.files.get(key)

    def delete(self, key: str) -> None:
        self.files.pop(key, None)

    def every(self) -> Iterator[Proof]:
        keys = [key for key in self.files if key.startswith(PROOFS)]
        return (Proof(key, self._came_at.get(key, self._now())) for key in keys)
