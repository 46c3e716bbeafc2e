"""A piece's pictures: found by number, measured, and made smaller for lists.

What had to be encoded is kept under a name made of the picture's content and the settings,
so that a warm build encodes nothing.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from pathlib import Path

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from plugins.errors import Notes

NAME = re.compile(r"([1-9][0-9]?)\.jpg")
LIST_WIDTH = 480
LIST_QUALITY = 82
CLEAN_QUALITY = 90


class Size(msgspec.Struct, frozen=True):
    """A file of a picture: where it comes from, its path on the site, and its pixels."""

    source: Path
    path: str
    width: int
    height: int


class Picture(msgspec.Struct, frozen=True):
    """`small` is for lists; only a piece's first picture has one."""

    full: Size
    small: Size | None
    alt: str

    @property
    def sizes(self) -> tuple[Size, ...]:
        return tuple(filter(None, (self.full, self.small)))


def find_pictures(folder: Path, notes: Notes) -> list[Path]:
    """The pictures 1.jpg, 2.jpg … of a piece's folder; what is missing or misnamed is noted."""
    names = {path.name for path in folder.iterdir()} - {"index.md"}
    numbers = sorted(int(match[1]) for name in names if (match := NAME.fullmatch(name)))
    for name in sorted(names):
        if not NAME.fullmatch(name) and not name.startswith("."):
            notes.add(1, "pictures", f"“{name}” is no picture. Call pictures 1.jpg, 2.jpg …")
    for wanted in range(1, max(numbers, default=1) + 1):
        if wanted not in numbers:
            notes.add(1, "pictures", f"{wanted}.jpg is missing. Put it beside index.md.")
    return [folder / f"{number}.jpg" for number in numbers]


def read_picture(path: Path, slug: str, alt: str, cache: Path, notes: Notes) -> Picture | None:
    """Measure a picture and encode what is needed; None where it can't be read."""
    try:
        data = path.read_bytes()
        full = _clean(path, data, slug, cache)
        small = _small(data, slug, cache) if path.stem == "1" else None
    except (UnidentifiedImageError, OSError):
        notes.add(1, "pictures", f"{path.name} can't be read. Save it again as a JPEG.")
        return None
    return Picture(full, small, alt)


def _clean(path: Path, data: bytes, slug: str, cache: Path) -> Size:
    """The picture as it is, or without what a camera wrote into it (place, time, serial)."""
    source = path
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        if image.getexif() or "xmp" in image.info:
            source = cache / f"{_digest(data)}-clean-q{CLEAN_QUALITY}.jpg"
            if not source.exists():
                _encode(ImageOps.exif_transpose(image), source, CLEAN_QUALITY)
    with Image.open(source) as image:
        return Size(source, f"/pictures/{slug}/{path.name}", image.width, image.height)


def _small(data: bytes, slug: str, cache: Path) -> Size:
    source = cache / f"{_digest(data)}-w{LIST_WIDTH}-q{LIST_QUALITY}.jpg"
    if not source.exists():
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            upright = ImageOps.exif_transpose(image)
            height = round(upright.height * LIST_WIDTH / upright.width)
            resized = upright.resize((LIST_WIDTH, height), Image.Resampling.LANCZOS)
            _encode(resized, source, LIST_QUALITY)
    with Image.open(source) as image:
        return Size(source, f"/pictures/{slug}/1-{LIST_WIDTH}.jpg", image.width, image.height)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:24]


def _encode(image: Image.Image, target: Path, quality: int) -> None:
    """Write a JPEG without metadata, whole or not at all."""
    clean = image.convert("RGB")
    clean.info.clear()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        clean.save(part, "JPEG", quality=quality, optimize=True, progressive=True)
    Path(part.name).replace(target)
