"""Whatever a build meets with, the next one is right, and says what it threw away and why."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from plugins.picture_cache import SEAL
from tests.site.bench import RING
from tests.site.edits import add, collection, picture, words
from tests.site.rebuilding import AS_EVER, Rebuilding
from tests.site.test_rebuilding import differing

NO_ROOM = "Make room, build again."
POINTS = 12
"""So many points of a build are tried, from its first change of a file to its last."""


@pytest.fixture
def shop(tmp_path: Path, picture_cache: Path) -> Rebuilding:
    return Rebuilding(tmp_path, picture_cache)


def points(shop: Rebuilding) -> list[int]:
    """Numbers of changes of files, spread over the whole of a build."""
    edit_widely(shop)
    number = shop.changes()
    shop.go_back()
    shop.build()
    return [*range(1, number, max(1, number // POINTS))]


def edit_widely(shop: Rebuilding) -> None:
    """A collection more, a page at the root with it, and new words."""
    random = Random(3)  # noqa: S311  the same every time
    for edit in (collection, words, words):
        edit(shop, random)


@pytest.mark.prove
@pytest.mark.parametrize("how", ["killed", "full"])
def test_a_build_that_is_cut_off_anywhere_leaves_nothing_wrong_behind(
    how: str, shop: Rebuilding
) -> None:
    shop.build()

    for at in points(shop):
        edit_widely(shop)
        ended, said = shop.cut_off(how, at)

        assert ended == -9 if how == "killed" else ended in {0, 1}, (at, said)
        assert how == "killed" or NO_ROOM in said or "couldn't be kept" in said, (at, said)
        assert "Traceback" not in said, (at, said)
        # What was begun isn't wanted any more: nothing of it may stay.
        shop.go_back()
        assert differing(shop) == [], at


@pytest.mark.parametrize(("how", "at"), [("killed", 14), ("full", 9)])
def test_after_a_build_that_was_cut_off_the_next_one_is_right(
    how: str, at: int, shop: Rebuilding
) -> None:
    shop.build()
    edit_widely(shop)

    ended, said = shop.cut_off(how, at)

    assert ended == (-9 if how == "killed" else 1)
    assert how == "killed" or NO_ROOM in said
    assert differing(shop) == []


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="Linux's own command makes no room")
@pytest.mark.parametrize("largest", [0, 9000])
def test_without_room_a_build_says_so_and_the_next_one_is_right(
    largest: int, shop: Rebuilding
) -> None:
    shop.build()
    edit_widely(shop)

    run = shop.start(shop.kept, ("prlimit", f"--fsize={largest}", *AS_EVER))
    said, _ = run.communicate()

    assert run.returncode == 1
    assert f"The site can't be written (File too large). {NO_ROOM}" in said
    assert "What this build read couldn't be kept. The next build takes longer." in said
    assert "Traceback" not in said
    assert differing(shop) == []


def damage_a_row(ledger: Path) -> None:
    data = bytearray(ledger.read_bytes())
    data[data.index(b"It is round.")] ^= 1
    ledger.write_bytes(data)


def take_over(ledger: Path) -> None:
    """As if other versions of our programs had written it."""
    with sqlite3.connect(ledger) as database:
        database.execute("UPDATE programs SET mark = ?", (b"of last year",))
    database.close()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (damage_a_row, "is damaged"),
        (lambda ledger: ledger.write_bytes(b"no ledger" * 999), "is damaged"),
        (lambda ledger: os.truncate(ledger, 5000), "is damaged"),
        (take_over, "is of other programs than these"),
    ],
    ids=["a byte", "all of it", "cut off", "another version"],
)
def test_what_is_kept_in_vain_is_thrown_away_and_that_is_said(
    spoil: Callable[[Path], None], why: str, shop: Rebuilding
) -> None:
    before, _ = shop.build()
    spoil(shop.ledger)

    after, said = shop.build()

    assert f"What the last build kept {why}. It was thrown away, and everything" in said
    assert after == before
    assert "thrown away" not in shop.build()[1]


def test_a_damaged_record_leaves_no_page_of_a_collection_that_is_gone(shop: Rebuilding) -> None:
    edit_widely(shop)
    shop.build()
    (record,) = (shop.kept / "OUTPUT_RECORDS").iterdir()
    record.write_bytes(record.read_bytes().replace(b"hats/index", b"hatz/index"))

    shop.go_back()

    assert differing(shop) == []
    assert not (shop.output / "hats").exists()


def test_a_picture_that_is_damaged_is_encoded_again(shop: Rebuilding) -> None:
    """On the site it is the very file that is kept: both are damaged at once."""
    shop.build()
    shown = shop.output / "pictures/creek-ring/1.jpg"
    right = shown.read_bytes()
    shown.write_bytes(right[:-20] + bytes(20))

    shop.build()

    assert shown.read_bytes() == right


def test_pictures_that_were_copied_without_their_times_are_kept(shop: Rebuilding) -> None:
    shop.build()
    folders = [path for path in (shop.kept / "pictures").iterdir() if path.is_dir()]
    for path in (shop.kept / "pictures").rglob("*.*"):
        os.utime(path, (1, 1))
    nodes = {path: path.stat().st_ino for folder in folders for path in folder.glob("*.jpg")}
    shutil.rmtree(shop.output)

    shop.build()

    assert {path: path.stat().st_ino for path in nodes} == nodes
    assert all(len(list(folder.glob(f"{SEAL}*"))) == 1 for folder in folders)


def test_two_builds_of_one_folder_wait_for_each_other(shop: Rebuilding) -> None:
    runs = [shop.start(shop.kept) for _ in range(2)]
    said = [run.communicate()[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0], said
    assert shop.files(shop.kept) == shop.build_fresh()


def test_two_builds_of_two_folders_share_pictures(shop: Rebuilding) -> None:
    picture(shop, Random(2))  # noqa: S311  the same every time
    folders = [shop.folder / name for name in ("one", "two")]

    runs = [shop.start(folder) for folder in folders]
    said = [run.communicate()[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0], said
    assert shop.files(folders[0]) == shop.files(folders[1]) == shop.build_fresh()


def test_an_edit_under_a_clock_that_was_set_back_is_seen(shop: Rebuilding) -> None:
    shop.build()
    page = shop.content / "products/creek-ring/index.md"
    was = page.stat()

    page.write_text(page.read_text("utf-8").replace("It is round.", "It was round"), "utf-8")
    os.utime(page, ns=(was.st_atime_ns, was.st_mtime_ns))
    page.write_text(page.read_text("utf-8") + ".", "utf-8")
    os.utime(page, (1, 1))

    assert differing(shop) == []
    assert "It was round" in (shop.output / "pieces/creek-ring/index.html").read_text("utf-8")


def test_a_catalogue_changed_at_once_is_right_at_once(shop: Rebuilding) -> None:
    """As by a switch to another branch: more than one process is worth."""
    change_all(shop, 250)


@pytest.mark.prove
def test_ten_thousand_files_changed_at_once_are_right_at_once(shop: Rebuilding) -> None:
    change_all(shop, 10_000)


def change_all(shop: Rebuilding, number: int) -> None:
    for count in range(number):
        shop.bench.piece(RING.replace("Creek", f"Ring {count}"), f"ring-{count}")
    before, _ = shop.build()

    for path in (shop.content / "products").glob("ring-*/index.md"):
        add(path, "It is as round as all others.")
    built, fresh = shop.build()[0], shop.build_fresh()

    assert built.keys() == fresh.keys()
    assert [name for name in built if built[name] != fresh[name]] == []
    assert built["output/pieces/ring-7/index.html"] != before["output/pieces/ring-7/index.html"]
