"""What builds keep for the next one, in folders of `.cache`: marked when used, swept when not."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from pathlib import Path

DAY = 24 * 60 * 60
KEPT_FOR = 30 * DAY
"""What no build has asked for in that time is swept: another branch may want it tomorrow."""

MARK = hashlib.sha256().digest_size


def write_kept(file: Path, data: bytes) -> None:
    """Keep it with a mark of its own, so that a damaged file is seen.

    What can't be kept, as on a full disk, is made again by the next build.
    """
    with contextlib.suppress(OSError):
        file.write_bytes(with_mark(data))


def with_mark(data: bytes) -> bytes:
    """As `read_kept` wants it."""
    return hashlib.sha256(data).digest() + data


def read_kept(file: Path) -> bytes | None:
    """What is kept, or None where there is nothing or it isn't what was written."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[MARK:]).digest() != data[:MARK]:
        return None
    mark_used(file)
    return data[MARK:]


def mark_used(path: Path) -> None:
    """Remember that it is wanted, by the day: to write at every build would be waste."""
    if time.time() - path.stat().st_mtime > DAY:
        os.utime(path)


def sweep_cache(cache: Path) -> None:
    """Remove what nobody has asked for in a month, and what a build that died left behind.

    The latter begins with a dot: what is whole is given its name when it is.
    """
    with contextlib.suppress(OSError), os.scandir(cache) as entries:
        for entry in list(entries):
            kept_for = DAY if entry.name.startswith(".") else KEPT_FOR
            if time.time() - entry.stat().st_mtime < kept_for:
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                Path(entry).unlink()
