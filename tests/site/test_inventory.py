"""What a build knows of the site's folder is what is there, whoever looked and however it ended."""

from __future__ import annotations

import os
import signal
from multiprocessing import active_children
from pathlib import Path
from random import Random

import pytest

from plugins.inventory import FEW, Inventory, looks, take
from plugins.output import Output
from plugins.records import Record
from plugins.seen import pack
from tests.site.edits import ACCIDENTS, piece_less, price, words
from tests.site.many import write_many
from tests.site.rebuilding import Rebuilding
from tests.site.test_rebuilding import differing

NAMES = ("pieces", "pictures")
LONG = "a-name-so-long-that-all-of-them-are-more-than-what-goes-into-a-pipe-at-once"


def put(path: Path, text: str = "?") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Large enough to be looked through by a process of its own."""
    site = tmp_path / "site"
    for number in range(FEW):
        put(site / f"pieces/{LONG}-{number}/index.html", f"{number}")
        put(site / f"pictures/{LONG}-{number}/1.jpg")
    put(site / "index.html")
    put(site / "pictures/alone.jpg")
    (site / "pieces/nothing/at/all").mkdir(parents=True)
    (site / "pieces/nowhere.html").symlink_to("gone")
    return site


def taken(site: Path) -> Inventory:
    inventory = Inventory(str(site), NAMES)
    inventory.begin()
    return inventory


def test_an_inventory_has_every_file_as_it_is(site: Path) -> None:
    found = take(str(site), NAMES)

    files = [path for path in (site / "pieces").rglob("*") if path.is_file()]
    expected = {str(path.relative_to(site)): pack(path.stat()) for path in files}
    expected |= {"pictures/alone.jpg": pack((site / "pictures/alone.jpg").stat())}
    assert found.files == expected | {"pieces/nowhere.html": b""}
    folders = [path for path in (site / "pictures").iterdir() if path.is_dir()]
    assert found.pictures == {f"pictures/{path.name}": looks(str(path)) for path in folders}
    assert found.empty == ["pieces/nothing/at/all"]


def test_another_process_tells_the_same_as_who_looks(site: Path) -> None:
    inventory = taken(site)
    (process,) = active_children()

    told = inventory._found

    process.join()
    assert told == take(str(site), NAMES)
    assert process.exitcode == 0


def test_what_another_process_tells_is_of_when_the_build_began(site: Path) -> None:
    page = f"pieces/{LONG}-7/index.html"
    before = pack((site / page).stat())
    inventory = taken(site)
    assert inventory.seen(f"pieces/{LONG}-8/index.html")

    put(site / page, "written by this build")

    assert inventory.seen(page) == before


def test_where_the_process_died_the_build_looks_itself(site: Path) -> None:
    inventory = taken(site)
    (process,) = active_children()
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    told = inventory._found

    assert told == take(str(site), NAMES)
    assert process.exitcode == -signal.SIGKILL


def test_a_small_site_needs_no_process(tmp_path: Path) -> None:
    put(tmp_path / "pieces/one/index.html")

    inventory = taken(tmp_path)

    assert active_children() == []
    assert inventory.seen("pieces/one/index.html")


def test_a_sweep_leaves_what_is_expected_and_nothing_else(site: Path, tmp_path: Path) -> None:
    output = Output(site, NAMES)
    output.inventory.begin()
    kept = [f"pieces/{LONG}-{number}/index.html" for number in range(FEW - 1)]
    for path in kept:
        output.expect(path)
    pictures = [f"pictures/{LONG}-{number}" for number in range(FEW - 1)]

    left = [output.were_left(path, looks(str(site / path))) for path in pictures]
    output.sweep(Record(tmp_path / "records", site), ())

    assert all(left)
    found = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert found == {"index.html", *kept, *(f"{path}/1.jpg" for path in pictures)}
    assert not (site / "pieces/nothing").exists()


def test_a_picture_more_in_a_folder_is_noticed(site: Path) -> None:
    folder = f"pictures/{LONG}-3"
    as_written = looks(str(site / folder))
    put(site / f"{folder}/2.jpg")
    output = Output(site, NAMES)
    output.inventory.begin()

    assert not output.were_left(folder, as_written)


@pytest.mark.prove
def test_a_shop_of_many_pieces_ends_as_a_fresh_build_does(
    tmp_path: Path, picture_cache: Path
) -> None:
    """So many that the site is looked through by a process of its own."""
    shop, random = Rebuilding(tmp_path, picture_cache), Random(5)  # noqa: S311  the same every time
    write_many(shop.content, FEW)
    shop.build()

    for _ in range(3):
        for edit in (price, words, piece_less, *ACCIDENTS):
            edit(shop, random)

        assert differing(shop) == []
