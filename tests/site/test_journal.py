"""The journal and the pages of words: what they show, and what is said of one that is broken."""

from __future__ import annotations

import itertools
import re
import shutil
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from domain.policies import TERMS
from domain.ring_sizes import RING_SIZES
from plugins.errors import ContentError
from plugins.journal import entries
from plugins.journal_files import ENTRY_FIELDS, check_journal
from plugins.plain_pages import PAGE_FIELDS, PlainPage, read_plain_pages
from plugins.references import Slugs
from plugins.shop_words import WORDS, ShopWords
from tests.site.building import ROOT, Site, build_site, run_pelican
from tests.site.test_pages import read

ENTRY = """\
---
title: A ring from river sand
date: 2026-10-09
description: How a ring is cast.
pieces:
  - river-band
---
Sand, and patience.
"""
SVG = "{http://www.w3.org/2000/svg}"
PAGE = "---\ntitle: Press\ndescription: Words for others.\n---\nWrite to {{ shop.mail }}.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("journal", "pages"):
        (tmp_path / "content" / name).mkdir(parents=True)
    return tmp_path / "content"


def said_of(folder: Path, entry: str = ENTRY, page: str = PAGE) -> list[str]:
    (folder / "journal/river-sand.md").write_text(entry, encoding="utf-8")
    (folder / "pages/press.md").write_text(page, encoding="utf-8")
    errors: list[ContentError] = []
    check_journal(folder, Slugs({"river-band"}, ()), errors)
    read_plain_pages(folder, ShopWords(None, {"hold_minutes": 31}), {"rings"}, errors)
    return [str(error) for error in sorted(errors)]


def test_the_list_shows_every_entry_the_newest_first(site: Site) -> None:
    page, _ = read(site.pages["/journal/"])
    days = [str(time.get("datetime")) for time in page.iter("time")]
    links = [str(link.get("href")) for link in page.findall(".//main//h2/a")]

    assert days == sorted(days, reverse=True)
    assert set(links) == {path for path in site.pages if path.startswith("/journal/")} - {
        "/journal/"
    }
    assert links[0] in site.pages["/"]


def test_an_entry_says_its_day_in_the_words_of_the_shop(site: Site) -> None:
    assert (
        '<time datetime="2026-10-09">October 9, 2026</time>' in site.pages["/journal/river-sand/"]
    )


def test_entries_of_one_day_stand_in_one_order_however_they_come() -> None:
    articles = [
        SimpleNamespace(
            title=name,
            url=f"journal/{name}/",
            date=datetime(2026, 10, day),  # noqa: DTZ001  as Pelican's
            content="",
            metadata={"description": "", "pieces": ()},
        )
        for name, day in (("c", 9), ("a", 9), ("d", 10), ("b", 9))
    ]

    for order in itertools.permutations(articles):
        paths = [entry.path for entry in entries({"articles": order})]
        assert paths == ["/journal/d/", "/journal/a/", "/journal/b/", "/journal/c/"]


def test_entries_lead_to_the_one_before_and_the_one_after(site: Site) -> None:
    order = re.findall(r'<h2><a href="(/journal/[^"]+)"', site.pages["/journal/"])

    for newer, older in itertools.pairwise(order):
        assert f'<a href="{older}" rel="prev">' in site.pages[newer]
        assert f'<a href="{newer}" rel="next">' in site.pages[older]
    assert 'rel="next"' not in site.pages[order[0]]
    assert 'rel="prev"' not in site.pages[order[-1]]


def test_an_entry_shows_the_pieces_that_it_speaks_of(site: Site) -> None:
    page, _ = read(site.pages["/journal/river-sand/"])

    shown = [link.get("href") for link in page.findall(".//aside//a")]

    assert shown == ["/pieces/granite-signet/"]


def test_pelican_writes_nothing_of_its_own_about_entries(site: Site) -> None:
    folders = {path.name for path in site.output.iterdir() if path.is_dir()}

    assert not folders & {"author", "category", "tag", "drafts", "authors", "categories", "tags"}
    assert not (site.output / "archives.html").exists()


