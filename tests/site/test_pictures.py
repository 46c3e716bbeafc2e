"""Pictures are measured always, encoded once, and tell nothing of where they were taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from plugins.errors import ContentError, Notes
from plugins.pictures import Picture, read_picture
from tests.site.building import paint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paint(tmp_path / "1.jpg", 960, 1200)
    return tmp_path


def read(folder: Path) -> Picture:
    errors: list[ContentError] = []
    notes = Notes(folder / "index.md", folder, errors)
    picture = read_picture(folder / "1.jpg", "river-band", "A band", folder / "cache", notes)
    assert picture is not None, errors
    return picture


def test_the_first_picture_is_kept_as_it_is_with_a_smaller_one_for_lists(folder: Path) -> None:
    picture = read(folder)

    assert picture.full.source == folder / "1.jpg"
    assert (picture.full.path, picture.full.width) == ("/pictures/river-band/1.jpg", 960)
    assert picture.small is not None
    assert (picture.small.path, picture.small.width, picture.small.height) == (
        "/pictures/river-band/1-480.jpg",
        480,
        600,
    )


def test_a_picture_that_has_not_changed_is_not_encoded_again(folder: Path) -> None:
    read(folder)
    kept = next((folder / "cache").iterdir())
    kept.write_bytes((folder / "1.jpg").read_bytes())

    small = read(folder).small

    assert small is not None
    assert small.width == 960
    assert len(list((folder / "cache").iterdir())) == 1


def test_a_picture_that_has_changed_is_encoded_again(folder: Path) -> None:
    read(folder)
    Image.new("RGB", (960, 1200), "white").save(folder / "1.jpg")

    read(folder)

    assert len(list((folder / "cache").iterdir())) == 2


def test_what_a_camera_wrote_stays_at_home(folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "A camera"
    Image.new("RGB", (1200, 960), "white").save(folder / "1.jpg", exif=exif)

    picture = read(folder)

    assert (picture.full.width, picture.full.height) == (960, 1200)
    assert picture.small is not None
    assert (picture.small.width, picture.small.height) == (480, 600)
    for size in (picture.full, picture.small):
        with Image.open(size.source) as image:
            assert not image.getexif()
