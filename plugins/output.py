"""The folder that a build writes into: what is right stays as it is, what an earlier one left goes."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from plugins.inventory import Inventory, Look, look
from plugins.records import Record
from plugins.seen import pack
from plugins.sweep import sweep

PART = ".part-"
"""How a file is called while it is written over another one."""


class Output:
    """Paths are from the folder on, without a slash before them.

    A file that is there already is replaced in one step: somebody may be reading it.
    """

    def __init__(self, folder: Path, inventory: Inventory) -> None:
        """The inventory is of folders that hold nothing but what builds write."""
        self.folder = str(folder)
        self.inventory = inventory
        self.expected: set[str] = set()
        self._folders: dict[str, bool] = {}
        self._written: set[str] = set()
        self._clean: set[str] = set()
        for part in folder.glob(f"{PART}*"):
            part.unlink()

    def look_round(self) -> None:
        """Know what is there, before anything is written."""
        _ = self.inventory.contents

    def was_left(self, path: str, packed: bytes) -> bool:
        """Whether the build found the file as an earlier one wrote it.

        The inventory doesn't cover every place.
        """
        if left := self.inventory.seen(path):
            return left == packed
        with contextlib.suppress(OSError):
            found = os.stat(f"{self.folder}/{path}")  # noqa: PTH116  twice as fast as a Path
            return pack(found) == packed
        return False

    def were_left(self, folder: str, looks: bytes) -> bool:
        """Whether it found these pictures in the folder, which belong to the site, and no others."""
        if self.inventory.looks(folder) != looks:
            return False
        self._clean.add(folder)
        return True

    def expect(self, path: str) -> None:
        """The file belongs to the site, whether it is written now or was before."""
        self.expected.add(path)

    def write(self, path: str, parts: Iterable[bytes]) -> bytes:
        """How the file looks now, packed."""
        target, is_folder_new = self._place(path)
        is_free = is_folder_new and path not in self._written
        is_new = is_free or not os.path.exists(target)  # noqa: PTH110  as above
        self._written.add(path)
        written = target if is_new else f"{self.folder}/{PART}{os.getpid()}"
        with open(written, "wb") as file:  # noqa: PTH123  as above
            file.writelines(parts)
            file.flush()
            # Taken while it is open: nobody else can have changed it yet.
            found = pack(os.fstat(file.fileno()))
        if is_new:
            return found
        os.replace(written, target)  # noqa: PTH105  as above
        with contextlib.suppress(OSError):
            # To be renamed is a change for the kernel.
            return pack(os.stat(target))  # noqa: PTH116  as above
        return found

    def link(self, source: str, path: str) -> Look:
        """Have a file that is kept elsewhere: linked, or copied where that is another disk."""
        target, is_folder_new = self._place(path)
        as_kept = look(os.stat(source))  # noqa: PTH116  as above
        if not is_folder_new:
            with contextlib.suppress(FileNotFoundError):
                if look(os.stat(target)) == as_kept:  # noqa: PTH116  as above
                    return as_kept
                # Never written into: it may be a link to what another build still needs.
                os.unlink(target)  # noqa: PTH108  as above
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
        return as_kept

    def sweep(self, record: Record, known: Iterable[str]) -> None:
        """Remove what isn't expected: from the site's folders everything, else what a build wrote.

        That the record knows, or who calls.
        """
        start = f"{self.folder}/"
        strange = self.inventory.strange(self.expected, self._clean)
        clean = {f"{start}{path}" for path in self._clean}
        sweep((f"{start}{name}" for name in strange), self.expected, len(start), clean)
        record.end(self.outside(self.expected), self.outside(known))

    def outside(self, paths: Iterable[str]) -> set[str]:
        """The paths that are in none of the site's folders."""
        return {path for path in paths if not self.inventory.covers(path)}

    def _place(self, path: str) -> tuple[str, bool]:
        """Where the file goes, in a folder that is there; and whether that was made for it."""
        target = f"{self.folder}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = _make(folder)
        return target, self._folders[folder]


def _make(folder: str) -> bool:
    """Have the folder; whether it is new. Mostly there is all that it stands in."""
    try:
        os.mkdir(folder)  # noqa: PTH102  as above
    except FileExistsError:
        return False
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103  as above
    return True
