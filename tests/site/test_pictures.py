"""Pictures: encoded once, named for ever, telling nothing of where they were taken."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]  # has no types
import pytest
from PIL import Image, ImageCms

from plugins import picture_cache
from plugins.cache import sweep_cache
from plugins.errors import ContentError, Notes
from plugins.photo import PictureError, develop, measure
from plugins.picture_cache import fill, find, key_of
from plugins.pictures import Picture, read_picture
from tests.site.building import ROOT, Site, build_site, paint

DAY = 24 * 60 * 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paint(tmp_path / "1.jpg", 960, 1200)
    return tmp_path


def look(folder: Path) -> tuple[Picture | None, list[str]]:
    errors: list[ContentError] = []
    notes = Notes(folder / "index.md", folder, errors)
    picture = read_picture(folder / "1.jpg", "river-band", "A band", folder / "cache", notes)
    return picture, [str(error) for error in errors]


def read(folder: Path) -> Picture:
    picture, errors = look(folder)
    assert picture is not None, errors
    return picture


def encoded(folder: Path) -> Picture:
    picture = read(folder)
    kept = picture.full.source.parent
    fill(kept.parent, kept.name, folder / "1.jpg")
    return read(folder)


def jpeg(image: Image.Image, **how: object) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", **how)
    return data.getvalue()


def halves(left: str, right: str, width: int = 800, height: int = 400) -> Image.Image:
    """A picture that shows which way it is turned."""
    image = Image.new("RGB", (width, height), left)
    image.paste(right, (width // 2, 0, width, height))
    return image


def color(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The color at a place, named as parts of the width and the height."""
    found = image.getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(found, tuple)
    return found


