"""Takes away what an earlier build wrote and this one didn't: a renamed piece, an old style."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable


def sweep(
    folders: Iterable[str], expected: Collection[str], start: int, clean: Collection[str] = ()
) -> None:
    """Remove every file in the folders that is not `expected`, and folders left empty.

    What is expected is named by its path without the first `start` signs. Folders that are `clean`
    needn't be looked through.
    """
    for folder in folders:
        with contextlib.suppress(FileNotFoundError):
            _sweep(folder, expected, start, clean)


def _sweep(folder: str, expected: Collection[str], start: int, clean: Collection[str]) -> bool:
    """Whether the folder is empty now."""
    is_empty = True
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.path in clean:
                    is_empty = False
                elif _sweep(entry.path, expected, start, clean):
                    os.rmdir(entry.path)  # noqa: PTH106  twice as fast as a Path
                else:
                    is_empty = False
            elif entry.path[start:] in expected:
                is_empty = False
            else:
                os.unlink(entry.path)  # noqa: PTH108  as above
    return is_empty
