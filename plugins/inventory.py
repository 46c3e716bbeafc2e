"""Takes the inventory of what a build finds in the site's folder, once, for all who ask later.

What it tells is of the time before this build has written anything: nobody asks for what was
written since.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

import msgspec

from plugins.seen import pack

Look = tuple[int, int]
"""How a picture looks without being opened: its size, and when it was written. It may be linked
from elsewhere, which the kernel takes for a change of it."""

PICTURES = "pictures"
"""The folder whose folders are known each as a whole, as all of their files are."""

_pack = msgspec.msgpack.Encoder(order="sorted").encode


class Contents(NamedTuple):
    """`files` by their paths, as `seen` packs them; folders of pictures as `looks` does.

    In `empty` folders there is nothing.
    """

    files: dict[str, bytes]
    pictures: dict[str, bytes]
    empty: list[str]


class Inventory:
    """What is in the folders of these `names`; paths are from the site's folder on."""

    def __init__(self, names: Collection[str], find: Callable[[], bytes]) -> None:
        """It is found by `take`, which may have been done elsewhere."""
        self._names = names
        self._find = find

    @functools.cached_property
    def contents(self) -> Contents:
        return msgspec.msgpack.decode(self._find(), type=Contents)

    def covers(self, path: str) -> bool:
        """Whether it knows of the path; what it doesn't tell of isn't there."""
        return path.partition("/")[0] in self._names

    def seen(self, path: str) -> bytes | None:
        return self.contents.files.get(path)

    def looks(self, folder: str) -> bytes | None:
        return self.contents.pictures.get(folder)

    def strange(self, expected: Collection[str], clean: Collection[str]) -> set[str]:
        """The folders, of all, with something in them that is not expected, or with empty ones."""
        found = self.contents
        paths = [*found.empty, *(path for path in found.files if path not in expected)]
        paths += (folder for folder in found.pictures if folder not in clean)
        return {path.partition("/")[0] for path in paths}


def looks(folder: str) -> bytes:
    """How each file of a folder of pictures looks."""
    with os.scandir(folder) as entries:
        return packed_looks([(entry.name, look(entry.stat())) for entry in entries])


def look(found: os.stat_result) -> Look:
    return found.st_size, found.st_mtime_ns


def packed_looks(found: Iterable[tuple[str, Look]]) -> bytes:
    return _pack(dict(found))


def take(site: str, names: Iterable[str]) -> bytes:
    """Go round and look at everything, following no links; what is found, for an `Inventory`."""
    found = Contents({}, {}, [])
    for name in names:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            _go_through(name, site, found)
    return _pack(found)


def _go_through(folder: str, site: str, found: Contents) -> None:
    is_empty = True
    try:
        entries = os.scandir(f"{site}/{folder}")
    except PermissionError:
        # Whoever wants to take it away says what is wrong with it.
        found.empty.append(folder)
        return
    with entries:
        for entry in entries:
            is_empty = False
            path = f"{folder}/{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                found.files[path] = _seen(entry)
            elif folder == PICTURES:
                found.pictures[path] = _looks(entry.path)
            else:
                _go_through(path, site, found)
    if is_empty:
        found.empty.append(folder)


def _seen(entry: os.DirEntry[str]) -> bytes:
    try:
        return pack(entry.stat())
    except OSError:
        # A link that leads nowhere: it is there, and like nothing that was written.
        return b""


def _looks(folder: str) -> bytes:
    try:
        return looks(folder)
    except OSError:
        return b""
