"""The search in a real browser, under its own policy: nothing loads before somebody asks."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from plugins.search.words import drawer_of, words_of
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
    before = [path for path in asked if path.endswith(".json")]

    search(page, "emerald")
    status(page, r"^\d+ results for “emerald”$")

    assert before == []
    assert "/search/index.json" in asked
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
    "words",
    [
        "xyzzy",
        "zzzzqq",
        "pearl",
        "silver pearls",
        "<b>\"'&</b>",
        "\u202e%",
        "__proto__",
        "constructor",
    ],
)
def test_nothing_found_says_what_to_do(big_origin: str, new_page: NewPage, words: str) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/")

    search(page, words)

    status(
        page, "^Nothing found for .* Try one word, such as silver or ring, or look around below.$"
    )
    expect(page.get_by_role("link", name="Rings", exact=True)).to_be_visible()


def test_signs_that_turn_a_sentence_around_are_left_out(big_origin: str, new_page: NewPage) -> None:
    page = new_page()

    page.goto(f"{big_origin}/search/?q=zz%E2%80%AEqq%00%E2%81%A7x")

    status(page, r"^Nothing found for “zzqqx”\. Try one word")


@pytest.mark.parametrize("words", ["emer", "silvers", "made-to-order", "Ēmeralds"])
def test_beginnings_plurals_and_other_ways_of_writing_are_found(
    big_origin: str, new_page: NewPage, words: str
) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/")

    search(page, words)

    status(page, r"^\d+ results? for")


def test_what_is_in_a_page_to_read_is_quoted_from_it(big_origin: str, new_page: NewPage) -> None:
    page = new_page()

    page.goto(f"{big_origin}/search/?q=resize")
    status(page, "for “resize”")

    quoted = page.locator(".results li p").filter(has=page.locator("mark", has_text="resiz")).first
    expect(quoted).to_be_visible()
    assert len(quoted.inner_text()) < 300


def test_the_browser_takes_words_apart_as_the_index_does(
    big_origin: str, new_page: NewPage
) -> None:
    texts = [
        *("The maker’s Ēmerald, made-to-order", "14k · 7½ (No. 3)", "ÅNGSTRÖM straße", "Ελλάδα"),
        *(
            "snake_case",
            "\U0001d49c\U0001d4c1 x",
            "हिन्दी",
            "a" * 60,
            "O'Neill's",
            "日本語",
            "",
            "—",
        ),
    ]
    page = new_page()
    page.goto(f"{big_origin}/search/")
    script = page.locator("script[src*='/search.']").get_attribute("src")

    told = page.evaluate(
        """async ([script, texts]) => {
            const { wordsOf, drawerOf } = await import(script);
            return texts.map((text) => wordsOf(text).map((word) => [word, drawerOf(word, 256)]));
        }""",
        [script, texts],
    )

    ours = [{word: drawer_of(word, 256) for word in words_of(text)} for text in texts]
    assert [dict(each) for each in told] == ours


@pytest.mark.parametrize(
    ("word", "asked", "is_near"),
    [
        *(("ring", "rings", True), ("engraving", "engraved", True), ("ruby", "rubies", True)),
        *(("emerald", "emer", True), ("silver", "silvers", True), ("gold", "golden", True)),
        *(("pear", "pearl", False), ("ring", "r", False), ("earring", "ring", False)),
        *(("sapphire", "sapphic", False), ("one", "on", True), ("peat", "pea", True)),
        *(("card", "care", False), ("cars", "cared", False), ("mother", "moths", False)),
        *(("studies", "studs", False), ("flower", "flows", False), ("polished", "polishing", True)),
    ],
)
def test_words_of_one_family_are_near_and_others_are_not(
    big_origin: str, new_page: NewPage, word: str, asked: str, *, is_near: bool
) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/")
    script = page.locator("script[src*='/search.']").get_attribute("src")

    nearness = page.evaluate(
        "async ([script, ...words]) => (await import(script)).nearness(...words)",
        [script, word, asked],
    )

    assert (nearness > 0) == is_near


def test_where_the_index_is_missing_it_says_so_and_asks_again_next_time(
    big_origin: str, new_page: NewPage
) -> None:
    page = new_page()
    page.route("**/search/*.json", lambda route: route.abort())
    page.goto(f"{big_origin}/search/?q=silver")
    status(page, "The search can't be reached just now")

    page.unroute("**/search/*.json")
    search(page, "silver")

    status(page, "for “silver”")


class Gate:
    """Holds what is asked for the cards until it is opened, and what was held until it is told."""

    def __init__(self, page: Page) -> None:
        self.waiting: list[Route] = []
        self.is_open = False
        page.route("**/search/cards/*", self.take)

    def take(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.waiting.append(route)


def test_show_more_pressed_twice_shows_the_next_ten_once(
    big_origin: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/?q=silver")
    status(page, "for “silver”")
    gate = Gate(page)
    more = page.get_by_role("button", name="Show more")

    more.click()
    more.click()
    page.wait_for_timeout(200)
    for route in gate.waiting:
        route.continue_()

    expect(page.locator(".results li")).to_have_count(20)
    shown = page.locator(".results a").evaluate_all("links => links.map((link) => link.href)")
    assert len(set(shown)) == 20


def test_what_comes_too_late_says_nothing_of_the_next_search(
    big_origin: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/?q=silver")
    status(page, "for “silver”")
    gate = Gate(page)
    page.get_by_role("button", name="Show more").click()
    page.wait_for_timeout(200)
    gate.is_open = True

    search(page, "garnet")
    status(page, "for “garnet”")
    for route in gate.waiting:
        route.abort()
    page.wait_for_timeout(200)

    status(page, "for “garnet”")


def test_more_that_could_not_be_shown_is_shown_at_the_next_press(
    big_origin: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/?q=silver")
    status(page, "for “silver”")
    page.route("**/search/cards/*", lambda route: route.abort())
    page.get_by_role("button", name="Show more").click()
    status(page, "The search can't be reached just now")

    page.unroute("**/search/cards/*")
    page.get_by_role("button", name="Show more").click()

    status(page, "for “silver”")
    expect(page.locator(".results li")).to_have_count(20)


def test_a_link_within_the_page_leaves_what_was_found(big_origin: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{big_origin}/search/?q=silver")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".results li")).to_have_count(20)

    page.evaluate("location.hash = 'main'")
    page.wait_for_timeout(200)

    expect(page.locator(".results li")).to_have_count(20)


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
