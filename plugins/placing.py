"""Puts pictures where pages show them: those that are new are encoded, the others stay as they are."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from plugins.cache import mark_used
from plugins.darkroom import encode
from plugins.inventory import Look, packed_looks
from plugins.ledger import Ledger
from plugins.marks import mark_of_bytes
from plugins.output import Output
from plugins.pictures import Picture, Size

PICTURES = "pictures"
"""The kind of what the ledger keeps of a folder of pictures: how each of its files looks."""


def place_pictures(pictures: Iterable[Picture], output: Output, ledger: Ledger) -> None:
    """Have every file of the pictures in the output; raises PictureError."""
    folders = _by_folder(pictures)
    known = dict(ledger.all(PICTURES))
    due = {}
    for folder, shown in folders.items():
        mark, kept = _mark(shown), known.get(folder)
        if not (kept and kept.mark == mark and output.were_left(folder, kept.data)):
            due[folder] = mark
    encode(picture for folder in due for picture in folders[folder])
    for folder, mark in due.items():
        sizes = (size for each in folders[folder] for size in each.sizes)
        looks = packed_looks(_link(size, output) for size in sizes)
        ledger.keep(PICTURES, folder, mark, looks)
    ledger.forget(PICTURES, known.keys() - folders.keys())


def mark_kept(pictures: Iterable[Picture]) -> None:
    """See that nothing that is shown is swept from the cache for not having been asked for."""
    for kept in {picture.kept for picture in pictures}:
        with contextlib.suppress(FileNotFoundError):
            mark_used(Path(kept))


def _by_folder(pictures: Iterable[Picture]) -> dict[str, list[Picture]]:
    found: defaultdict[str, dict[str, Picture]] = defaultdict(dict)
    for picture in pictures:
        found[picture.address.rpartition("/")[0].lstrip("/")][picture.address] = picture
    return {folder: list(shown.values()) for folder, shown in found.items()}


def _mark(pictures: Iterable[Picture]) -> bytes:
    """Changes with the files, and not with the words for those who don't see them."""
    return mark_of_bytes(*(f"{each.address} {each.kept}".encode() for each in pictures))


def _link(size: Size, output: Output) -> tuple[str, Look]:
    path = size.path.lstrip("/")
    output.expect(path)
    return path.rpartition("/")[2], output.link(size.kept, path)
