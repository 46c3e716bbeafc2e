"""The wishlist in a real browser: one's own, and one that came by a link."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.fixtures.keeping import Visitor, kept

pytestmark = [pytest.mark.browser, pytest.mark.prove]

FERN = {"slug": "fern-band", "title": "Fern band", "seen": 12800, "at": 1}
EMBER = {"slug": "ember-ring", "title": "Ember ring", "seen": 115000, "at": 2}
MOTH = {"slug": "moth-pin", "title": "Moth pin", "seen": 9000, "at": 3}


def item(page: Page, title: str) -> Locator:
    return page.locator(".saved").filter(has_text=title)


def titles(page: Page) -> Locator:
    return page.locator(".saved h2")


def test_a_piece_is_saved_from_its_page_and_taken_off_there(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/fern-band/")
    page.get_by_role("button", name="Save for later").click()
    expect(page.locator("keep-piece")).to_contain_text("Saved.")
    page.get_by_role("link", name="See your wishlist").click()
    expect(titles(page)).to_have_text(["Fern band"])
    expect(item(page, "Fern band")).to_contain_text("$128.00")
    expect(item(page, "Fern band")).to_contain_text("Sterling silver")

    page.goto(f"{visitor.origin}/pieces/fern-band/")
    page.get_by_role("button", name="Remove from wishlist").click()

    expect(page.get_by_role("button", name="Save for later")).to_be_visible()
    assert kept(page, "wishlist") == []


def test_it_says_what_changed_since_it_was_saved(visitor: Visitor) -> None:
    visitor.stock["EMBER-RING"] = {"left": 0}
    page = visitor.visit_keeping("/wishlist/", wishlist=[FERN | {"seen": 12000}, EMBER, MOTH])

    expect(titles(page)).to_have_text(["Moth pin", "Ember ring", "Fern band"])
    expect(item(page, "Fern band")).to_contain_text("It was $120.00 when you saved it.")
    expect(item(page, "Ember ring").locator(".fact")).to_have_text("Sold")
    expect(item(page, "Moth pin")).to_contain_text("No longer in the shop")
    assert len(kept(page, "wishlist")) == 3


def test_somebody_paying_and_a_retired_piece_are_said(visitor: Visitor) -> None:
    visitor.stock["EMBER-RING"] = {"left": 0, "on_hold": 1}
    page = visitor.visit("/wishlist/?p=ember-ring,old-brooch")

    expect(item(page, "Ember ring")).to_contain_text("Someone is paying for it right now")
    expect(item(page, "Old brooch").locator(".fact")).to_have_text("Sold")


def test_what_is_removed_can_be_put_back(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/wishlist/", wishlist=[FERN, EMBER])

    page.get_by_role("button", name="Remove Fern band").click()
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    assert [each["slug"] for each in kept(page, "wishlist")] == ["ember-ring"]
    page.get_by_role("button", name="Put it back").click()

    expect(page.get_by_role("button", name="Remove Fern band")).to_be_focused()
    assert [each["slug"] for each in kept(page, "wishlist")] == ["fern-band", "ember-ring"]


@pytest.mark.promise("cookies/shared-lists")
def test_a_shared_list_leaves_ones_own_alone_until_it_is_saved(visitor: Visitor) -> None:
    page = visitor.visit_keeping(
        "/wishlist/?p=ember-ring,../x,fern-band,%3Cb%3E,moth-pin", wishlist=[FERN]
    )
    expect(titles(page)).to_have_text(["Ember ring", "Fern band"])
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    assert [each["slug"] for each in kept(page, "wishlist")] == ["fern-band"]

    page.get_by_role("button", name="Save these to mine").click()
    page.get_by_role("link", name="See your wishlist").click()

    expect(titles(page)).to_have_text(["Ember ring", "Fern band"])


def test_the_link_carries_the_list_to_another_browser(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/wishlist/", wishlist=[FERN, EMBER])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy a link to it").click()
    expect(page.get_by_role("status")).to_contain_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")

    other = visitor.visit(link.removeprefix(visitor.origin))

    assert link == f"{visitor.origin}/wishlist/?p=ember-ring,fern-band"
    expect(titles(other)).to_have_text(["Ember ring", "Fern band"])


def test_where_the_clipboard_is_shut_the_link_stands_in_a_field(visitor: Visitor) -> None:
    page = visitor.visit("/404.html")
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
    page.goto(f"{visitor.origin}/pieces/fern-band/")
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("link", name="See your wishlist").click()

    page.get_by_role("button", name="Copy a link to it").click()

    expect(page.get_by_label("The link")).to_have_value(f"{visitor.origin}/wishlist/?p=fern-band")
    expect(page.get_by_label("The link")).to_be_focused()


def test_a_renamed_piece_keeps_its_place_under_its_new_name(visitor: Visitor) -> None:
    bracken = FERN | {"slug": "bracken-band", "title": "Bracken band"}
    page = visitor.visit_keeping("/wishlist/", wishlist=[EMBER, bracken])

    expect(titles(page)).to_have_text(["Fern band", "Ember ring"])
    expect(item(page, "Fern band").get_by_role("link", name="Fern band")).to_have_attribute(
        "href", "/pieces/fern-band/"
    )
    assert [each["slug"] for each in kept(page, "wishlist")] == ["ember-ring", "fern-band"]
    assert kept(page, "wishlist")[1]["seen"] == 12800


def test_a_renamed_piece_that_was_saved_again_is_there_once(visitor: Visitor) -> None:
    bracken = FERN | {"slug": "bracken-band", "title": "Bracken band"}
    page = visitor.visit_keeping("/wishlist/", wishlist=[bracken, EMBER, FERN])

    expect(titles(page)).to_have_text(["Fern band", "Ember ring"])
    assert [each["slug"] for each in kept(page, "wishlist")] == ["ember-ring", "fern-band"]


def test_of_a_list_from_a_link_what_is_gone_is_left_out(visitor: Visitor) -> None:
    page = visitor.visit("/wishlist/?p=moth-pin,bracken-band,ember-ring")

    expect(titles(page)).to_have_text(["Fern band", "Ember ring"])
    expect(page.get_by_role("status")).to_contain_text("Not everything on this list")


def test_a_list_from_a_link_of_which_all_is_gone_says_so_and_leads_on(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/wishlist/?p=moth-pin,old-moth", wishlist=[FERN])

    expect(page.get_by_role("status")).to_have_text(
        "What was on this list isn't in the shop any more."
    )
    expect(titles(page)).to_have_count(0)
    expect(page.get_by_role("link", name="See all pieces")).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_hidden()
    expect(page.get_by_role("button", name="Save these to mine")).to_be_hidden()
    page.get_by_role("link", name="See my own").click()
    expect(titles(page)).to_have_text(["Fern band"])


@pytest.mark.promise("cookies/compare-at-most")
def test_from_here_up_to_four_go_into_the_comparison(visitor: Visitor) -> None:
    slugs = ["river-band", "ember-ring", "granite-signet", "dawn-hoops", "fern-band"]
    page = visitor.visit(f"/wishlist/?p={','.join(slugs)}")

    for slug in slugs:
        page.locator(f"[data-key={slug}] [data-part=compare]").click()

    expect(page.get_by_role("status")).to_contain_text("You can compare 4 pieces at a time.")
    assert [each["slug"] for each in kept(page, "compare")] == slugs[:4]


def test_a_wishlist_of_many_asks_for_stock_in_parts_and_without_it_shows_all(
    visitor: Visitor,
) -> None:
    page = visitor.visit("/404.html")
    files = visitor.output.glob("pieces/*/piece.json")
    slugs = sorted({json.loads(path.read_bytes())["slug"] for path in files})
    page.goto(f"{visitor.origin}/wishlist/?p={','.join(slugs)}")
    expect(item(page, "Fern band")).to_contain_text("Sterling silver")
    expect(page.get_by_role("status")).to_have_text("")

    visitor.down = True
    page.reload()

    expect(page.get_by_role("status")).to_contain_text("We can't reach the shop")
    expect(titles(page)).to_have_count(len(slugs))


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/wishlist/", "/wishlist/?p=fern-band,ember-ring"])
def test_it_is_accessible_and_fits(visitor: Visitor, path: str, width: int) -> None:
    page = visitor.visit_keeping(path, width=width, wishlist=[FERN, EMBER, MOTH])
    expect(item(page, "Ember ring").locator("img")).to_be_visible()
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    found = Axe().run(page).response["violations"]

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
