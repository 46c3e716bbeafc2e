"""What builds keep for the next one, in folders of `.cache`: marked when used, swept when not."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

DAY = 24 * 60 * 60
KEPT_FOR = 30 * DAY
"""What no build has asked for in that time is swept: another branch may want it tomorrow."""


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
