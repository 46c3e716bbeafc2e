"""Pictures that travel with a letter: small JPEGs, so that nothing is fetched when it is opened."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import msgspec
from PIL import Image

from plugins.cache import read_kept, write_kept
from plugins.pictures import Picture

MOST_BYTES = 40 * 1024
QUALITIES = (82, 76, 70, 62, 54, 46)
NARROWER = 0.85
"""What is too heavy at every quality is made smaller, by so much at a time."""

SALT = repr((2, MOST_BYTES, QUALITIES, NARROWER)).encode()


class MailPicture(msgspec.Struct, frozen=True):
    data: bytes
    width: int
    height: int


def mail_picture(picture: Picture, width: int, cache: Path) -> MailPicture:
    """The picture as a JPEG of MOST_BYTES at most, no wider than `width` pixels.

    It has to be encoded for the site already.
    """
    source = next((size for size in picture.jpegs if size.width >= width), picture.full).source
    original = source.read_bytes()
    kept_as = cache / hashlib.sha256(SALT + str(width).encode() + original).hexdigest()
    kept = read_kept(kept_as)
    if kept is not None:
        return msgspec.msgpack.decode(kept, type=MailPicture)
    data = _encode(Image.open(io.BytesIO(original)), width)
    with Image.open(io.BytesIO(data)) as image:
        made = MailPicture(data, *image.size)
    cache.mkdir(parents=True, exist_ok=True)
    write_kept(kept_as, msgspec.msgpack.encode(made))
    return made


def _encode(image: Image.Image, width: int) -> bytes:
    while True:
        size = min(width, image.width)
        height = max(1, round(image.height * size / image.width))
        fitted = image.resize((size, height), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            target = io.BytesIO()
            fitted.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
            if target.tell() <= MOST_BYTES:
                return target.getvalue()
        width = round(size * NARROWER)
