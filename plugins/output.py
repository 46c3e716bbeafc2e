"""The folder that a build writes into: what is written stays, what an earlier one left goes."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from plugins.sweep import sweep


class Output:
    """Paths are addresses from the site's root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: set[Path] = set()
        self._folders: set[Path] = set()

    def target(self, path: str) -> Path:
        """Where a file of the site goes; it counts as written."""
        target = self.folder / path.lstrip("/")
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        self._written.add(target)
        return target

    def write(self, path: str, data: bytes) -> None:
        self.target(path).write_bytes(data)

    def place(self, source: Path, path: str) -> None:
        """Have a file that is kept elsewhere: linked, or copied where that is another disk."""
        target = self.target(path)
        kept = source.stat()
        with contextlib.suppress(FileNotFoundError):
            found = target.stat()
            if (found.st_size, found.st_mtime_ns) == (kept.st_size, kept.st_mtime_ns):
                return
            # Never written into: it may be a link to what another build still needs.
            target.unlink()
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)

    def sweep(self, folders: Iterable[str]) -> None:
        sweep((self.folder / name for name in folders), self._written)
