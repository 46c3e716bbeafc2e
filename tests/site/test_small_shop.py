"""A shop with one piece, and one with none: nothing on its pages is empty or leads to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.bench import RING, SHOP, Bench
from tests.site.building import Site, build_site
from tests.site.test_pages import read

KEPT = ("/cart/", "/compare/", "/wishlist/")
FILLED = ("chosen", "results")
"""Lists that scripts fill, on those pages and by these names on others."""

GONE = RING.replace("made: 3", "made: 3\nstatus: retired")


def small_shop(text: str, folder: Path, cache: Path, locale: str = "en_US") -> Site:
    bench = Bench(folder, cache)
    bench.piece(text)
    bench.write("shop.yaml", SHOP.replace("locale: en_US", f"locale: {locale}"))
    bench.write("pages/contact.md", "---\ntitle: Us\ndescription: Words.\n---\nHello.\n")
    return build_site(bench.content, folder)


@pytest.fixture(scope="module", params=[RING, GONE], ids=["one piece", "none"])
def small(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, picture_cache: Path
) -> Site:
    return small_shop(request.param, tmp_path_factory.mktemp("small"), picture_cache)


def test_no_list_and_no_section_is_empty(small: Site) -> None:
    for path, text in small.pages.items():
        if path in KEPT:
            continue
        page, _ = read(text)
        for each in page.findall(".//ul") + page.findall(".//ol") + page.findall(".//nav"):
            assert len(each) or each.get("class") in FILLED, (path, each.attrib)
        for section in page.findall(".//section"):
            assert [each.tag for each in section] != ["div"], (path, section.attrib)
    assert "New from the bench" not in small.pages["/"]


def test_a_list_of_nothing_does_not_send_to_itself(small: Site) -> None:
    page, _ = read(small.pages["/pieces/"])

    links = [link.get("href") for link in page.findall(".//main//p[@class='lead']//a")]

    assert links == ([] if small.promises.pieces else ["/contact/"])


def test_a_feed_of_new_pieces_is_there_where_there_are_pieces(small: Site) -> None:
    assert small.file("/feeds/pieces.atom").exists() == bool(small.promises.pieces)
    assert ("pieces.atom" in small.file("/llms.txt").read_text()) == bool(small.promises.pieces)


def test_the_theme_speaks_english_wherever_its_prices_are_read(
    site: Site, picture_cache: Path, tmp_path: Path
) -> None:
    german = small_shop(RING, tmp_path, picture_cache, "de_DE")

    assert all('<html lang="en-US">' in text for text in site.pages.values())
    assert all('<html lang="en">' in text for text in german.pages.values())
    assert '<html lang=\\"en\\">' in german.release.decode()
    assert "640,00\xa0$" in german.pages["/pieces/creek-ring/"]
    assert 'data-lang="de-DE"' in german.pages["/cart/"]
