"""A piece's page in a real browser: choosing, engraving, and what the form then sends."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.fixtures.window import Open, Stock, picture_names

pytestmark = pytest.mark.browser

WILLOW = "willow-ring/"
SILVER_7 = "WILLOW-RING-US-7-SILVER"
GOLD_7 = "WILLOW-RING-US-7-GOLD"
MIXED = "Ready to ship in 2 working days, or made to order in 20 working days"
STOCK: Stock = {
    SILVER_7: {"left": 2, "on_hold": 0, "ships_words": "June 4"},
    GOLD_7: {"left": None, "on_hold": 0, "ships_words": "June 22"},
}
PAY = "Reserve and pay"


def status(page: Page) -> Locator:
    return page.locator("piece-choice [role=status]")


def price(page: Page) -> Locator:
    return page.locator(".decision .price")


def choose(page: Page, *values: str) -> None:
    for value in values:
        page.get_by_role("radio", name=value, exact=True).check()


def catch_orders(page: Page) -> list[dict[str, str]]:
    """What the form sends, a dict an order; the page stays."""
    sent: list[dict[str, str]] = []

    def stay(route: Route) -> None:
        sent.append(dict(parse_qsl(route.request.post_data or "", keep_blank_values=True)))
        route.fulfill(status=204)

    page.route("**/api/checkout", stay)
    return sent


@pytest.mark.promise("shipping/day-shown")
@pytest.mark.parametrize(
    ("slug", "answer", "words"),
    [
        ("hazel-ring", {"left": 1, "on_hold": 0}, "One of a kind"),
        ("hazel-ring", {"left": 0, "on_hold": 1}, "Someone is paying for this right now"),
        ("hazel-ring", {"left": 0, "on_hold": 0}, "Sold"),
        (
            "aspen-drops",
            {"left": 2, "on_hold": 1, "ships_words": "June 4"},
            "2 left, ships by June 4",
        ),
        (
            "thyme-cuff",
            {"left": None, "on_hold": 0, "ships_words": "June 22"},
            "Made to order, ships by June 22",
        ),
    ],
)
def test_it_says_what_is_left_and_when_it_ships(
    open_piece: Open, slug: str, answer: dict[str, object], words: str
) -> None:
    page = open_piece(f"{slug}/", {slug.upper(): answer})

    expect(status(page)).to_have_text(words)


@pytest.mark.parametrize("javascript", [False, True])
def test_where_the_shop_can_not_be_asked_the_page_says_what_is_always_true(
    open_piece: Open, javascript: bool
) -> None:
    page = open_piece("hazel-ring/", java_script_enabled=javascript)
    said = {}

    for slug in ("hazel-ring", "thyme-cuff", "juniper-band", "willow-ring"):
        page.goto(urljoin(page.url, f"../{slug}/"))
        said[slug] = status(page).text_content()

    assert said == {
        "hazel-ring": "One of a kind, ready to ship in 2 working days",
        "thyme-cuff": "Made to order in 1 working day",
        "juniper-band": "Ready to ship in 2 working days",
        "willow-ring": MIXED,
    }


def test_the_choice_changes_price_words_picture_and_address(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK)
    expect(price(page)).to_have_text("from $480.00 was $520.00")

    choose(page, "US 7", "Silver")
    expect(status(page)).to_have_text("US 7, Silver: $480.00, 2 left, ships by June 4")
    expect(price(page)).to_have_text("$480.00")
    assert picture_names(page) == ["1.jpg", "2.jpg", "3.jpg"]

    choose(page, "Gold")
    expect(status(page)).to_have_text("US 7, Gold: $1,280.00, made to order, ships by June 22")
    expect(price(page)).to_have_text("$1,280.00")
    assert picture_names(page) == ["3.jpg", "1.jpg", "2.jpg"]
    assert urlsplit(page.url).query == f"sku={GOLD_7}"


def test_a_ring_says_what_the_chosen_size_is_called_elsewhere(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK)

    choose(page, "US 7", "Silver")

    expect(page.locator("#choice-1").get_by_text("UK N½, EU 54")).to_be_visible()
    expect(status(page)).to_contain_text("US 7, Silver: $480.00")
    expect(page.get_by_role("link", name="Find your size")).to_have_attribute(
        "href", "/size-guide/"
    )


def test_a_price_that_came_down_says_in_words_what_it_was(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK)

    choose(page, "US 6", "Silver")

    expect(price(page)).to_have_text("$480.00 was $520.00")


def test_an_address_opens_with_its_variant_chosen(open_piece: Open) -> None:
    page = open_piece(f"{WILLOW}?sku={GOLD_7}", STOCK)

    expect(page.get_by_label("US 7")).to_be_checked()
    expect(page.get_by_label("Gold")).to_be_checked()
    expect(status(page)).to_have_text("US 7, Gold: $1,280.00, made to order, ships by June 22")
    assert picture_names(page)[0] == "3.jpg"


def test_an_address_of_a_size_opens_with_it_chosen(open_piece: Open) -> None:
    page = open_piece("juniper-band/?sku=JUNIPER-BAND-US-9")

    expect(page.get_by_label("US 9")).to_be_checked()
    expect(status(page)).to_have_text("US 9: $1,020.00, 2 left, ready to ship in 2 working days")


@pytest.mark.parametrize("sku", ["HAZEL-RING", '"]<img src=x>', "willow" * 400])
def test_an_address_of_no_variant_chooses_nothing(open_piece: Open, sku: str) -> None:
    page = open_piece(f"{WILLOW}?sku={quote(sku)}", STOCK)

    expect(status(page)).to_have_text(MIXED)
    assert page.locator("input[type=radio]:checked").count() == 0


def test_what_can_not_be_had_together_is_marked_in_words_and_can_not_be_sent(
    open_piece: Open,
) -> None:
    page = open_piece(WILLOW, STOCK)
    choose(page, "Silver")
    expect(page.get_by_label("US 8 sold")).to_be_enabled()
    expect(page.get_by_label("US 9 not made")).to_be_enabled()

    choose(page, "US 9 not made")

    expect(status(page)).to_have_text("US 9, Silver: not made, choose another")
    expect(page.get_by_role("button", name=PAY)).to_be_disabled()
    expect(page.locator("input[name=sku]")).to_be_disabled()
    expect(page.get_by_label("Gold")).to_be_enabled()
    choose(page, "Gold")
    expect(page.get_by_role("button", name=PAY)).to_be_enabled()
    expect(page.get_by_label("US 9", exact=True)).to_be_checked()
    expect(page.get_by_label("US 6½ not made")).to_be_visible()


def test_a_size_sold_before_the_build_says_so_where_no_script_runs(open_piece: Open) -> None:
    page = open_piece("juniper-band/", java_script_enabled=False)

    expect(page.get_by_label("US 6 sold")).to_be_visible()


def test_a_size_sold_since_the_build_is_marked_and_can_not_be_sent(open_piece: Open) -> None:
    page = open_piece("juniper-band/", {"JUNIPER-BAND-US-7": {"left": 0, "on_hold": 0}})

    choose(page, "US 7 sold")

    expect(status(page)).to_have_text("US 7: $980.00, sold")
    expect(page.get_by_role("button", name=PAY)).to_be_disabled()


def test_a_size_that_is_only_held_can_still_be_tried(open_piece: Open) -> None:
    page = open_piece("juniper-band/", {"JUNIPER-BAND-US-7": {"left": 0, "on_hold": 1}})

    choose(page, "US 7")

    expect(status(page)).to_have_text("US 7: $980.00, someone is paying for this right now")
    expect(page.get_by_role("button", name=PAY)).to_be_enabled()


@pytest.mark.parametrize("slug", ["hazel-ring", "juniper-band"])
def test_what_was_all_sold_since_the_build_is_shown_as_what_was_sold_before(
    open_piece: Open, slug: str
) -> None:
    skus = (slug.upper(), *(f"{slug.upper()}-US-{size}" for size in (6, 7, 9)))
    page = open_piece(f"{slug}/", {sku: {"left": 0, "on_hold": 0} for sku in skus})

    expect(status(page)).to_have_text("Sold")
    expect(page.get_by_role("link", name="See what else is on the bench")).to_be_visible()
    for what in ("button", "input", "select", "label", ".glance", ".held", "keep-piece"):
        expect(page.locator(f".decision {what}:visible")).to_have_count(0)


def test_while_one_is_left_nothing_is_said_of_its_being_gone(open_piece: Open) -> None:
    page = open_piece("juniper-band/", {"JUNIPER-BAND-US-7": {"left": 0, "on_hold": 0}})

    expect(page.get_by_label("US 7 sold")).to_be_visible()
    expect(page.get_by_text("found their homes")).to_be_hidden()
    expect(page.get_by_role("button", name=PAY)).to_be_visible()


@pytest.mark.promise("cookies/works-without-scripts")
def test_without_scripts_everything_needed_to_buy_is_there(open_piece: Open) -> None:
    page = open_piece(WILLOW, java_script_enabled=False)
    sent = catch_orders(page)
    page.get_by_text("What each costs and when it ships").click()
    expect(page.get_by_role("row", name="US 9, Gold")).to_have_text(
        "US 9, Gold UK R½, EU 60$1,360.00Made to order in 20 working days"
    )
    expect(page.get_by_role("row", name="US 8, Silver")).to_contain_text("Sold")

    choose(page, "US 7", "Silver")
    page.get_by_label("Engraving").fill("For Ada")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name=PAY).click()

    page.wait_for_timeout(100)
    assert [order | {"seen": "…", "rates": "…"} for order in sent] == [
        {
            "piece": "willow-ring",
            "seen": "…",
            "rates": "…",
            "website": "",
            "choice-1": "US 7",
            "choice-2": "Silver",
            "engraving": "For Ada",
            "quantity": "1",
            "country": "US",
            "gift_message": "",
            "code": "",
            "terms": page.locator("#terms").get_attribute("value"),
        }
    ]
    assert sent[0]["seen"].split()[-3:] == [
        "WILLOW-RING-US-8-GOLD:132000",
        "WILLOW-RING-US-9-GOLD:136000",
        "engraving:2500",
    ]


def test_a_keyboard_alone_chooses_engraves_agrees_and_pays(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK)
    sent = catch_orders(page)
    press = page.keyboard.press

    page.get_by_label("US 6", exact=True).focus()
    for key in ("ArrowRight", "ArrowRight", "Tab", "Tab", "Space", "Tab"):
        press(key)
    page.keyboard.type("For Ada")
    for key in ("Tab", "Tab", "Tab", "Enter", "Tab"):
        press(key)
    page.keyboard.type("Happy birthday")
    for key in ("Tab", "Space", "Tab", "Tab", "Space", "Tab", "Tab", "Tab", "Enter"):
        press(key)

    expect(page.get_by_role("button", name=PAY)).to_be_disabled()
    assert len(sent) == 1
    assert sent[0] == sent[0] | {
        "sku": SILVER_7,
        "choice-1": "US 7",
        "choice-2": "Silver",
        "engraving": "For Ada",
        "gift_message": "Happy birthday",
        "gift_receipt": "yes",
        "terms": page.locator("#terms").get_attribute("value"),
    }
    assert "newsletter" not in sent[0]


def test_a_second_click_does_not_hold_twice(open_piece: Open) -> None:
    page = open_piece("hazel-ring/", {"HAZEL-RING": {"left": 1, "on_hold": 0}})
    sent = catch_orders(page)
    expect(status(page)).to_have_text("One of a kind")

    page.get_by_role("button", name=PAY).dblclick()

    expect(page.get_by_role("button", name=PAY)).to_be_disabled()
    assert len(sent) == 1
    assert sent[0] == sent[0] | {"sku": "HAZEL-RING", "seen": "HAZEL-RING:115000", "quantity": "1"}


@pytest.mark.promise("returns/engraved-are-told")
def test_an_engraving_is_shown_counted_and_priced(open_piece: Open) -> None:
    page = open_piece(f"{WILLOW}?sku={SILVER_7}", STOCK)
    field = page.get_by_label("Engraving")
    expect(page.locator("#engraving-hint")).to_contain_text("Up to 20 characters.")
    expect(page.locator("#engraving-hint")).to_contain_text("can't be sent back")

    field.press_sequentially("Ada ♥ Sam")

    expect(page.locator(".band")).to_have_text("Ada ♥ Sam")
    expect(page.locator("#engraving-hint")).to_contain_text("11 characters left.")
    expect(price(page)).to_have_text("$505.00 with engraving")
    expect(status(page)).to_have_text(
        "US 7, Silver: $505.00 with engraving, 2 left, ships by June 4"
    )
    field.fill(" ")
    expect(price(page)).to_have_text("$480.00")


@pytest.mark.promise("terms/engraving-checked")
def test_letters_that_can_not_be_engraved_are_named_at_once(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK)
    field = page.get_by_label("Engraving")

    field.press_sequentially("für – Ada 👩‍👧")

    note = page.locator(".engraving [role=status]")
    expect(note).to_have_text("We can't engrave “ü” or “–” or “👩” or “👧”. Leave it out.")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("For Ada")
    expect(note).to_have_text("")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    field.evaluate("(input) => { input.dataset.letters += '-♥' }")
    field.fill("Ada – Bo ❤️ ü")
    expect(note).to_have_text("We can't engrave “ü”. Leave it out.")


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("hazel-sister", "It has found its home."),
        ("aspen-studs", "They have all found their homes."),
        ("sage-chain", "It isn't made any more."),
    ],
)
def test_what_is_sold_or_retired_keeps_its_page_and_says_where_to_go_on(
    open_piece: Open, slug: str, words: str
) -> None:
    page = open_piece(f"{slug}/", java_script_enabled=False)

    expect(page.locator(".decision")).to_contain_text(f"Sold {words}")
    expect(page.locator(".decision form")).to_have_count(0)
    expect(page.get_by_role("link", name="See what else is on the bench")).to_be_visible()


def test_what_is_made_to_order_is_ordered_and_not_held(open_piece: Open) -> None:
    page = open_piece("thyme-cuff/")

    expect(page.get_by_role("button", name="Order and pay")).to_be_enabled()
    expect(page.get_by_text("Held for you")).to_have_count(0)
    expect(price(page)).to_have_text("$210.00 was $240.00")
