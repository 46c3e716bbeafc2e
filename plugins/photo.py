"""Opens a picture as its maker saved it, and keeps nothing of it but upright pixels in sRGB."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
from collections.abc import Iterator

from PIL import Image, ImageCms, UnidentifiedImageError

SMALLEST = 320
"""Fewer pixels than a phone shows in a list are no picture of a piece."""

WIDEST = 1440
"""What a large screen shows of a picture; more is taken in and never sent."""

MOST_MEGAPIXELS = 60
"""More than a good camera has; one of several hundred would take the machine's memory."""

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by EXIF's word for how the camera was held."""

ON_ITS_SIDE = (5, 6, 7, 8)
TOLD_APART = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
READ_ERRORS = (OSError, SyntaxError, ValueError, EOFError, struct.error)
"""What Pillow raises of damaged files."""

# Pillow would warn of large pictures before anybody could say what to do: `_open` refuses them.
Image.MAX_IMAGE_PIXELS = None


class PictureError(Exception):
    """The picture can't be used; the message says why and what to do."""


@contextlib.contextmanager
def _unwarned() -> Iterator[None]:
    """Without Pillow's warnings of damaged metadata, which is thrown away in any case."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@_unwarned()
def measure(data: bytes) -> tuple[int, int]:
    """Width and height in pixels as the picture will be shown; raises PictureError."""
    image = _open(data)
    size = _shown_size(image)
    # An eighth of the size is decoded fast, and whatever is cut off is missed all the same.
    image.draft(image.mode, (1, 1))
    _load(image)
    return size


@_unwarned()
def develop(data: bytes) -> Image.Image:
    """The picture upright, in sRGB, as large as `measure` says; raises PictureError."""
    image = _open(data)
    size = _shown_size(image)
    turn = UPRIGHT.get(_orientation(image))
    # The decoder itself halves what is far too large, by less than what is taken off after it.
    image.draft(image.mode, (WIDEST, WIDEST))
    _load(image)
    plain = _in_srgb(image)
    upright = plain.transpose(turn) if turn is not None else plain
    fitted = upright if upright.size == size else upright.resize(size, Image.Resampling.LANCZOS)
    fitted.info.clear()
    return fitted


def _shown_size(image: Image.Image) -> tuple[int, int]:
    """Upright, and no wider than needed."""
    width, height = image.size
    if _orientation(image) in ON_ITS_SIDE:
        width, height = height, width
    if width <= WIDEST:
        return width, height
    return WIDEST, max(1, round(height * WIDEST / width))


def _open(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=TOLD_APART)
    except (UnidentifiedImageError, *READ_ERRORS) as error:
        raise PictureError("can't be read. Save it again as a JPEG.") from error
    width, height = image.size
    if image.format not in ("JPEG", "MPO"):
        raise PictureError(f"is a {image.format} by another name. Save it again as a JPEG.")
    if image.mode not in ("RGB", "L"):
        raise PictureError(f"has the colors of print ({image.mode}). Save it again in sRGB.")
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise PictureError(
            f"has {width * height // 1_000_000} megapixels. Save it {WIDEST} pixels wide."
        )
    if min(width, height) < SMALLEST:
        raise PictureError(
            f"is only {width} × {height} pixels. Save it with {SMALLEST} at least each way; "
            f"{WIDEST} across look best."
        )
    return image


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except READ_ERRORS as error:
        raise PictureError("is damaged or cut off. Copy or save it again.") from error


def _orientation(image: Image.Image) -> int:
    """EXIF's number for how the camera was held; 1, upright, where EXIF is damaged."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (*READ_ERRORS, KeyError, TypeError):
        return 1


def _in_srgb(image: Image.Image) -> Image.Image:
    """Browsers take a picture without a profile as sRGB, and so do we one with a broken profile."""
    profile = image.info.get("icc_profile")
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")
