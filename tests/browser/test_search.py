"""The search in a real browser, under its own policy: nothing loads before somebody asks."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.fixtures.browser import NewPage

pytestmark = pytest.mark.browser


def status(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(words))


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")


def test_it_finds_pieces_and_shows_them_with_price_and_marked_words(
    big_origin: str, new_page: NewPage
) -> None:
    page = new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{big_origin}/search/", wait_until="networkidle")
    before = [path for path in asked if "pagefind" in path]

    search(page, "emerald")
    status(page, r"^\d+ results for “emerald”$")

    assert before == []
    assert "/pagefind/pagefind.js" in asked
    assert page.url == f"{big_origin}/search/?q=emerald"
    first = page.locator(".results li").first
    expect(first.get_by_role("link")).to_have_text(re.compile("Cedar emerald pendant"))
    expect(first).to_contain_text("$2,650.00")
    assert first.locator("mark").first.inner_text().lower().startswith("emerald")
    expect(first.locator("img")).to_have_attribute("src", re.compile("^/pictures/"))
    assert said == []
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Cedar emerald"))
    page.go_back()
    status(page, "emerald")


def test_what_is_asked_for_stands_in_the_address(big_origin: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/?q=silver")
    status(page, "for “silver”")
    expect(page.locator(".results li")).to_have_count(10)

    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".results li")).to_have_count(20)
    focused = page.evaluate(
        "[...document.querySelectorAll('.results a')].indexOf(document.activeElement)"
    )
    search(page, "garnet")
    status(page, "for “garnet”")
    page.go_back()

    status(page, "for “silver”")
    expect(page.get_by_role("searchbox")).to_have_value("silver")
    assert focused == 10
    search(page, "")
    status(page, "^$")
    expect(page.locator(".results li")).to_have_count(0)
    assert page.url == f"{big_origin}/search/"


@pytest.mark.parametrize(
    "words", ["xyzzy", "zzzzqq", "pearl", "silver pearls", "<b>\"'&</b>", "\u202e%00"]
)
def test_nothing_found_says_what_to_do(big_origin: str, new_page: NewPage, words: str) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/")

    search(page, words)

    status(
        page, "^Nothing found for .* Try one word, such as silver or ring, or look around below.$"
    )
    expect(page.get_by_role("link", name="Rings", exact=True)).to_be_visible()


@pytest.mark.parametrize("words", ["emer", "silvers", "made-to-order", "Ēmeralds"])
def test_beginnings_plurals_and_other_ways_of_writing_are_found(
    big_origin: str, new_page: NewPage, words: str
) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/")

    search(page, words)

    status(page, r"^\d+ results? for")


def test_where_the_index_is_missing_it_says_so_and_asks_again_next_time(
    big_origin: str, new_page: NewPage
) -> None:
    page = new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{big_origin}/search/?q=silver")
    status(page, "The search can't be reached just now")

    page.unroute("**/pagefind/**")
    page.reload()

    status(page, "for “silver”")


def test_without_a_script_it_says_so_and_everything_can_be_browsed(
    big_origin: str, new_page: NewPage
) -> None:
    page = new_page(javascript=False)
    page.goto(f"{big_origin}/search/?q=silver")

    expect(page.locator("noscript p")).to_contain_text("Searching needs JavaScript")
    expect(page.locator("#q")).to_be_hidden()
    page.get_by_role("link", name="Silver", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pieces in silver")


@pytest.mark.prove
def test_the_search_is_accessible_and_fits_its_screen(big_origin: str, new_page: NewPage) -> None:
    page = new_page(width=320)
    page.goto(f"{big_origin}/search/?q=silver")
    status(page, "for “silver”")

    found = Axe().run(page).response["violations"]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert wide <= 0
