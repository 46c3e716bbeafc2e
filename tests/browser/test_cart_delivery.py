"""What a real browser shows of delivery, gifts and codes, in the cart and on a piece's page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from infra.headers import security_headers
from tests.fixtures.browser import layout_shifts
from tests.fixtures.keeping import Visitor

pytestmark = pytest.mark.browser

FERN: dict[str, Any] = {"slug": "fern-band", "sku": "FERN-BAND-US-7", "quantity": 1, "at": 1}
FERN |= {"seen": 12800, "title": "Fern band", "label": "US 7", "engraving": ""}
EMBER = FERN | {"slug": "ember-ring", "sku": "EMBER-RING", "seen": 115000, "title": "Ember ring"}

THURSDAY: dict[str, object] = {"ships_on": "2026-06-04", "ships_words": "June 4"}
LATER_THURSDAY: dict[str, object] = {"ships_on": "2026-06-25", "ships_words": "June 25"}
HEADERS = {"Content-Type": "text/html; charset=utf-8", **security_headers("/")}


@pytest.fixture(autouse=True)
def prices_as_kept(visitor: Visitor) -> None:
    visitor.stock = {"EMBER-RING": {"price": 115000, "left": 1}}


def ways(page: Page) -> Locator:
    """The ways to ship that can be seen."""
    return page.locator("cart-delivery li:visible")


def fold_out(page: Page) -> None:
    page.get_by_text("It's a gift, or you have a code").click()


def send(page: Page) -> None:
    page.get_by_label("I agree to the terms of sale").check()
    page.get_by_role("button", name="Reserve and pay").click()
    expect(page).to_have_title("Checkout")


def test_the_ways_to_ship_are_those_of_the_country_that_is_chosen(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN])
    expect(ways(page)).to_have_count(3)
    expect(ways(page).first).to_contain_text(
        "USPS Ground Advantage $6.00 You'll have it June 9 to 12"
    )

    page.get_by_label("Where it goes").select_option("DE")

    expect(ways(page)).to_have_count(2)
    expect(ways(page).first).to_contain_text(
        "USPS First-Class International $24.00 You'll have it June 17 to 30"
    )
    expect(page.get_by_text("You choose the delivery on the payment page.")).to_be_visible()


def test_a_way_that_will_be_free_says_how_much_is_missing_and_then_is_free(
    visitor: Visitor,
) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN])
    ground = ways(page).first
    expect(ground).to_contain_text("Free from $150.00: $22.00 to go")
    expect(ways(page).filter(has_text="to go")).to_have_count(1)

    quantity = page.get_by_label("Quantity of Fern band")
    quantity.fill("2")
    quantity.press("Tab")

    expect(ground.locator(".amount")).to_have_text("Free")
    expect(ground).not_to_contain_text("to go")
    expect(ways(page).nth(1)).to_contain_text("$12.00")


def test_a_way_is_free_for_a_cart_of_the_very_amount(visitor: Visitor) -> None:
    visitor.stock["FERN-BAND-US-7"] = {"price": 15000, "left": 2}
    page = visitor.visit_keeping("/cart/", cart=[FERN | {"seen": 15000}])

    expect(page.locator("[data-part=subtotal]")).to_have_text("$150.00")
    expect(ways(page).first.locator(".amount")).to_have_text("Free")


@pytest.mark.parametrize(
    ("stock", "words"),
    [
        (THURSDAY, "You'll have it June 9 to 12"),
        (LATER_THURSDAY, "You'll have it June 30 to July 3"),
        ({"ships_on": "2026-06-06", "ships_words": "June 6"}, "You'll have it June 10 to 15"),
        (
            {"ships_on": "2026-12-28", "ships_words": "December 28"},
            "You'll have it December 31 to January 5",
        ),
        ({"ships_on": None, "ships_words": None}, "3 to 6 working days after it ships"),
    ],
)
def test_it_arrives_so_many_working_days_after_it_ships(
    visitor: Visitor, stock: dict[str, object], words: str
) -> None:
    visitor.stock["FERN-BAND-US-7"] = stock
    page = visitor.visit_keeping("/cart/", cart=[FERN])

    expect(ways(page).first.locator("small").first).to_have_text(words)


def test_the_slowest_piece_says_when_all_arrive(visitor: Visitor) -> None:
    visitor.stock["FERN-BAND-US-7"] = LATER_THURSDAY
    page = visitor.visit_keeping("/cart/", cart=[EMBER, FERN])
    expect(ways(page).first).to_contain_text("You'll have it June 30 to July 3")

    page.get_by_role("button", name="Remove Fern band").click()

    expect(ways(page).first).to_contain_text("You'll have it June 9 to 12")


def test_where_the_shop_can_not_be_asked_days_are_counted_from_the_shipping(
    visitor: Visitor,
) -> None:
    visitor.down = True
    page = visitor.visit_keeping("/cart/", cart=[FERN])

    expect(page.locator(".kept-said")).to_contain_text("We can't reach the shop")
    expect(ways(page).first).to_contain_text("$6.00 3 to 6 working days after it ships")


def test_another_country_is_told_to_who_hears_the_page(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN])
    heard = page.locator("cart-delivery [role=status]")
    expect(ways(page).first).to_contain_text("You'll have it")
    expect(heard).to_have_text("")

    page.get_by_label("Where it goes").select_option("CA")

    expect(heard).to_have_text(
        "Delivery to Canada: USPS First-Class International, $18.50, You'll have it June 15 to 24; "
        "USPS Priority Mail International, $46.00, You'll have it June 12 to 18."
    )


def test_a_fixed_tax_is_said_where_it_is_added(visitor: Visitor) -> None:
    html = (visitor.output / "cart/index.html").read_text(encoding="utf-8")
    line = '<p class="hint" data-countries="CA" hidden>GST, 5 %, is added.</p>'
    taxed = html.replace('<p class="hint">No tax is added.</p>', line)
    assert line in taxed
    page = visitor.visit_keeping("/404.html", cart=[FERN])
    page.context.route("**/cart/", lambda route: route.fulfill(body=taxed, headers=HEADERS))
    page.goto(f"{visitor.origin}/cart/")
    expect(ways(page)).to_have_count(3)
    expect(page.get_by_text("GST, 5 %")).to_be_hidden()

    page.get_by_label("Where it goes").select_option("CA")

    expect(page.get_by_text("GST, 5 %")).to_be_visible()


def test_a_gift_and_a_code_go_along_with_the_cart(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[EMBER])
    expect(page.get_by_label("Words for the card")).to_be_hidden()
    fold_out(page)
    page.get_by_label("Words for the card").fill("Happy birthday, Ada.\nWith love")
    page.get_by_label("Put in a gift receipt without prices").check()
    page.get_by_label("Discount code").fill("SPRING")
    send(page)

    sent = dict(visitor.sent[0])
    assert sent["gift_message"] == "Happy birthday, Ada.\r\nWith love"
    assert (sent["gift_receipt"], sent["code"], sent["website"]) == ("yes", "SPRING", "")
    assert sent["rates"].startswith("us/ground:600:15000 us/priority:1200 us/pickup:0 canada/")


def test_without_javascript_a_piece_takes_a_gift_and_a_code_too(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/ember-ring/", javascript=False)
    fold_out(page)
    page.get_by_label("Words for the card").fill("For Ada")
    page.get_by_label("Discount code").fill("SPRING")
    send(page)

    sent = dict(visitor.sent[0])
    assert (sent["gift_message"], sent["code"], sent["website"]) == ("For Ada", "SPRING", "")
    assert "gift_receipt" not in sent
    assert "us/ground:600:15000" in sent["rates"]


@pytest.mark.parametrize("path", ["/cart/", "/pieces/ember-ring/"])
def test_what_was_typed_is_there_and_in_sight_on_the_way_back(visitor: Visitor, path: str) -> None:
    page = visitor.visit_keeping(path, cart=[EMBER])
    fold_out(page)
    page.get_by_label("Words for the card").fill("For Ada")
    page.get_by_label("Discount code").fill("SPRING")
    page.get_by_label("Where it goes").select_option("CA")
    send(page)

    page.go_back()

    expect(page.get_by_label("Words for the card")).to_be_visible()
    expect(page.get_by_label("Words for the card")).to_have_value("For Ada")
    expect(page.get_by_label("Discount code")).to_have_value("SPRING")
    expect(page.get_by_label("Where it goes")).to_have_value("CA")
    if path == "/cart/":
        expect(ways(page).first).to_contain_text("$18.50")


@pytest.mark.parametrize("path", ["/cart/", "/pieces/ember-ring/"])
def test_the_field_for_programs_is_neither_seen_nor_heard_nor_reached(
    visitor: Visitor, path: str
) -> None:
    page = visitor.visit_keeping(path, cart=[EMBER])
    fold_out(page)
    traps = page.locator("input[name=website]")

    expect(traps).to_have_count(len(["this form", "the letter's"]))
    for trap in traps.all():
        expect(trap).to_be_hidden()
        expect(trap).to_have_value("")
    expect(page.get_by_role("textbox", name="Discount code")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Leave this empty")).to_have_count(0)
    expect(page.locator("body")).not_to_match_aria_snapshot('- textbox "Leave this empty"')
    assert "website" not in names_on_the_way(page)


def names_on_the_way(page: Page) -> list[str]:
    """The names of all that the keyboard comes by."""
    names = []
    page.evaluate("document.activeElement.blur()")
    for _ in range(60):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name ?? ''"))
    assert "gift_message" in names
    return names


@pytest.mark.parametrize("path", ["/cart/", "/pieces/fern-band/"])
@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (320, "200%"), (1280, "100%")])
def test_folded_out_it_is_accessible_and_fits(
    visitor: Visitor, path: str, width: int, size: str
) -> None:
    page = visitor.visit_keeping(path, width=width, cart=[FERN])
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
    fold_out(page)

    found = Axe().run(page).response["violations"]

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    summary = page.get_by_text("It's a gift, or you have a code").bounding_box()
    assert summary
    assert summary["height"] >= 44


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_when_the_days_of_arrival_come(visitor: Visitor, width: int) -> None:
    page = visitor.visit_keeping("/cart/", width=width, cart=[FERN])
    expect(ways(page).first).to_contain_text(re.compile("You'll have it .* to go"))

    assert layout_shifts(page) == []