def test_pages_say_the_numbers_that_the_code_obeys(site: Site) -> None:
    shop = site.promises.shop
    terms = site.in_force.terms
    page = site.pages["/faq/"]

    assert f"{terms['hold_minutes']} minutes" in page
    assert f"within {terms['return_window_days']} days" in page
    assert f"within {shop.workshop.ready_days} working days" in page
    for rate in (rate for zone in shop.zones for rate in zone.rates):
        days = f"{rate.days_from} to {rate.days_to}"
        assert f"{rate.label} in {days} working days" in page
    assert "3 to 6 working days, $6.00 and free from $150.00;" in page
    assert f"compare {terms['compare_at_most']} pieces" in page
    assert f'<a href="mailto:{shop.mail}">{shop.mail}</a>' in site.pages["/contact/"]


def test_the_size_guide_shows_every_size_and_draws_it_as_large_as_it_is(site: Site) -> None:
    page, _ = read(site.pages["/size-guide/"])
    sheet = page.find(f".//{SVG}svg")
    assert sheet is not None
    inside = {
        label.text: float(circle.attrib["r"]) * 2
        for circle, label in zip(
            sheet.findall(f"{SVG}circle"),
            sheet.findall(f"{SVG}text")[-len(RING_SIZES) :],
            strict=True,
        )
    }

    assert [row.text for row in page.findall(".//tbody//th")] == [str(size) for size in RING_SIZES]
    # The line is a quarter of a millimeter, and its outer edge is what counts.
    for size in RING_SIZES:
        assert inside[str(size)] + 0.25 == pytest.approx(size.diameter_mm, abs=0.06)
    assert sheet.attrib["width"] == "182mm"
    assert sheet.attrib["viewBox"] == "0 0 182 142"


