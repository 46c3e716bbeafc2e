"""Tells whether a file is as it was, without reading it."""

from __future__ import annotations

import os
import time

import msgspec

TICK = 100_000_000
"""Nanoseconds: two changes that are closer together may carry the same time."""


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when somebody looked. `changed` is the kernel's own, which nobody can set."""

    size: int
    written: int
    changed: int
    node: int

    @property
    def is_settled(self) -> bool:
        """Whether a later change must show; a clock that was set back leaves it open."""
        return self.changed < time.time_ns() - TICK


def seen(found: os.stat_result) -> Seen:
    return Seen(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
