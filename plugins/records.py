"""Remembers what a build wrote into a folder, so that the next one takes away what it doesn't.

A page at the root, or a collection, has no folder that is the shop's alone: only what an earlier
build wrote there may go.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection
from pathlib import Path


class Record:
    """The files of an output folder, kept in the cache under the folder's own path."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self.folder = folder.resolve()
        self._file = cache / hashlib.sha256(str(self.folder).encode()).hexdigest()[:24]

    def replace(self, written: Collection[str]) -> None:
        """Remove what was written last time and isn't now; paths are from the folder on."""
        for path in self._last() - set(written):
            self._remove(path)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_name(f".{self._file.name}")
        part.write_text("\n".join(sorted(written)), encoding="utf-8")
        part.replace(self._file)

    def _last(self) -> set[str]:
        """Nothing where no build has been, or where the record is damaged."""
        try:
            return set(self._file.read_text(encoding="utf-8").split("\n"))
        except (OSError, UnicodeDecodeError):
            return set()

    def _remove(self, path: str) -> None:
        target = self.folder / path
        if not path or ".." in path.split("/"):
            return
        # It is gone already, somebody has made it a folder, or the folder isn't empty.
        with contextlib.suppress(OSError):
            target.unlink()
            for parent in target.parents:
                if parent == self.folder:
                    break
                parent.rmdir()
