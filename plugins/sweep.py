"""Takes away what an earlier build wrote and this one didn't: a renamed piece, an old style."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path


def sweep(folders: Iterable[str], written: Collection[str]) -> None:
    """Remove every file in the folders that is not in `written`, and folders left empty."""
    for folder in folders:
        for place, _, names in os.walk(folder, topdown=False):
            for name in names:
                path = f"{place}/{name}"
                if path not in written:
                    Path(path).unlink()
            if place != folder:
                with contextlib.suppress(OSError):  # it isn't empty
                    Path(place).rmdir()
