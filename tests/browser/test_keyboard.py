"""A keyboard alone does everything: it finds, chooses, keeps, compares and buys a piece."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import NewPage
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]

FURTHEST = 120
"""Nobody presses Tab more often than this on one page."""

FOCUSED = """() => {
  const found = document.activeElement;
  const label = found.labels?.[0]?.textContent ?? "";
  const words = found.getAttribute("aria-label") || found.textContent || found.value || "";
  const shown = found.matches(".choice input") ? found.nextElementSibling : found;
  const ring = [shown, found.closest(".card")].filter(Boolean).map((each) => getComputedStyle(each));
  return {
    words: `${found.localName} ${label} ${words}`.replace(/\\s+/g, " ").trim(),
    ringed: ring.some(({ outlineStyle, outlineWidth }) => outlineStyle != "none" && outlineWidth != "0px"),
  };
}"""
"""What has the focus, in words, and whether a person can see that."""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something of these words has the focus, and is seen to have it."""
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        # After the last link comes the browser itself, and then the page from its start.
        assert focused["ringed"] or focused["words"].startswith("body "), focused["words"]
        if re.search(words, focused["words"]):
            return
    pytest.fail(f"no Tab leads to “{words}” on {page.url}")


def press(page: Page, words: str, key: str = "Enter") -> None:
    tab_to(page, words)
    page.keyboard.press(key)


def to_a_piece(page: Page, shop: LocalShop, title: str) -> None:
    page.goto(f"{shop.origin}/")
    press(page, "^a Pieces$")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pieces")
    press(page, f"^a {title}$")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("javascript", [False, True], ids=["without-js", "with-js"])
def test_a_piece_is_found_chosen_and_paid_for(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)

    to_a_piece(page, local_shop, "Lone star disc")
    press(page, "^input 16 in", "Space")
    page.keyboard.press("ArrowRight")
    tab_to(page, "^input Engraving")
    page.keyboard.type("For Ada")
    press(page, "^input I agree", "Space")
    press(page, "^button (Reserve|Order) and pay")

    expect(page.get_by_label("E-mail")).to_be_visible()
    expect(page.locator("body")).to_contain_text("For Ada")
    expect(page.locator("body")).to_contain_text("18 in")


def test_a_piece_is_kept_compared_and_bought_from_the_cart(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    page = new_page()

    to_a_piece(page, local_shop, "Dusk huggies")
    press(page, "^button Add to cart")
    expect(page.locator("cart-count")).to_contain_text("1")
    press(page, "^button Save for later")
    press(page, "^button Compare")
    press(page, "^a Wishlist$")
    expect(page.get_by_role("link", name="Dusk huggies").first).to_be_visible()
    press(page, "^a Compare$")
    expect(page.get_by_role("table")).to_contain_text("Dusk huggies")
    press(page, "^a Cart")
    expect(page.get_by_role("main")).to_contain_text("Dusk huggies")
    expect(page.get_by_role("button", name="Reserve and pay")).to_be_enabled()
    press(page, "^input I agree", "Space")
    press(page, "^button Reserve and pay")

    expect(page.get_by_label("E-mail")).to_be_visible()
    expect(page.locator("body")).to_contain_text("Dusk huggies")


def test_a_list_is_narrowed_and_a_word_is_searched_for(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{local_shop.origin}/pieces/")

    tab_to(page, "^select Metal")
    page.keyboard.type("Silver")
    expect(page.get_by_role("link", name="Remove Silver")).to_be_visible()
    press(page, "^a Remove Silver")
    expect(page.get_by_role("link", name="Remove Silver")).to_be_hidden()
    press(page, "^a Search$")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    tab_to(page, "^input")
    page.keyboard.type("garnet")
    page.keyboard.press("Enter")

    expect(
        page.get_by_role("main").get_by_role("link", name=re.compile("Ember")).first
    ).to_be_visible()
