"""The archive of letters: its list, its pages, its feed, and what isn't there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site.bench import Bench
from tests.site.building import ORIGIN, Site, build_site, copy_content
from tests.site.letters import LETTER, NAME, WORDS
from tests.site.searching import Searched
from tests.site.test_pages import read


def test_the_archive_shows_letters_the_newest_first_and_leads_to_the_sign_up(site: Site) -> None:
    page, _ = read(site.pages["/letters/"])
    days = [str(time.get("datetime")) for time in page.iter("time")]

    links = [link.get("href") for link in page.findall(".//main//h2/a")]

    assert days == sorted(days, reverse=True)
    assert links == ["/letters/the-week-the-heater-broke/", "/letters/six-blue-stones/"]
    assert page.find(".//main//a[@href='/letters/join/']") is not None


def test_an_empty_archive_says_so(tmp_path: Path, picture_cache: Path) -> None:
    bench = Bench(tmp_path, picture_cache)
    for name, text in WORDS.items():
        bench.write(name, text)
    policy = "---\ntitle: Letters\nsummary: So.\nmaterial: false\nterms:\n"
    bench.write(
        "policies/newsletter/2026-01-01.md",
        f"{policy}  confirm_within_days: 7\n  fewer_letters_days: 90\n---\nWords.\n",
    )

    built = build_site(bench.content, tmp_path)

    assert "None can be read here yet." in built.pages["/letters/"]
    assert not built.file("/letters/atom.xml").exists()
    assert "/letters/</loc>" not in built.file("/sitemap.xml").read_text()


def test_a_page_shows_a_letter_and_its_pieces_as_they_are_today(site: Site) -> None:
    page, _ = read(site.pages["/letters/six-blue-stones/"])
    main = page.find(".//main")
    assert main is not None
    ring = next(piece for piece in site.promises.pieces if piece.slug == "mason-topaz-ring")

    cards = [link.get("href") for link in main.findall(".//li/h3/a")]
    prices = ["".join(price.itertext()).strip() for price in main.findall(".//*[@class='price']")]

    assert main.findtext(".//h1") == "Six blue stones out of four hundred"
    assert main.findtext(".//time") == "November 26, 2026"
    assert cards == ["/pieces/mason-topaz-ring/", "/pieces/topaz-studs/"]
    assert prices[0] == f"${ring.lowest_price / 100:,.2f}"
    assert "/letters/six-blue-stones/" in Searched(site.output).paths
    assert main.find(".//a[@href='/letters/join/']") is not None


def test_neighbors_lead_on(site: Site) -> None:
    newer, older = "/letters/the-week-the-heater-broke/", "/letters/six-blue-stones/"

    assert f'<a href="{older}" rel="prev">' in site.pages[newer]
    assert f'<a href="{newer}" rel="next">' in site.pages[older]


def test_the_feed_tells_of_letters_that_may_be_read(site: Site) -> None:
    feed = site.file("/letters/atom.xml").read_text()

    assert re.findall(rf"<id>{ORIGIN}(/letters/[a-z-]+/)</id>", feed) == [
        "/letters/the-week-the-heater-broke/",
        "/letters/six-blue-stones/",
    ]
    assert 'href="/letters/atom.xml"' in site.pages["/letters/"]
    assert f"{ORIGIN}/letters/atom.xml" in site.file("/llms.txt").read_text()


def test_a_letter_that_is_not_for_the_web_leaves_no_trace_there(site: Site) -> None:
    quiet = site.letters["five-minutes-for-your-ring"]
    marks = [quiet.slug.encode(), quiet.subject.encode(), b"Run a wool thread"]

    told = [
        path
        for path in site.output.rglob("*")
        if path.is_file() and any(mark in path.read_bytes() for mark in marks)
    ]

    assert told == []
    assert "Read it on the web" not in quiet.html + quiet.text
    assert not any(mark in site.release for mark in marks)


def test_a_letter_to_come_can_be_sent_and_not_be_read_yet(letter_shop: Site) -> None:
    assert "to-come" in letter_shop.letters
    assert "/letters/to-come/" not in letter_shop.pages
    assert "Next century" not in letter_shop.pages["/letters/"]
    assert "/letters/whole/" in letter_shop.pages


def test_a_letter_that_is_taken_away_is_gone_and_the_rest_stays_byte_for_byte(
    tmp_path: Path,
) -> None:
    content = copy_content(tmp_path / "content")
    first = build_site(content, tmp_path).letters
    (content / "letters/2026-11-27-the-week-the-heater-broke.md").unlink()

    built = build_site(content, tmp_path)

    gone = "the-week-the-heater-broke"
    assert built.letters == {slug: letter for slug, letter in first.items() if slug != gone}
    assert f"/letters/{gone}/" not in built.pages


def test_a_link_to_a_page_that_is_not_there_is_named_in_a_letter_too(
    tmp_path: Path, picture_cache: Path
) -> None:
    bench = Bench(tmp_path, picture_cache)
    bench.write(NAME, LETTER.replace("/pieces/creek-ring/", "/pieces/creek-rng/"))

    with pytest.raises(AssertionError, match=rf"content/{NAME}:14: text: The shop has no"):
        build_site(bench.content, tmp_path)