SPOILED_ENTRIES = {
    "no title": (
        ("title: A ring from river sand\n", ""),
        "2: title: It is missing. Write “title: Casting a ring in river sand”.",
    ),
    "no date": (
        ("date: 2026-10-09\n", ""),
        "2: date: It is missing. Write “date: 2026-05-14”.",
    ),
    "no day of this world": (
        ("2026-10-09", "October"),
        "3: date: “October” is no date. Write year, month and day as 2026-05-14.",
    ),
    "no description": (
        ("description: How a ring is cast.\n", ""),
        "2: description: It is missing. Write “description: How a ring is cast in river sand.”.",
    ),
    "a piece that there isn't": (
        ("- river-band", "- moon-ring"),
        "6: pieces.1: There is no piece “moon-ring”. Write a folder's name.",
    ),
    "a piece twice": (
        ("- river-band", "- river-band\n  - river-band"),
        "7: pieces.2: “river-band” is named twice. Remove one.",
    ),
    "a field of Pelican's": (
        ("pieces:", "tags: sand\npieces:"),
        "5: tags: There is no such field. Write “status”, or remove the line.",
    ),
    "no status": (
        ("pieces:", "status: hidden\npieces:"),
        "5: status: “hidden” can't be used. Write one of draft, published.",
    ),
    "no text": (
        ("Sand, and patience.\n", ""),
        "2: text: It is missing. Write it below the second ---.",
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED_ENTRIES.values(), ids=SPOILED_ENTRIES.keys())
def test_a_broken_entry_gives_one_clear_error(
    folder: Path, change: tuple[str, str], said: str
) -> None:
    assert said_of(folder, entry=ENTRY.replace(*change)) == [
        f"content/journal/river-sand.md:{said}"
    ]


SPOILED_PAGES = {
    "no title": (
        ("title: Press\n", ""),
        "2: title: It is missing. Write “title: Questions”.",
    ),
    "no description": (
        ("description: Words for others.\n", ""),
        "2: description: It is missing. Write “description: What people ask before they buy.”.",
    ),
    "a word that the shop doesn't have": (
        ("shop.mail", "shop.mial"),
        (
            "5: text: “{{ shop.mial }}” says nothing of the shop. "
            "Write {{ shop.mail }}, or remove it."
        ),
    ),
    "a word that is never closed": (
        ("shop.mail }}", "shop.mail }"),
        (
            "5: text: “{{” says nothing of the shop. Write one of shop.name, shop.mail, "
            "shop.postal_address, shop.currency, shop.delivery, shop.ready_days, "
            "terms.hold_minutes in {{ }}, or remove it."
        ),
    ),
    "code": (
        ("shop.mail", "shop.__class__"),
        (
            "5: text: “{{ shop.__class__ }}” says nothing of the shop. Write one of shop.name, "
            "shop.mail, shop.postal_address, shop.currency, shop.delivery, shop.ready_days, "
            "terms.hold_minutes in {{ }}, or remove it."
        ),
    ),
}


@pytest.mark.parametrize(("change", "said"), SPOILED_PAGES.values(), ids=SPOILED_PAGES.keys())
def test_a_broken_page_gives_one_clear_error(
    folder: Path, change: tuple[str, str], said: str
) -> None:
    assert said_of(folder, page=PAGE.replace(*change)) == [f"content/pages/press.md:{said}"]


def test_a_page_can_not_take_the_address_of_something_else(folder: Path) -> None:
    (folder / "pages/rings.md").write_text(PAGE, encoding="utf-8")

    assert said_of(folder) == [
        "content/pages/rings.md:1: file: “rings” can't be its address. Call it press.md, for example."
    ]


def test_what_the_shop_says_of_itself_is_words_and_never_markup(folder: Path, site: Site) -> None:
    (folder / "pages/press.md").write_text(PAGE.replace("shop.mail", "shop.name"), encoding="utf-8")
    shop = msgspec.structs.replace(site.promises.shop, name="Gold *&* <b>Silver</b>_")

    (page,) = read_plain_pages(folder, ShopWords(shop, None), set(), [])

    assert isinstance(page, PlainPage)
    assert page.text == r"Write to Gold \*&amp;\* &lt;b&gt;Silver&lt;/b&gt;\_."


NO_ENTRIES = ("2026/sand.md", "page.html", "old.rst", "other.markdown", "notes.txt")


@pytest.fixture
def own_content(content: Path, tmp_path: Path) -> Path:
    """A copy of the whole shop's content, to change."""
    return Path(shutil.copytree(content, tmp_path / "content"))


def test_a_build_lists_what_is_wrong_with_entries_and_pages_together(
    own_content: Path, tmp_path: Path
) -> None:
    (own_content / "journal/river-sand.md").write_text("---\ntitle: Sand\n---\nSand.\n")
    (own_content / "pages/faq.md").write_text(PAGE.replace("shop.mail", "shop.phone"))
    for name in NO_ENTRIES:
        (own_content / "journal" / name).parent.mkdir(exist_ok=True)
        (own_content / "journal" / name).write_text(ENTRY)
    (own_content / "journal/a-folder.md").mkdir()

    run = run_pelican(own_content, tmp_path)

    assert run.returncode == 1
    assert [line.split(": ")[0:2] for line in run.stderr.splitlines()] == [
        ["content/journal/2026:1", "file"],
        ["content/journal/a-folder.md:1", "file"],
        ["content/journal/notes.txt:1", "file"],
        ["content/journal/old.rst:1", "file"],
        ["content/journal/other.markdown:1", "file"],
        ["content/journal/page.html:1", "file"],
        ["content/journal/river-sand.md:2", "date"],
        ["content/journal/river-sand.md:2", "description"],
        ["content/pages/faq.md:5", "text"],
    ]
    assert not (tmp_path / "output").exists()


def test_a_draft_is_not_built_and_a_title_may_hold_a_colon(
    own_content: Path, tmp_path: Path
) -> None:
    (own_content / "journal/draft.md").write_text(
        ENTRY.replace("pieces:", "status: draft\npieces:")
    )
    (own_content / "journal/silver.md").write_text(
        ENTRY.replace("A ring from river sand", '"Silver: why it goes dark"')
    )

    built = build_site(own_content, tmp_path)

    assert "/journal/draft/" not in built.pages
    assert "<h1>Silver: why it goes dark</h1>" in built.pages["/journal/silver/"]


def test_the_owners_guide_names_every_field_and_every_word_of_the_shop() -> None:
    guide = (ROOT / "docs/owner/words.md").read_text(encoding="utf-8")
    _, page, entry, words = guide.split("\n## ")

    assert set(re.findall(r"^### `(\w+)`$", page, re.MULTILINE)) == set(PAGE_FIELDS)
    assert set(re.findall(r"^### `(\w+)`$", entry, re.MULTILINE)) == set(ENTRY_FIELDS)
    told = set(re.findall(r"`\{\{ ([\w.]+) \}\}`", words))
    assert {each for each in told if not each.startswith("terms.")} == set(WORDS)
    assert told - set(WORDS) < {f"terms.{name}" for name in TERMS}
