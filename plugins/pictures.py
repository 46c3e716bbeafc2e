"""A picture, measured, and named for the site in every size.

A file's address carries a mark of its content, so that it may be kept for ever and a new picture
shows at once. The full JPEG has none: mails, feeds and what others have shared name it, so its
address must stay, and whoever serves the site has it asked for again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from plugins.errors import Notes
from plugins.photo import PictureError, measure
from plugins.picture_cache import find, key_of, name_of, steps

IN_LISTS = 480
"""The width that is enough where a picture is one of many."""

IN_CARDS = 720
"""The widest of use there, on the sharpest screens."""


class Size(msgspec.Struct, frozen=True):
    """A file of a picture: where it comes from, its path on the site, and its pixels."""

    source: Path
    path: str
    width: int
    height: int


class Picture(msgspec.Struct, frozen=True):
    """A picture in growing sizes; `unmade` is its original where they are still to be encoded."""

    alt: str
    jpegs: tuple[Size, ...]
    avifs: tuple[Size, ...]
    unmade: Path | None = None

    @property
    def full(self) -> Size:
        """The largest JPEG, at an address that stays the same whatever the picture shows."""
        return self.jpegs[-1]

    @property
    def small(self) -> Size:
        """The JPEG for lists."""
        return next((size for size in self.jpegs if size.width >= IN_LISTS), self.full)

    @property
    def sizes(self) -> tuple[Size, ...]:
        return self.avifs + self.jpegs

    @property
    def in_cards(self) -> str:
        """The AVIFs for lists, as a srcset."""
        return self.srcset("avif", IN_CARDS)

    def srcset(self, kind: Literal["avif", "jpeg"], widest: int | None = None) -> str:
        """The addresses with their widths, as in HTML; none wider than `widest`."""
        sizes = self.avifs if kind == "avif" else self.jpegs
        fitting = [size for size in sizes if not widest or size.width <= widest] or sizes[:1]
        return ", ".join(f"{size.path} {size.width}w" for size in fitting)


def read_picture(path: Path, slug: str, alt: str, cache: Path, notes: Notes) -> Picture | None:
    """Find a picture in the cache or measure it; None where it can't be used, which is noted."""
    try:
        data = path.read_bytes()
        key = key_of(data)
        kept = find(cache, key)
        width, height = kept or _measure(key, data)
    except OSError:
        notes.add(
            1, "pictures", f"{path.name} can't be opened. Make it readable, or save it again."
        )
        return None
    except PictureError as error:
        notes.add(1, "pictures", f"{path.name} {error}")
        return None
    jpegs, avifs = [], []
    for step in steps(width, height):
        marked = f"/pictures/{slug}/{path.stem}-{step[0]}.{key[:10]}"
        jpegs.append(Size(cache / key / name_of(*step, "jpg"), f"{marked}.jpg", *step))
        avifs.append(Size(cache / key / name_of(*step, "avif"), f"{marked}.avif", *step))
    jpegs[-1] = msgspec.structs.replace(jpegs[-1], path=f"/pictures/{slug}/{path.stem}.jpg")
    return Picture(alt, tuple(jpegs), tuple(avifs), None if kept else path)


def _measure(key: str, data: bytes) -> tuple[int, int]:
    """As `measure`, once for a picture that many pieces show, such as that of the gift box."""
    if key not in _measured:
        _measured[key] = measure(data)
    return _measured[key]


_measured: dict[str, tuple[int, int]] = {}
