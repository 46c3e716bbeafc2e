"""Takes away what an earlier build wrote and this one didn't: a renamed piece, an old style."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def sweep(folders: Iterable[Path], written: set[Path]) -> None:
    """Remove every file in the folders that is not in `written`, and folders left empty."""
    for folder in folders:
        # The deepest first, so that a folder is empty before it is looked at.
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in written:
                path.unlink()
