"""A picture, measured, and named for the site in every size.

A file's address carries a mark of its content, so that it may be kept for ever and a new picture
shows at once. The full JPEG has none: mails, feeds and what others have shared name it, so its
address must stay, and whoever serves the site has it asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from plugins.errors import Notes
from plugins.photo import PictureError, measure
from plugins.picture_cache import find, key_of, name_of, steps

MARK = 10
"""So many signs of its content stand in a file's name."""

IN_LISTS = 480
"""The width that is enough where a picture is one of many."""

IN_CARDS = 720
"""The widest of use there, on the sharpest screens."""


class Size(msgspec.Struct, frozen=True):
    """A file of a picture: what it is called in the cache, its path on the site, and its pixels."""

    kept: str
    path: str
    width: int
    height: int

    @property
    def source(self) -> Path:
        """Where the file comes from."""
        return Path(self.kept)


class Picture(msgspec.Struct, frozen=True):
    """A picture in growing sizes, all told by its own: thousands are in memory at once.

    `address` is where its files begin, such as `/pictures/river-band/1`; `kept` is its folder in
    the cache, named by the content of `original`. Whether it is made, the cache knows.
    """

    alt: str
    address: str
    kept: str
    width: int
    height: int
    original: str

    @property
    def unmade(self) -> str | None:
        """Its original, where its files are still to be encoded."""
        cache, _, key = self.kept.rpartition("/")
        return None if find(Path(cache), key) else self.original

    @property
    def jpegs(self) -> tuple[Size, ...]:
        *smaller, full = self._sizes("jpg")
        return (*smaller, msgspec.structs.replace(full, path=self.path))

    @property
    def avifs(self) -> tuple[Size, ...]:
        return tuple(self._sizes("avif"))

    @property
    def path(self) -> str:
        """That of the full JPEG, which stays the same whatever the picture shows."""
        return f"{self.address}.jpg"

    @property
    def full(self) -> Size:
        """The largest JPEG."""
        source = f"{self.kept}/{name_of(self.width, self.height, 'jpg')}"
        return Size(source, self.path, self.width, self.height)

    @property
    def small(self) -> Size:
        """The JPEG for lists."""
        if self.width <= IN_LISTS:
            return self.full
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
        widths = [width for width, _ in steps(self.width, self.height)]
        fitting = [width for width in widths if not widest or width <= widest] or widths[:1]
        if kind == "avif":
            return ", ".join(f"{self._marked(width, 'avif')} {width}w" for width in fitting)
        smaller = (f"{self._marked(width, 'jpg')} {width}w" for width in fitting[:-1])
        last = fitting[-1]
        path = self.path if last == self.width else self._marked(last, "jpg")
        return ", ".join((*smaller, f"{path} {last}w"))

    def _marked(self, width: int, kind: str) -> str:
        mark = self.kept.rpartition("/")[2][:MARK]
        return f"{self.address}-{width}.{mark}.{kind}"

    def _sizes(self, kind: str) -> Iterator[Size]:
        for width, height in steps(self.width, self.height):
            source = f"{self.kept}/{name_of(width, height, kind)}"
            yield Size(source, self._marked(width, kind), width, height)


def read_picture(path: Path, slug: str, alt: str, cache: Path, notes: Notes) -> Picture | None:
    """Find a picture in the cache or measure it; None where it can't be used, which is noted."""
    try:
        data = path.read_bytes()
        key = key_of(data)
        width, height = find(cache, key) or _measure(key, data)
    except OSError:
        notes.add(
            1, "pictures", f"{path.name} can't be opened. Make it readable, or save it again."
        )
        return None
    except PictureError as error:
        notes.add(1, "pictures", f"{path.name} {error}")
        return None
    address = f"/pictures/{slug}/{path.stem}"
    return Picture(alt, address, f"{cache}/{key}", width, height, str(path))


def _measure(key: str, data: bytes) -> tuple[int, int]:
    """As `measure`, once for a picture that many pieces show, such as that of the gift box."""
    if key not in _measured:
        _measured[key] = measure(data)
    return _measured[key]


_measured: dict[str, tuple[int, int]] = {}
