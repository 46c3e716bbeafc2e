"""The folder that a build writes into: what is written stays, what an earlier one left goes."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from plugins.records import Record
from plugins.sweep import sweep


class Output:
    """Paths are addresses from the site's root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: set[str] = set()
        self._folders: set[str] = set()

    def target(self, path: str) -> Path:
        """Where a file of the site goes; it counts as written."""
        return Path(self._claim(path))

    def write(self, path: str, data: bytes) -> None:
        self.target(path).write_bytes(data)

    def place(self, source: Path, path: str) -> None:
        """Have a file that is kept elsewhere: linked, or copied where that is another disk."""
        target = self._claim(path)
        kept = source.stat()
        with contextlib.suppress(FileNotFoundError):
            found = os.stat(target)  # noqa: PTH116  for thousands of pictures a Path takes longer
            if (found.st_size, found.st_mtime_ns) == (kept.st_size, kept.st_mtime_ns):
                return
            # Never written into: it may be a link to what another build still needs.
            os.unlink(target)  # noqa: PTH108  as above
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)

    def sweep(self, folders: Iterable[str], records: Path) -> None:
        """Remove what wasn't written: from the folders everything, else what a build wrote."""
        sweep((f"{self.folder}/{name}" for name in folders), self._written)
        start = len(f"{self.folder}/")
        Record(records, self.folder).replace({path[start:] for path in self._written})

    def _claim(self, path: str) -> str:
        target = f"{self.folder}/{path.lstrip('/')}"
        folder = target.rpartition("/")[0]
        if folder not in self._folders:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        self._written.add(target)
        return target
