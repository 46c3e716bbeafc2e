"""The folder that a build writes into: what is right stays as it is, what an earlier one left goes."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from plugins.records import Record
from plugins.seen import Seen, seen
from plugins.sweep import sweep

Look = tuple[int, int]
"""How a picture looks without being opened: its size, and when it was written. It may be linked
from elsewhere, which the kernel takes for a change of it."""

PART = ".part-"
"""How a file is called while it is written over another one."""


class Output:
    """Paths are from the folder on, without a slash before them.

    A file that is there already is replaced in one step: somebody may be reading it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.expected: set[str] = set()
        self._folders: dict[str, bool] = {}
        self._clean: set[str] = set()
        for part in folder.glob(f"{PART}*"):
            part.unlink()

    def seen(self, path: str) -> Seen | None:
        """The file as it is, or None."""
        with contextlib.suppress(OSError):
            return seen(os.stat(f"{self.folder}/{path}"))  # noqa: PTH116  twice as fast as a Path
        return None

    def expect(self, path: str) -> None:
        """The file belongs to the site, whether it is written now or was before."""
        self.expected.add(path)

    def expect_folder(self, path: str, names: Iterable[str]) -> None:
        """These files, which have just been seen there with no other, belong to the site."""
        self._clean.add(path)
        self.expected.update(f"{path}/{name}" for name in names)

    def write(self, path: str, parts: Iterable[bytes]) -> Seen:
        target, is_folder_new = self._place(path)
        is_new = is_folder_new or not os.path.exists(target)  # noqa: PTH110  as above
        written = target if is_new else f"{self.folder}/{PART}{os.getpid()}"
        with open(written, "wb") as file:  # noqa: PTH123  as above
            file.writelines(parts)
            file.flush()
            # Taken while it is open: nobody else can have changed it yet.
            found = seen(os.fstat(file.fileno()))
        if is_new:
            return found
        os.replace(written, target)  # noqa: PTH105  as above
        return self.seen(path) or found

    def link(self, source: str, path: str) -> Look:
        """Have a file that is kept elsewhere: linked, or copied where that is another disk."""
        target, is_folder_new = self._place(path)
        look = _look(os.stat(source))  # noqa: PTH116  as above
        if not is_folder_new:
            with contextlib.suppress(FileNotFoundError):
                if _look(os.stat(target)) == look:  # noqa: PTH116  as above
                    return look
                # Never written into: it may be a link to what another build still needs.
                os.unlink(target)  # noqa: PTH108  as above
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
        return look

    def looks_in(self, path: str) -> dict[str, Look]:
        """How each file in a folder of the site looks, by its name."""
        try:
            with os.scandir(f"{self.folder}/{path}") as entries:
                return {entry.name: _look(entry.stat()) for entry in entries}
        except OSError:
            return {}

    def sweep(self, folders: Collection[str], record: Record, known: Iterable[str]) -> None:
        """Remove what isn't expected: from the folders everything, else what a build wrote.

        That the record knows, or who calls.
        """
        start = f"{self.folder}/"
        clean = {f"{start}{path}" for path in self._clean}
        sweep((f"{start}{name}" for name in folders), self.expected, len(start), clean)
        record.end(outside(folders, self.expected), outside(folders, known))

    def _place(self, path: str) -> tuple[str, bool]:
        """Where the file goes, in a folder that is there; and whether that was made for it."""
        target = f"{self.folder}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = _make(folder)
        return target, self._folders[folder]


def outside(folders: Collection[str], paths: Iterable[str]) -> set[str]:
    """The paths that are in none of the folders."""
    return {path for path in paths if path.partition("/")[0] not in folders}


def _make(folder: str) -> bool:
    """Have the folder; whether it is new. Mostly there is all that it stands in."""
    try:
        os.mkdir(folder)  # noqa: PTH102  as above
    except FileExistsError:
        return False
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103  as above
    return True


def _look(found: os.stat_result) -> Look:
    return found.st_size, found.st_mtime_ns
