"""A piece that is edited is seen at once, and nothing is that only a build can judge."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.proofs import Proof
from infra.site_build import SiteError, pelican
from tests.site.bench import RING, Bench
from tests.site.building import ORIGIN, ROOT, TODAY
from tests.site.letters import WORDS

LINK = "It is [round](/rings/)."


class Shop:
    """Two rings, built by a process that stays."""

    def __init__(self, folder: Path, pictures: Path) -> None:
        self.bench = Bench(folder, pictures)
        for name in ("theme", "pelicanconf.py"):
            (folder / name).symlink_to(ROOT / name)
        for name, text in WORDS.items():
            self.bench.write(name, text)
        self.bench.piece(RING.replace("It is round.", LINK))
        self.bench.piece(RING.replace("Creek ring", "Brook ring"), "brook-ring")
        self.folder = folder
        self.file = self.bench.content / "products/creek-ring/index.md"
        self.told = {
            "VITRINE_ORIGIN": ORIGIN,
            "VITRINE_TODAY": TODAY,
            "PYTHONPATH": str(ROOT),
            "VITRINE_RELEASE": str(folder / "release.json"),
        }
        self.proof = self.build()

    def build(self, output: str = "site") -> Proof:
        return Proof(pelican("pelicanconf.py", self.folder / output), self.folder, self.told)

    def page(self, output: str = "site") -> str:
        return (self.folder / output / "pieces/creek-ring/index.html").read_text("utf-8")

    def save(self, old: str, new: str) -> bool:
        text = self.file.read_text("utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")
        return self.proof.show(self.file)


@pytest.fixture
def shop(tmp_path: Path, picture_cache: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path, picture_cache)
    yield shop
    shop.proof.end()


def test_whatever_is_told_of_a_piece_is_on_its_page_at_once(shop: Shop) -> None:
    assert shop.save("price: 640.00", "price: 712.00")
    assert shop.save("Creek ring", "Ford ring")
    assert shop.save("round", "oval")
    assert shop.save("made: 3", "made: 3\nstatus: retired")

    page = shop.page()
    assert "$712.00" in page
    assert "<h1>Ford ring</h1>" in page
    assert '<a href="/rings/">oval</a>' in page
    assert '<p class="sold">Sold</p>' in page


def test_the_page_is_the_one_that_a_build_makes(shop: Shop) -> None:
    assert shop.save("metal: 14k yellow gold", "metal: Sterling silver")
    shown = shop.page()

    shop.build("fresh").end()

    assert shown == shop.page("fresh")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("price: 640.00", "price: much"),
        ("/rings/", "/hats/"),
        ("made: 3\n", "made: 3\nstatus: draft\n"),
        ("made: 3\n", "made: 3\nsku: BROOK-RING\n"),
        ("made: 3\n", "made: 3\nrelated: no-such-ring\n"),
        ("made: 3\n", "made: 3\naliases: stream-ring\n"),
        ("---\nIt", "It"),
    ],
)
def test_what_only_a_build_can_judge_waits_for_it(shop: Shop, old: str, new: str) -> None:
    before = shop.page()

    assert not shop.save(old, new)

    assert shop.page() == before


def test_a_picture_waits_for_the_build(shop: Shop) -> None:
    pictures = sorted(shop.file.parent.glob("*.jpg"))
    other = sorted((ROOT / "content/products").glob("*/1.jpg"))[1]
    shutil.copy(other, pictures[0])

    assert not shop.proof.show(shop.file)


@pytest.mark.parametrize(
    "edit",
    [
        lambda shop: shop.file.unlink(),
        lambda shop: shop.file.write_bytes(b"\xff\xfe"),
        lambda shop: shop.bench.piece(RING.replace("Creek ring", "New ring"), "new-ring"),
    ],
    ids=["gone", "no-text", "new"],
)
def test_files_of_no_piece_that_was_built_show_nothing(
    shop: Shop, edit: Callable[[Shop], object]
) -> None:
    edit(shop)
    new = shop.bench.content / "products/new-ring/index.md"

    assert not shop.proof.show(shop.file if not new.exists() else new)
    assert not shop.proof.show(shop.bench.content / "shop.yaml")


def test_who_reads_a_page_reads_all_of_it(shop: Shop) -> None:
    """It is replaced in one step, also where this build has made its folder."""
    before = shop.page()
    with (shop.folder / "site/pieces/creek-ring/index.html").open(encoding="utf-8") as reading:
        assert shop.save("640.00", "712.00")

        assert reading.read() == before
    assert "$712.00" in shop.page()


def test_a_process_that_died_shows_nothing_and_the_next_build_all(shop: Shop) -> None:
    shop.proof._process.kill()
    shop.proof._process.wait()

    assert not shop.save("640.00", "712.00")

    shop.build("fresh").end()
    assert "$712.00" in shop.page("fresh")


def test_a_site_that_cannot_be_built_says_why(shop: Shop) -> None:
    shop.save("price: 640.00", "price: much")

    with pytest.raises(SiteError, match=r"creek-ring/index\.md"):
        shop.build("fresh")


def test_a_build_on_what_was_shown_at_once_is_a_fresh_one(shop: Shop) -> None:
    """Also where the edit is taken back: the page isn't the one that the ledger knows."""
    assert shop.save("640.00", "712.00")
    assert shop.save("712.00", "640.00")
    assert shop.save("640.00", "712.00")
    shop.file.write_text(shop.file.read_text("utf-8").replace("712.00", "640.00"), "utf-8")

    shop.build().end()
    shop.build("fresh").end()

    assert shop.page() == shop.page("fresh")
