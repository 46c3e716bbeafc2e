"""The comparison in a real browser: at most four side by side, in an address to share."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.fixtures.keeping import Visitor, kept

pytestmark = [pytest.mark.browser, pytest.mark.prove]

FERN = {"slug": "fern-band", "title": "Fern band", "seen": 12800, "at": 1}
EMBER = {"slug": "ember-ring", "title": "Ember ring", "seen": 115000, "at": 2}
FIVE = "river-band,ember-ring,granite-signet,dawn-hoops,fern-band"


def names(page: Page) -> Locator:
    return page.locator(".comparison thead a")


def row(page: Page, name: str) -> Locator:
    return page.locator(".comparison tr").filter(has=page.get_by_role("rowheader", name=name))


def test_pieces_are_chosen_on_their_pages_and_set_side_by_side(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/fern-band/")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("button", name="Stop comparing")).to_be_visible()
    page.goto(f"{visitor.origin}/pieces/ember-ring/")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="See your comparison").click()

    expect(names(page)).to_have_text(["Fern band", "Ember ring"])
    expect(page).to_have_url(f"{visitor.origin}/compare/?p=fern-band,ember-ring")
    expect(row(page, "Metal").get_by_role("cell")).to_have_text(
        ["Sterling silver", "14k rose gold"]
    )
    expect(row(page, "Sizes").get_by_role("cell").first).to_contain_text("US 6–7")
    expect(row(page, "Ring size")).to_have_count(0)
    expect(row(page, "Engraving").get_by_role("cell")).to_have_text(
        ["Up to 20 characters, $25.00", "–"]
    )


@pytest.mark.promise("cookies/compare-at-most")
def test_a_fifth_is_refused_with_a_sentence(visitor: Visitor) -> None:
    four = [FERN | {"slug": slug} for slug in FIVE.split(",")[:4]]
    page = visitor.visit_keeping("/pieces/fern-band/", compare=four)

    page.get_by_role("button", name="Compare").click()

    expect(page.locator("keep-piece")).to_contain_text("You can compare 4 pieces at a time.")
    assert len(kept(page, "compare")) == 4


@pytest.mark.promise("cookies/compare-at-most")
def test_an_address_with_five_shows_four_and_says_so(visitor: Visitor) -> None:
    page = visitor.visit(f"/compare/?p={FIVE}")

    expect(names(page)).to_have_count(4)
    expect(page.get_by_role("status")).to_have_text(
        "Only 4 pieces fit side by side, so these are the first 4 of 5."
    )


def test_what_differs_stands_out_by_weight(visitor: Visitor) -> None:
    page = visitor.visit("/compare/?p=fern-band,granite-signet,ember-ring")
    expect(names(page)).to_have_count(3)

    def weight(locator: Locator) -> str:
        return str(locator.evaluate("(element) => getComputedStyle(element).fontWeight"))

    metal = row(page, "Metal")
    expect(metal.get_by_role("cell").nth(2)).to_have_text("14k rose gold")
    assert weight(metal.get_by_role("rowheader")) == "600"
    assert weight(metal.locator("strong")) == "600"
    assert metal.locator("strong").all_text_contents() == ["14k rose gold"]


def test_what_is_the_same_does_not_stand_out(visitor: Visitor) -> None:
    page = visitor.visit("/compare/?p=fern-band,granite-signet")

    metal = row(page, "Metal")
    expect(metal.get_by_role("cell")).to_have_text(["Sterling silver", "Sterling silver"])
    assert metal.get_attribute("class") == ""


def test_removing_changes_the_address_and_ones_own_list(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/compare/", compare=[FERN, EMBER])

    page.get_by_role("button", name="Remove Fern band").click()

    expect(names(page)).to_have_text(["Ember ring"])
    expect(page).to_have_url(f"{visitor.origin}/compare/?p=ember-ring")
    expect(page.get_by_role("status")).to_have_text("Fern band is out of the comparison.")
    expect(page.get_by_role("button", name="Remove Ember ring")).to_be_focused()
    assert [each["slug"] for each in kept(page, "compare")] == ["ember-ring"]

    page.get_by_role("button", name="Remove Ember ring").click()
    expect(page.get_by_text("Nothing to compare yet.")).to_be_visible()
    assert kept(page, "compare") == []


@pytest.mark.promise("cookies/shared-lists")
def test_a_shared_comparison_leaves_ones_own_alone_until_it_is_taken(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/compare/?p=ember-ring,dawn-hoops", compare=[FERN])
    expect(page.get_by_text("This comparison comes from a link.")).to_be_visible()
    page.get_by_role("button", name="Remove Dawn hoops").click()
    expect(names(page)).to_have_text(["Ember ring"])
    assert [each["slug"] for each in kept(page, "compare")] == ["fern-band"]

    page.get_by_role("button", name="Make it mine instead").click()

    expect(page.get_by_text("This comparison comes from a link.")).to_be_hidden()
    assert [each["slug"] for each in kept(page, "compare")] == ["ember-ring"]


def test_a_piece_that_is_gone_leaves_with_a_sentence(visitor: Visitor) -> None:
    moth = FERN | {"slug": "moth-pin"}
    page = visitor.visit_keeping("/compare/", compare=[FERN, moth, EMBER])

    expect(names(page)).to_have_text(["Fern band", "Ember ring"])
    expect(page.get_by_role("status")).to_have_text("One of the pieces isn't in the shop any more.")
    assert [each["slug"] for each in kept(page, "compare")] == ["fern-band", "ember-ring"]


def test_where_all_pieces_are_gone_it_says_so_and_leads_on(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/compare/?p=moth-pin,old-moth", compare=[FERN])

    expect(page.get_by_role("status")).to_have_text(
        "What was compared here isn't in the shop any more."
    )
    expect(page.get_by_role("link", name="See all pieces")).to_be_visible()
    expect(page.get_by_text("Nothing to compare yet.")).to_be_hidden()
    page.get_by_role("link", name="See my own").click()
    expect(names(page)).to_have_text(["Fern band"])
    assert [each["slug"] for each in kept(page, "compare")] == ["fern-band"]


def test_a_renamed_piece_is_compared_under_its_new_name(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/compare/", compare=[FERN | {"slug": "bracken-band"}, EMBER])

    expect(names(page)).to_have_text(["Fern band", "Ember ring"])
    expect(page).to_have_url(f"{visitor.origin}/compare/?p=fern-band,ember-ring")
    assert [each["slug"] for each in kept(page, "compare")] == ["fern-band", "ember-ring"]


def test_what_is_stored_twice_is_shown_once(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/compare/", compare=[FERN, EMBER, FERN])

    expect(names(page)).to_have_text(["Fern band", "Ember ring"])


@pytest.mark.parametrize("down", [False, True])
def test_what_is_only_made_to_order_is_not_said_to_be_in_the_shop(
    visitor: Visitor, *, down: bool
) -> None:
    visitor.down = down
    for sku in ("WILLOW-RING-SILVER", "WILLOW-RING-GOLD"):
        visitor.stock[sku] = {"left": None}
    page = visitor.visit("/compare/?p=willow-ring,fern-band")

    cells = row(page, "Availability").get_by_role("cell")
    expect(cells).to_have_text(["Made to order", "In the shop"])


@pytest.mark.parametrize("asked", ["../../api", "%22%3E%3Cimg%3E", "A,B", ",,", ""])
def test_an_address_that_names_no_piece_asks_for_nothing(visitor: Visitor, asked: str) -> None:
    page = visitor.visit("/404.html")
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))

    page.goto(f"{visitor.origin}/compare/?p={asked}")

    expect(page.get_by_text("Nothing to compare yet.")).to_be_visible()
    assert not [url for url in asked_for if "piece.json" in url or "/api/" in url]


def test_without_stock_the_facts_are_still_compared(visitor: Visitor) -> None:
    visitor.down = True
    page = visitor.visit("/compare/?p=fern-band,ember-ring")

    expect(names(page)).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("We can't reach the shop")


def test_another_tab_adds_to_what_is_compared_here(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/compare/", compare=[FERN])
    expect(names(page)).to_have_text(["Fern band"])
    other = page.context.new_page()
    other.goto(f"{visitor.origin}/pieces/ember-ring/")

    other.get_by_role("button", name="Compare").click()

    expect(names(page)).to_have_text(["Fern band", "Ember ring"])


def test_a_keyboard_scrolls_the_table_and_the_names_of_facts_stay(visitor: Visitor) -> None:
    page = visitor.visit(f"/compare/?p={FIVE}", width=360)
    table = page.get_by_role("region", name="Compare")
    expect(names(page)).to_have_count(4)
    table.focus()
    before = row(page, "Price").get_by_role("rowheader").bounding_box()

    for _ in range(10):
        page.keyboard.press("ArrowRight")

    page.wait_for_timeout(200)
    assert table.evaluate("(region) => region.scrollLeft") > 0
    assert row(page, "Price").get_by_role("rowheader").bounding_box() == before


@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_accessible_and_fits(visitor: Visitor, width: int) -> None:
    page = visitor.visit(f"/compare/?p={FIVE}", width=width)
    expect(names(page)).to_have_count(4)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    found = Axe().run(page).response["violations"]

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
