"""A folder as a zip that depends on nothing but what is in it, and the same folder again."""

from __future__ import annotations

import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip, so that the same content is the same zip."""


def pack(folder: Path, packed: Path) -> None:
    """Names in order, times and modes fixed: two builds are the same to the byte."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in sorted((f.relative_to(folder).as_posix(), f) for f in _files(folder)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is built: the mode below is Unix's.
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def unpack(packed: Path, folder: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
