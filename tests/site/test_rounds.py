"""What a build knows of the site's folder is what is there, whoever looked and however it ended."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import active_children
from pathlib import Path
from random import Random

import msgspec
import pytest

from plugins.inventory import Contents, looks, take
from plugins.looking import look_at_pieces
from plugins.output import Output
from plugins.records import Record
from plugins.rounds import FEW, Rounds
from plugins.seen import TICK, pack
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


@pytest.fixture
def pieces(tmp_path: Path) -> Path:
    """So many that it is worth a process."""
    pieces = tmp_path / "products"
    for number in range(FEW):
        put(pieces / f"{LONG}-{number}/index.md", f"{number}")
    put(pieces / "alone.md")
    (pieces / "nothing").mkdir()
    return pieces


def found(data: bytes) -> Contents:
    return msgspec.msgpack.decode(data, type=Contents)


def test_an_inventory_has_every_file_as_it_is(site: Path) -> None:
    taken = found(take(str(site), NAMES))

    files = [path for path in (site / "pieces").rglob("*") if path.is_file()]
    expected = {str(path.relative_to(site)): pack(path.stat()) for path in files}
    expected |= {"pictures/alone.jpg": pack((site / "pictures/alone.jpg").stat())}
    assert taken.files == expected | {"pieces/nowhere.html": b""}
    folders = [path for path in (site / "pictures").iterdir() if path.is_dir()]
    assert taken.pictures == {f"pictures/{path.name}": looks(str(path)) for path in folders}
    assert taken.empty == ["pieces/nothing/at/all"]


def test_pieces_look_as_their_files_and_pictures_do(pieces: Path) -> None:
    time.sleep(2 * TICK / 10**9)
    before = look_at_pieces(pieces)
    put(pieces / f"{LONG}-1/1.jpg")
    put(pieces / "alone.md", "!?")
    just_now = look_at_pieces(pieces)
    time.sleep(2 * TICK / 10**9)

    after = look_at_pieces(pieces)

    assert all(before.values())
    assert {name for name in before if before[name] != after[name]} == {f"{LONG}-1", "alone.md"}
    assert {name for name in just_now if not just_now[name]} == {f"{LONG}-1", "alone.md"}
    assert look_at_pieces(pieces / "missing") == {}


def test_another_process_tells_the_same_as_who_looks(site: Path, pieces: Path) -> None:
    time.sleep(2 * TICK / 10**9)
    rounds = Rounds(pieces, site, NAMES)
    (process,) = active_children()

    looked, taken = rounds.looks(), rounds.inventory.contents

    process.join()
    assert looked == look_at_pieces(pieces)
    assert taken == found(take(str(site), NAMES))
    assert process.exitcode == 0


def test_what_another_process_tells_is_of_when_the_build_began(site: Path, pieces: Path) -> None:
    page = f"pieces/{LONG}-7/index.html"
    before = pack((site / page).stat())
    output = Output(site, Rounds(pieces, site, NAMES).inventory)
    output.look_round()

    written = output.write(page, (b"by this build",))

    assert output.was_left(page, before)
    assert not output.was_left(page, written)


@pytest.mark.parametrize("told_before", [0, 1], ids=["at once", "on its way"])
def test_where_the_process_died_the_build_looks_itself(
    told_before: int, site: Path, pieces: Path
) -> None:
    rounds = Rounds(pieces, site, NAMES)
    (process,) = active_children()
    for _ in range(told_before):
        rounds.looks()
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    time.sleep(2 * TICK / 10**9)

    taken = rounds.inventory.contents

    assert rounds.looks().keys() == look_at_pieces(pieces).keys()
    assert taken == found(take(str(site), NAMES))
    assert process.exitcode == -signal.SIGKILL


def test_a_small_shop_needs_no_process(tmp_path: Path) -> None:
    put(tmp_path / "site/pieces/one/index.html")
    put(tmp_path / "products/one/index.md")

    rounds = Rounds(tmp_path / "products", tmp_path / "site", NAMES)

    assert active_children() == []
    assert rounds.inventory.seen("pieces/one/index.html")
    assert rounds.looks().keys() == {"one"}


def test_a_sweep_leaves_what_is_expected_and_nothing_else(
    site: Path, pieces: Path, tmp_path: Path
) -> None:
    output = Output(site, Rounds(pieces, site, NAMES).inventory)
    kept = [f"pieces/{LONG}-{number}/index.html" for number in range(FEW - 1)]
    for path in kept:
        output.expect(path)
    pictures = [f"pictures/{LONG}-{number}" for number in range(FEW - 1)]

    left = [output.were_left(path, looks(str(site / path))) for path in pictures]
    output.sweep(Record(tmp_path / "records", site), ())

    assert all(left)
    remaining = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert remaining == {"index.html", *kept, *(f"{path}/1.jpg" for path in pictures)}
    assert not (site / "pieces/nothing").exists()


def test_a_picture_more_in_a_folder_is_noticed(site: Path, pieces: Path) -> None:
    folder = f"pictures/{LONG}-3"
    as_written = looks(str(site / folder))
    put(site / f"{folder}/2.jpg")

    output = Output(site, Rounds(pieces, site, NAMES).inventory)

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
