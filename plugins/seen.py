"""Tells whether a file is as it was, without reading it."""

from __future__ import annotations

import os
import time

import msgspec

TICK = 100_000_000
"""Nanoseconds: two changes that are closer together may carry the same time."""

Seen = tuple[int, int, int, int]
"""A file as it was when somebody looked: its size, when it was written, when it was changed (which
is the kernel's own, and nobody can set), and its number on the disk."""

_encode = msgspec.msgpack.Encoder().encode


def seen(found: os.stat_result) -> Seen:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def pack(found: os.stat_result) -> bytes:
    """The same as it is kept."""
    return _encode(seen(found))


def settled_time() -> int:
    """A file that was changed before must show a later change.

    A clock that was set back leaves it open.
    """
    return time.time_ns() - TICK
