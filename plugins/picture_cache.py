"""Keeps what was encoded of a picture, in a folder named by its content and these settings.

A folder is whole or not there: it is filled under another name and then renamed, so a build that
is cut off leaves nothing half done. Its files are called by their pixels (`480x600.avif`), so
that neither a source nor a copy has to be opened to know how large a picture is. One more file
says what they were: its name how they look, at a glance, and what stands in it what is in them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from plugins.cache import mark_used
from plugins.photo import WIDEST, PictureError, develop

WIDTHS = (320, 480, 720)
"""Widths beside the full one: a card and a page on a phone, each at its screen's sharpness."""

ENCODED: dict[str, dict[str, Any]] = {
    # One thread: the pool has a process for each processor already.
    "avif": {"quality": 55, "speed": 6, "max_threads": 1},
    "jpg": {"quality": 82, "optimize": True, "progressive": True},
}
"""How each kind of file is written."""

SETTINGS = repr((1, WIDTHS, WIDEST, ENCODED)).encode()
NAME = re.compile(r"([0-9]+)x([0-9]+)\.jpg")
SEAL = ".seal-"
"""How the file is called that knows whether the others are as they were."""


def key_of(data: bytes) -> str:
    """The name of a picture's folder."""
    return hashlib.sha256(SETTINGS + data).hexdigest()[:24]


def steps(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes of a picture by growing width, the full one last; none is enlarged."""
    smaller = [(step, max(1, round(height * step / width))) for step in WIDTHS if step < width]
    return [*smaller, (width, height)]


def find(cache: Path, key: str) -> tuple[int, int] | None:
    """The full size of a picture that is kept with all of its files, undamaged, or None."""
    folder = cache / key
    try:
        with os.scandir(folder) as entries:
            looks = {entry.name: _look(entry.stat()) for entry in entries}
        if not _is_sealed(folder, looks):
            return None
    except (OSError, msgspec.DecodeError):
        return None
    names = set(looks)
    sizes = [(int(match[1]), int(match[2])) for name in names if (match := NAME.fullmatch(name))]
    full = max(sizes, default=None)
    if full is None or not names.issuperset(_names(*full)):
        return None
    mark_used(folder)
    return full


def _look(found: os.stat_result) -> str:
    return f"{found.st_size} {found.st_mtime_ns}"


def _is_sealed(folder: Path, looks: dict[str, str]) -> bool:
    """Whether every file is what was encoded: by its looks, or where a copy has others, as read."""
    sealed = [name for name in looks if name.startswith(SEAL)]
    files = {name: look for name, look in looks.items() if name not in sealed}
    if len(sealed) != 1:
        return False
    if sealed[0] == _seal(files):
        return True
    if msgspec.json.decode((folder / sealed[0]).read_bytes()) != _contents(folder, files):
        return False
    (folder / sealed[0]).rename(folder / _seal(files))
    return True


def _seal(looks: dict[str, str]) -> str:
    whole = " ".join(f"{name} {look}" for name, look in sorted(looks.items()))
    return SEAL + hashlib.sha256(whole.encode()).hexdigest()[:24]


def _contents(folder: Path, names: Iterable[str]) -> dict[str, int]:
    return {name: zlib.crc32((folder / name).read_bytes()) for name in sorted(names)}


def _put_seal(folder: Path) -> None:
    looks = {path.name: _look(path.stat()) for path in folder.iterdir()}
    (folder / _seal(looks)).write_bytes(msgspec.json.encode(_contents(folder, looks)))


def fill(cache: Path, key: str, original: Path) -> None:
    """Encode a picture into its folder; raises PictureError."""
    data = original.read_bytes()
    if key_of(data) != key:
        raise PictureError(f"{original} was changed while it was read. Build again.")
    try:
        image = develop(data)
    except PictureError as error:
        raise PictureError(f"{original} {error}") from error
    part = cache / f".{key}.{os.getpid()}"
    part.mkdir(parents=True)
    try:
        _encode(image, part)
        _put_seal(part)
        _settle(part, cache / key)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _names(width: int, height: int) -> Iterator[str]:
    for step in steps(width, height):
        for kind in ENCODED:
            yield name_of(*step, kind)


def name_of(width: int, height: int, kind: str) -> str:
    return f"{width}x{height}.{kind}"


def _encode(image: Image.Image, folder: Path) -> None:
    for size in steps(*image.size):
        resized = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
        for kind, how in ENCODED.items():
            resized.save(folder / name_of(*size, kind), **how)


def _settle(part: Path, folder: Path) -> None:
    """Give the folder its name; another build may have been faster, or left a damaged one."""
    if folder.exists() and find(folder.parent, folder.name) is None:
        shutil.rmtree(folder)
    with contextlib.suppress(OSError):
        part.rename(folder)
    if find(folder.parent, folder.name) is None:
        raise PictureError(f"{folder} can't be written. Remove it and build again.")
