"""A build that goes on from the last one leaves the same bytes as one that begins anew."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from plugins.template_marks import TemplateMarks
from tests.site.bench import RING, RINGS
from tests.site.building import ROOT, paint
from tests.site.rebuilding import Rebuilding

Edit = Callable[[Rebuilding], object]


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), encoding="utf-8")


def page_of(shop: Rebuilding, slug: str = "creek-ring") -> Path:
    return shop.content / f"products/{slug}/index.md"


def rename_a_piece(shop: Rebuilding) -> None:
    folder = shop.content / "products/ford-ring"
    folder.rename(folder.with_name("weir-ring"))
    replaced(
        page_of(shop, "weir-ring"), "price:", "sku: FORD-RING\naliases:\n  - ford-ring\nprice:"
    )


def damage_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def damage_the_ledger(shop: Rebuilding) -> None:
    data = bytearray(shop.ledger.read_bytes())
    at = data.index(b"It is round.")
    data[at] ^= 1
    shop.ledger.write_bytes(data)


def sell_a_ring(shop: Rebuilding) -> None:
    shop.left["BROOK-RING"] = 0


def move_the_shop(shop: Rebuilding) -> None:
    shop.origin = "https://elsewhere.example"


def move_to_another_collection(shop: Rebuilding) -> None:
    shop.bench.write("collections/hats.md", RINGS.replace("Rings", "Hats"))
    replaced(page_of(shop), "collections: rings", "collections: hats")


def take_another_picture(shop: Rebuilding) -> None:
    picture = shop.content / "products/creek-ring/1.jpg"
    picture.unlink()
    paint(picture, 700, 800)


def edit_with_the_clock_set_back(shop: Rebuilding) -> None:
    replaced(page_of(shop), "A ring.", "One ring.")
    os.utime(page_of(shop), (1, 1))


EDITS: dict[str, Edit] = {
    "a price": lambda s: replaced(page_of(s), "640.00", "655.00"),
    "a text": lambda s: replaced(page_of(s), "It is round.", "It is *quite* round."),
    "a title": lambda s: replaced(page_of(s), "title: Creek ring", "title: Creek band"),
    "a day": lambda s: replaced(page_of(s), "2026-08-21", "2026-08-22"),
    "a piece more": lambda s: s.bench.piece(RING.replace("Creek", "Rill"), "rill-ring"),
    "a piece less": lambda s: shutil.rmtree(page_of(s, "brook-ring").parent),
    "another name": rename_a_piece,
    "another collection": move_to_another_collection,
    "a collection's words": lambda s: replaced(
        s.content / "collections/rings.md", "Round things.", "Rounder things."
    ),
    "a picture": take_another_picture,
    "a template": lambda s: replaced(
        s.theme / "templates/components/card.html", 'class="card"', 'class="card new"'
    ),
    "a style": lambda s: (s.theme / "static/css/shop/new.css").write_text(".new { color: red }"),
    "the shop's name": lambda s: replaced(
        s.content / "shop.yaml", "Juniper Bend Jewelry\ncurrency", "Juniper Bend\ncurrency"
    ),
    "the shop's address": move_the_shop,
    "a sale": sell_a_ring,
    "a letter": lambda s: replaced(
        s.content / "letters/2026-05-14-whole.md", "Two garnets", "Three garnets"
    ),
    "a policy": lambda s: s.bench.write(
        "policies/care/2026-11-01.md",
        "---\ntitle: Care\nsummary: How.\nmaterial: true\n---\nRub it.\n",
    ),
    "a page that is gone": lambda s: (s.output / "pieces/creek-ring/index.html").unlink(),
    "a page that is damaged": lambda s: damage_a_byte(s.output / "pieces/creek-ring/index.html"),
    "a list that is damaged": lambda s: damage_a_byte(s.output / "rings/index.html"),
    "a feed that is damaged": lambda s: damage_a_byte(s.output / "feeds/products.xml"),
    "a picture that is gone": lambda s: (s.output / "pictures/creek-ring/1.jpg").unlink(),
    "a search that is damaged": lambda s: damage_a_byte(s.output / "pagefind/pagefind.js"),
    "a release that is gone": lambda s: (s.folder / "kept/release.json").unlink(),
    "a file that nobody knows": lambda s: (s.output / "pieces/other.html").write_text("?"),
    "a page that was touched": lambda s: os.utime(page_of(s), (1, 1)),
    "a clock that was set back": edit_with_the_clock_set_back,
    "a ledger that is damaged": damage_the_ledger,
    "a ledger that is no ledger": lambda s: s.ledger.write_bytes(b"no ledger" * 999),
    "a ledger that is cut off": lambda s: os.truncate(s.ledger, 5000),
}


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_edits_ends_as_a_fresh_build_does(
    seed: int, tmp_path: Path, picture_cache: Path
) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    shop.build()
    edits = list(EDITS)
    random.Random(seed).shuffle(edits)  # noqa: S311  the same sequence every time

    for name in edits:
        try:
            EDITS[name](shop)
        except (FileNotFoundError, AssertionError, ValueError):
            # An earlier edit took away what this one would have changed.
            continue

        built, _ = shop.build()

        assert built == shop.build_fresh(), name


def test_edits_of_every_kind_end_as_a_fresh_build_does(tmp_path: Path, picture_cache: Path) -> None:
    """Several at once, so that it is fast; one by one they are proven at length."""
    shop = Rebuilding(tmp_path, picture_cache)
    shop.build()

    for kinds in (
        ("a text", "a piece more", "a page that is gone", "a sale", "a feed that is damaged"),
        ("another name", "a picture", "a page that was touched", "a search that is damaged"),
        ("a template", "a piece less", "a policy", "a clock that was set back"),
    ):
        for name in kinds:
            EDITS[name](shop)

        assert shop.build()[0] == shop.build_fresh()


def test_an_edit_touches_only_what_shows_it(tmp_path: Path, picture_cache: Path) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    shop.build()
    before = {path: path.stat() for path in shop.output.rglob("*") if path.is_file()}

    replaced(page_of(shop), "It is round.", "It is quite round.")
    shop.build()

    after = {path: path.stat() for path in shop.output.rglob("*") if path.is_file()}
    written = {
        path.relative_to(shop.output).as_posix()
        for path, found in after.items()
        if path not in before or found.st_mtime_ns != before[path].st_mtime_ns
    }
    assert {path for path in written if not path.startswith("pagefind/")} == {
        "pieces/creek-ring/index.html"
    }


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (damage_the_ledger, "is damaged"),
        (lambda s: s.ledger.write_bytes(b"no ledger" * 999), "is damaged"),
    ],
)
def test_a_damaged_ledger_is_thrown_away_and_that_is_said(
    spoil: Edit, why: str, tmp_path: Path, picture_cache: Path
) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    before, _ = shop.build()
    spoil(shop)

    after, said = shop.build()

    assert f"What the last build kept {why}. It was thrown away" in said
    assert after == before


def test_a_build_that_was_killed_leaves_nothing_wrong_behind(
    tmp_path: Path, picture_cache: Path
) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    shop.build()
    for at, text in ((0.7, "brooks"), (1.2, "rivers"), (1.8, "seas")):
        path = page_of(shop)
        path.write_text(path.read_text("utf-8") + f"\nLike {text}.\n", encoding="utf-8")
        run = shop.start(shop.folder / "kept")
        time.sleep(at)
        run.send_signal(signal.SIGKILL)
        run.communicate()

    assert shop.build()[0] == shop.build_fresh()


def test_two_builds_of_one_folder_wait_for_each_other(tmp_path: Path, picture_cache: Path) -> None:
    shop = Rebuilding(tmp_path, picture_cache)

    runs = [shop.start(shop.folder / "kept") for _ in range(2)]
    said = [run.communicate()[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0], said
    assert shop.files(shop.folder / "kept") == shop.build_fresh()


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="Linux's own command makes no room")
def test_without_room_a_build_says_so_and_the_next_one_is_right(
    tmp_path: Path, picture_cache: Path
) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    shop.build()
    replaced(page_of(shop), "640.00", "655.00")

    run = shop.start(shop.folder / "kept", largest=9000)
    said, _ = run.communicate()

    assert run.returncode == 1
    assert "The site can't be written (File too large). Make room, build again." in said
    assert "What this build read couldn't be kept. The next build takes longer." in said
    assert "Traceback" not in said
    assert shop.build()[0] == shop.build_fresh()


def test_a_catalogue_changed_at_once_is_right_at_once(tmp_path: Path, picture_cache: Path) -> None:
    """As by a switch to another branch: more than one process is worth."""
    shop = Rebuilding(tmp_path, picture_cache)
    for number in range(250):
        shop.bench.piece(RING.replace("Creek", f"Ring {number}"), f"ring-{number}")
    before, _ = shop.build()

    for path in (shop.content / "products").glob("ring-*/index.md"):
        replaced(path, "It is round.", "It is as round as all others.")
    after, _ = shop.build()

    assert before != after == shop.build_fresh()


def test_every_template_says_what_it_is_made_with() -> None:
    """The marks find by words what Jinja finds by its grammar."""
    folder = ROOT / "theme/templates"
    marks = TemplateMarks(folder)
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        found = meta.find_referenced_templates(
            Environment(autoescape=True).parse(path.read_text("utf-8"))
        )
        assert set(marks.family(name)) >= {name, *(other for other in found if other)}, name
