"""Remembers what a build wrote into a folder, so that the next one takes away what it doesn't.

A page at the root, or a collection, has no folder that is the shop's alone: only what an earlier
build wrote there may go. What is about to be written is remembered before it is, so that nothing
stays of a build that was cut off.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection
from pathlib import Path

from plugins.cache import read_kept, with_mark


class Record:
    """The files of an output folder, kept in the cache under the folder's own path."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self.folder = folder.resolve()
        self._file = cache / hashlib.sha256(str(self.folder).encode()).hexdigest()[:24]

    def begin(self, expected: Collection[str]) -> None:
        """Remember what will be written, beside what was; paths are from the folder on."""
        if not self.last() >= set(expected):
            self._keep({*self.last(), *expected})

    def end(self, written: Collection[str], known: Collection[str] = ()) -> None:
        """Remove what was written last time, or is known to have been, and isn't now."""
        for path in {*self.last(), *known}.difference(written):
            self._remove(path)
        if self.last() != set(written):
            self._keep(written)

    def last(self) -> set[str]:
        """Nothing where no build has been, or where the record is damaged."""
        kept = read_kept(self._file)
        return set(kept.decode().split("\n")) if kept else set()

    def _keep(self, paths: Collection[str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_name(f".{self._file.name}")
        part.write_bytes(with_mark("\n".join(sorted(paths)).encode()))
        part.replace(self._file)

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
