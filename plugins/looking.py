"""Looks at the files of all pieces without reading them: whether they are as they were."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from plugins.seen import Seen, seen, settled_time

Looks = dict[str, bytes]
"""How a piece's file looks, or all in its folder, by the name of the file or the folder.

Nothing where it can't be looked at, or was changed just now.
"""

_encode = msgspec.msgpack.Encoder().encode


def look_at_pieces(folder: Path) -> Looks:
    """All that stands in the folder of all pieces, which may not be there."""
    settled = settled_time()
    try:
        with os.scandir(folder) as entries:
            return {entry.name: _look(entry, settled) for entry in entries}
    except OSError:
        return {}


def _look(entry: os.DirEntry[str], settled: int) -> bytes:
    found: list[tuple[str, *Seen]] = []
    try:
        if entry.is_dir():
            with os.scandir(entry.path) as inside:
                found = sorted([(each.name, *seen(each.stat())) for each in inside])
        else:
            found = [(entry.name, *seen(entry.stat()))]
    except OSError:
        return b""
    is_settled = all(changed < settled for _, _, _, changed, _ in found)
    return _encode(found) if is_settled else b""