def near(found: tuple[int, ...], wanted: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def test_a_picture_has_four_widths_of_two_kinds_and_is_never_enlarged(folder: Path) -> None:
    wide = read(folder)
    paint(folder / "wide/1.jpg", 2000, 1000)
    paint(folder / "small/1.jpg", 400, 500)

    assert [(size.width, size.height) for size in wide.avifs] == [
        (320, 400),
        (480, 600),
        (720, 900),
        (960, 1200),
    ]
    assert [size.width for size in wide.jpegs] == [320, 480, 720, 960]
    assert (wide.small.width, wide.full.width) == (480, 960)
    assert [size.width for size in read(folder / "wide").avifs] == [320, 480, 720, 1440]
    assert [size.width for size in read(folder / "small").avifs] == [320, 400]
    assert read(folder / "small").small.width == 400


def test_the_full_jpeg_keeps_its_address_and_all_else_is_named_after_the_content(
    folder: Path,
) -> None:
    before = read(folder)
    paint_over(folder, "white")
    after = read(folder)

    assert before.full.path == after.full.path == "/pictures/river-band/1.jpg"
    mark = before.full.source.parent.name[:10]
    assert before.small.path == f"/pictures/river-band/1-480.{mark}.jpg"
    assert before.srcset("avif", 480) == (
        f"/pictures/river-band/1-320.{mark}.avif 320w, /pictures/river-band/1-480.{mark}.avif 480w"
    )
    assert not {size.path for size in before.avifs} & {size.path for size in after.avifs}


def paint_over(folder: Path, paper: str) -> None:
    Image.new("RGB", (960, 1200), paper).save(folder / "1.jpg")


def test_every_file_has_the_pixels_that_its_name_says(folder: Path) -> None:
    picture = encoded(folder)

    for size in picture.sizes:
        with Image.open(size.source) as image:
            assert image.size == (size.width, size.height)
            assert image.format == ("AVIF" if size in picture.avifs else "JPEG")


def test_a_picture_that_is_kept_is_neither_encoded_nor_opened_again(folder: Path) -> None:
    assert read(folder).unmade == str(folder / "1.jpg")
    kept = encoded(folder)
    # What the cache knows by its content is taken at the cache's word, even if it is no picture.
    (folder / "1.jpg").write_bytes(b"no picture")
    kept.full.source.parent.rename(folder / "cache" / key_of(b"no picture"))

    assert read(folder).unmade is None
    assert [size.width for size in read(folder).avifs] == [320, 480, 720, 960]


def test_a_picture_that_has_changed_is_encoded_again(folder: Path) -> None:
    encoded(folder)
    paint_over(folder, "white")

    assert read(folder).unmade == str(folder / "1.jpg")
    assert near(color(Image.open(encoded(folder).small.source), 0.5, 0.5), (255, 255, 255))


@pytest.mark.parametrize("damage", ["a file is gone", "a file is empty"])
def test_what_is_damaged_in_the_cache_is_made_again(folder: Path, damage: str) -> None:
    spoiled = encoded(folder).avifs[1].source
    spoiled.unlink()
    if damage == "a file is empty":
        spoiled.touch()

    assert read(folder).unmade
    assert encoded(folder).unmade is None
    assert spoiled.stat().st_size


def test_a_setting_that_changed_makes_another_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = encoded(folder)
    monkeypatch.setattr(picture_cache, "SETTINGS", b"another quality")

    after = read(folder)

    assert after.unmade
    assert after.avifs[0].path != before.avifs[0].path


def test_a_picture_that_changes_while_the_shop_is_built_is_not_kept_as_another(
    folder: Path,
) -> None:
    kept = read(folder).full.source.parent
    paint_over(folder, "white")

    with pytest.raises(PictureError, match=r"1\.jpg was changed .* Build again"):
        fill(kept.parent, kept.name, folder / "1.jpg")

    assert find(kept.parent, kept.name) is None


def test_the_cache_forgets_what_no_build_wanted_for_a_month(folder: Path) -> None:
    wanted = encoded(folder).full.source.parent
    paint_over(folder, "white")
    unwanted = encoded(folder).full.source.parent
    half_done = folder / "cache/.key.1"
    half_done.mkdir()
    for path, days in ((wanted, 40), (unwanted, 40), (half_done, 2)):
        os.utime(path, (time.time() - days * DAY,) * 2)

    assert find(wanted.parent, wanted.name) == (960, 1200)
    sweep_cache(folder / "cache")

    assert list((folder / "cache").iterdir()) == [wanted]


def test_what_a_camera_wrote_stays_at_home(folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    written = {"exif": exif, "xmp": b"<x:xmpmeta/>", "comment": b"at home"}
    (folder / "1.jpg").write_bytes(jpeg(halves("red", "blue", 1200, 960), **written) + b"a film")

    picture = encoded(folder)

    assert (picture.full.width, picture.full.height) == (960, 1200)
    for size in picture.sizes:
        assert metadata(size.source) == []
    with Image.open(picture.full.source) as image:
        assert near(color(image, 0.5, 0.1), (254, 0, 0))
        assert near(color(image, 0.5, 0.9), (0, 0, 254))


def metadata(path: Path) -> list[str]:
    """What a file tells beside its pixels."""
    data = path.read_bytes()
    words = (b"Exif", b"xmp", b"ICC_PROFILE", b"Photoshop", b"at home", b"a film", b"prof")
    with Image.open(path) as image:
        told = [name for name in ("exif", "xmp", "icc_profile", "comment") if image.info.get(name)]
    return told + [word.decode() for word in words if word in data]


@pytest.mark.parametrize("held", range(2, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(held: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = held
    upright = halves("red", "blue")
    turned = upright.transpose(AS_HELD[held]) if held in AS_HELD else upright

    shown = develop(jpeg(turned, exif=exif))

    assert shown.size == (800, 400)
    assert near(color(shown, 0.1, 0.5), (254, 0, 0))
    assert near(color(shown, 0.9, 0.5), (0, 0, 254))


AS_HELD = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What undoes each word of EXIF: what a camera held that way would have written."""


def test_colors_of_another_profile_are_shown_as_they_were_meant(folder: Path) -> None:
    # A profile without white at D65: the same numbers mean other colors.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = halves("#c08040", "#4080c0")

    same = develop(jpeg(plain, icc_profile=srgb, quality=95))
    swapped = develop(jpeg(plain, icc_profile=exchange_red_and_blue(srgb), quality=95))
    broken = develop(jpeg(plain, icc_profile=b"no profile", quality=95))
    foreign = develop(jpeg(plain, icc_profile=profile, quality=95))

    for shown in (same, broken, foreign):
        assert near(color(shown, 0.1, 0.5), (0xC0, 0x80, 0x40))
    assert near(color(swapped, 0.1, 0.5), (0x40, 0x80, 0xC0))
    assert all("icc_profile" not in shown.info for shown in (same, swapped, broken, foreign))
    assert folder


def exchange_red_and_blue(profile: bytes) -> bytes:
    return (
        profile.replace(b"rXYZ", b"tmpX", 1)
        .replace(b"bXYZ", b"rXYZ", 1)
        .replace(b"tmpX", b"bXYZ", 1)
    )


def test_a_gray_picture_is_as_good_as_any() -> None:
    assert develop(jpeg(Image.new("L", (400, 400), 128))).mode == "RGB"


def png() -> bytes:
    data = io.BytesIO()
    Image.new("I;16", (400, 400)).save(data, "PNG")
    return data.getvalue()


UNUSABLE = {
    "empty": (b"", "can't be read. Save it again as a JPEG."),
    "no picture": (b"no picture", "can't be read. Save it again as a JPEG."),
    "of another kind": (png(), "is a PNG by another name. Save it again as a JPEG."),
    "for print": (
        jpeg(Image.new("CMYK", (400, 400))),
        "has the colors of print (CMYK). Save it again in sRGB.",
    ),
    "cut off": (
        jpeg(Image.effect_noise((400, 400), 90))[:-9000],
        "is damaged or cut off. Copy or save it again.",
    ),
    "cut off, in steps": (
        jpeg(Image.effect_noise((400, 400), 90), progressive=True)[:-9000],
        "is damaged or cut off. Copy or save it again.",
    ),
    "a dot": (
        jpeg(Image.new("RGB", (1, 1))),
        ("is only 1 × 1 pixels. Save it with 320 at least each way; 1440 across look best."),
    ),
    "a hundred megapixels": (
        jpeg(Image.new("L", (10_000, 10_000))),
        "has 100 megapixels. Save it 1440 pixels wide.",
    ),
    "two hundred": (
        jpeg(Image.new("L", (20_000, 10_000))),
        "has 200 megapixels. Save it 1440 pixels wide.",
    ),
}


@pytest.mark.parametrize(("data", "said"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_picture_that_can_not_be_used_is_named_with_what_to_do(
    folder: Path, data: bytes, said: str
) -> None:
    (folder / "1.jpg").write_bytes(data)

    assert look(folder) == (None, [f"index.md:1: pictures: 1.jpg {said}"])


def test_a_picture_damaged_anywhere_is_shown_or_refused_and_never_more() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = jpeg(Image.effect_noise((330, 320), 60).convert("RGB"), exif=exif, quality=20)

    for place in [*range(2, 700, 3), *range(700, len(whole), 997)]:
        for damage in (b"\x00", b"\xff"):
            spoiled = whole[:place] + damage + whole[place + 1 :]
            with contextlib.suppress(PictureError):
                assert develop(spoiled).size == measure(spoiled)


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


def test_whoever_loses_patience_keeps_what_is_done(folder: Path, terminal: tuple[int, int]) -> None:
    for number in range(40):
        Image.effect_noise((400, 400), 40 + number).save(folder / f"{number}.jpg")
    here, there = terminal
    run = subprocess.Popen(
        [sys.executable, "-c", DEVELOP_ALL, folder],
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"},
        stdin=there,
        stdout=there,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )

    shown = b""
    while not re.search(rb"[1-9]/40", shown):
        assert select.select([here], [], [], 60)[0], shown
        shown += os.read(here, 4096)
    os.killpg(run.pid, signal.SIGINT)
    # A terminal that nobody reads is full one day, and then blocks who writes to it.
    last = time.monotonic() + 60
    while run.poll() is None and time.monotonic() < last:
        if select.select([here], [], [], 0.1)[0]:
            os.read(here, 4096)
    _, complaints = run.communicate(timeout=10)

    kept = {path.name for path in (folder / "cache").iterdir()}
    assert b"Pictures" in shown
    assert complaints.count(b"Traceback") == 1, complaints.decode()
    assert complaints.rstrip().endswith(b"KeyboardInterrupt")
    assert 1 <= len(kept) < 40
    assert all(find(folder / "cache", key) for key in kept)


DEVELOP_ALL = """
import sys
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element
from plugins.darkroom import encode
from plugins.errors import Notes
from plugins.pictures import read_picture
folder = Path(sys.argv[1])
notes = Notes(folder / "index.md", folder, [])
paths = sorted(folder.glob("*.jpg"))
encode([read_picture(path, "ring", "A ring", folder / "cache", notes) for path in paths])
"""


def images(text: str) -> list[tuple[Element, Element | None]]:
    """Every image of a page, with the AVIF source that stands before it in its picture."""
    page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    inside = {
        image: picture.find("source") for picture in page.iter("picture") for image in picture
    }
    return [(image, inside.get(image)) for image in page.iter("img")]


def candidates(element: Element) -> dict[str, int]:
    """Addresses of a srcset with the widths that it tells."""
    parts = [part.split() for part in element.get("srcset", "").split(", ") if part]
    return {address: int(width.removesuffix("w")) for address, width in parts}


def test_every_image_of_the_shop_has_an_avif_and_says_what_its_files_are(site: Site) -> None:
    files: dict[str, tuple[int, int]] = {}
    for path, text in site.pages.items():
        for image, source in images(text):
            assert source is not None, path
            assert (source.get("type"), bool(source.get("sizes"))) == ("image/avif", True)
            width, height = int(image.attrib["width"]), int(image.attrib["height"])
            files[image.attrib["src"]] = (width, height)
            for address, wide in (candidates(image) | candidates(source)).items():
                files[address] = (wide, round(height * wide / width))

    assert len(files) > 100
    for address, pixels in files.items():
        with Image.open(site.file(address)) as found:
            assert abs(found.width - pixels[0]) + abs(found.height - pixels[1]) <= 1, address
            assert found.format == ("AVIF" if address.endswith(".avif") else "JPEG")
        assert metadata(site.file(address)) == []


def test_a_page_with_pictures_has_one_that_comes_first(site: Site) -> None:
    for path, text in site.pages.items():
        first = [image for image, _ in images(text) if image.get("fetchpriority") == "high"]

        # An entry of the journal, or a letter, opens with its words; its pieces stand below them.
        opens = images(text) and not path.startswith(("/journal/", "/letters/"))
        assert len(first) == (1 if opens else 0), path
        assert not [image for image in first if image.get("loading")], path


def test_all_that_is_named_for_ever_carries_its_content_and_the_rest_is_known(site: Site) -> None:
    plain = {
        path.relative_to(site.output).as_posix()
        for path in (site.output / "pictures").rglob("*.*")
        if not re.search(r"\.[0-9a-f]{10}\.(avif|jpg)$", path.name)
    }

    assert {piece.picture.lstrip("/") for piece in site.promises.pieces} <= plain
    assert {PurePosixPath(path).suffix for path in plain} == {".jpg"}


def test_a_shop_that_has_not_changed_is_built_of_pictures_that_are_there(
    site: Site, content: Path, tmp_path: Path
) -> None:
    before = stamps(ROOT / ".cache/pictures")
    assert len(before) > 100

    again = build_site(content, tmp_path)

    shown = stamps(again.output / "pictures")
    assert len(shown) == len(stamps(site.output / "pictures"))
    assert set(shown.values()) <= set(before.values())


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """How large each file is, and when it was encoded: linked or copied, both stay."""
    found = {path: path.stat() for path in folder.rglob("*.*") if path.is_file()}
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}
