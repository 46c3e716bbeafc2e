"""The cart in a real browser: what is put in stays, and what changed meanwhile is said."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from domain.agreement import is_agreement
from domain.catalogue import Release
from domain.publishing import publish
from infra.headers import security_headers
from tests.fixtures.browser import layout_shifts
from tests.fixtures.keeping import Visitor, kept, store
from tests.functions.browser import Visitor as Buyer
from tests.policies import POLICIES
from tests.samples import SmallShop, cart
from tests.site.building import Site

pytestmark = pytest.mark.browser

FERN = {"slug": "fern-band", "sku": "FERN-BAND-US-7", "quantity": 2, "seen": 12800, "at": 1}
FERN |= {"title": "Fern band", "label": "US 7", "engraving": ""}
EMBER = {"slug": "ember-ring", "sku": "EMBER-RING", "quantity": 1, "seen": 115000, "at": 2}
EMBER |= {"title": "Ember ring", "label": "", "engraving": ""}
HOOPS = {"slug": "dawn-hoops", "sku": "DAWN-HOOPS", "quantity": 3, "seen": 32000, "at": 3}
HOOPS |= {"title": "Dawn hoops", "label": "", "engraving": ""}

ALLOWED = {"Content-Type": "text/html; charset=utf-8", **security_headers("/")}


@pytest.fixture(autouse=True)
def prices_as_kept(visitor: Visitor) -> None:
    """Prices of the demo shop may change; those of these tests stay."""
    visitor.stock = {"EMBER-RING": {"price": 115000, "left": 1}}
    visitor.stock["DAWN-HOOPS"] = {"price": 32000, "left": 10}


def line_of(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=title)


def total(page: Page) -> Locator:
    return page.locator("[data-part=subtotal]")


def send(page: Page) -> None:
    page.get_by_label("I agree to the terms of sale").check()
    page.get_by_role("button", name="Reserve and pay").click()
    expect(page).to_have_title("Checkout")


def lines_sent(visitor: Visitor) -> list[str]:
    return [value for name, value in visitor.sent[0] if name == "line"]


def test_a_piece_goes_from_its_page_into_the_cart_and_on_to_checkout(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/fern-band/")
    page.get_by_label("US 7").check()
    page.get_by_label("Engraving").fill("For Ada")
    page.get_by_label("How many").fill("2")
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="See your cart").click()

    line = line_of(page, "Fern band")
    expect(line).to_contain_text("US 7")
    expect(line).to_contain_text("Engraved: For Ada")
    expect(line).to_contain_text("Ships by June 4")
    expect(total(page)).to_have_text("$306.00")
    expect(page.get_by_role("link", name="Cart", exact=False)).to_have_text("Cart\u00a02")
    shown = page.locator("input[name=terms]").get_attribute("value") or ""
    send(page)

    assert lines_sent(visitor) == ["FERN-BAND-US-7 2 15300 For Ada"]
    assert is_agreement(shown)
    assert {("cart", "yes"), ("terms", shown)} <= set(visitor.sent[0])
    assert not [value for name, value in visitor.sent[0] if name == "newsletter"]


def test_without_a_choice_it_asks_for_one_and_puts_nothing_in(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/fern-band/", width=360)

    page.get_by_role("button", name="Add to cart").click()

    size = page.get_by_role("group", name="Ring size")
    expect(size.locator(".error")).to_have_text("Choose your ring size first.")
    expect(size.locator(".error")).to_be_in_viewport()
    expect(size).to_have_accessible_description("Choose your ring size first.")
    expect(page.get_by_label("US 6")).to_be_focused()
    assert kept(page, "cart") == []

    page.get_by_role("button", name="Add to cart").click()
    expect(size.locator(".error")).to_have_count(1)
    page.get_by_label("US 7").check()
    expect(size.locator(".error")).to_have_count(0)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("keep-piece")).to_contain_text("It's in your cart.")


def test_what_can_not_be_engraved_stays_out_of_the_cart(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/fern-band/")
    page.get_by_label("US 7").check()
    field = page.get_by_label("Engraving")
    field.fill("日本")
    expect(field).to_have_attribute("aria-invalid", "true")

    page.get_by_role("button", name="Add to cart").click()

    expect(page.locator("keep-piece")).to_contain_text("Change the words to engrave first.")
    expect(field).to_be_focused()
    assert kept(page, "cart") == []
    field.fill("Ada")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("keep-piece")).to_contain_text("It's in your cart.")


@pytest.mark.parametrize("wanted", ["0", "1.5", "100", ""])
def test_a_number_that_makes_no_sense_is_asked_for_again(visitor: Visitor, wanted: str) -> None:
    page = visitor.visit("/pieces/fern-band/")
    page.get_by_label("US 6").check()
    page.get_by_label("How many").fill(wanted)

    page.get_by_role("button", name="Add to cart").click()

    how_many = page.get_by_label("How many")
    expect(how_many).to_have_accessible_description("Write how many you would like, from 1 to 99.")
    expect(how_many).to_be_focused()
    assert kept(page, "cart") == []


def test_the_same_piece_twice_is_one_line_and_one_of_a_kind_stays_one(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/fern-band/")
    page.get_by_label("US 7").check()
    button = page.get_by_role("button", name="Add to cart")
    button.click()
    expect(page.locator("cart-count")).to_have_text("\u00a01")
    button.click()
    expect(page.locator("cart-count")).to_have_text("\u00a02")
    page.goto(f"{visitor.origin}/pieces/ember-ring/")
    button.click()
    expect(page.locator("cart-count")).to_have_text("\u00a03")
    button.click()
    expect(page.locator("keep-piece")).to_contain_text("It's in your cart.")

    lines = [(line["sku"], line["quantity"]) for line in kept(page, "cart")]
    assert lines == [("FERN-BAND-US-7", 2), ("EMBER-RING", 1)]


def test_a_price_that_changed_is_said_and_stands_once_it_is_accepted(visitor: Visitor) -> None:
    visitor.stock["FERN-BAND-US-7"] = {"price": 14000}
    page = visitor.visit_keeping("/cart/", cart=[FERN])
    line = line_of(page, "Fern band")
    expect(line).to_contain_text("It was $128.00 when you put it here. Now it is $140.00.")
    expect(total(page)).to_have_text("$280.00")
    expect(page.locator(".kept-said")).to_contain_text("Some pieces have changed")

    page.get_by_role("button", name="Accept $140.00").click()

    expect(line).not_to_contain_text("It was")
    assert kept(page, "cart")[0]["seen"] == 14000
    send(page)
    assert lines_sent(visitor) == ["FERN-BAND-US-7 2 14000"]


def test_a_currency_has_the_digits_that_the_shop_says_not_the_browser(visitor: Visitor) -> None:
    """Chromium writes dinars without decimals; they have two."""
    page = visitor.visit("/404.html")
    store(page, "cart", whole([FERN]))
    html = (visitor.output / "cart/index.html").read_text(encoding="utf-8")
    assert 'data-currency="USD" data-digits="2"' in html
    dinars = html.replace('data-currency="USD"', 'data-currency="RSD"')
    page.context.route("**/cart/", lambda route: route.fulfill(body=dinars, headers=ALLOWED))

    page.goto(f"{visitor.origin}/cart/")

    expect(total(page)).to_have_text("RSD\u00a0256.00")


def test_a_price_that_was_not_accepted_is_sent_as_it_was_seen(visitor: Visitor) -> None:
    visitor.stock["FERN-BAND-US-7"] = {"price": 14000}
    page = visitor.visit_keeping("/cart/", cart=[FERN])
    expect(line_of(page, "Fern band")).to_contain_text("Now it is $140.00.")

    send(page)

    assert lines_sent(visitor) == ["FERN-BAND-US-7 2 12800"]


def test_the_price_of_engraving_may_change_too(visitor: Visitor) -> None:
    visitor.stock["FERN-BAND-US-7"] = {"engraving": 3000}
    page = visitor.visit_keeping("/cart/", cart=[FERN | {"engraving": "Ada", "seen": 15300}])

    expect(line_of(page, "Fern band")).to_contain_text("It was $153.00")
    expect(line_of(page, "Fern band")).to_contain_text("Now it is $158.00")


@pytest.mark.parametrize(
    ("stock", "words"),
    [
        ({"left": 0}, "This has been sold since you put it here"),
        ({"left": 0, "on_hold": 1}, "right now. If that's you, go back to the payment page"),
        ({"left": 0, "listed": False}, "We don't sell this any more"),
        ({"engraving": None}, "We don't engrave this any more"),
    ],
)
def test_what_can_not_be_bought_says_why_and_is_neither_counted_nor_sent(
    visitor: Visitor, stock: dict[str, object], words: str
) -> None:
    visitor.stock["FERN-BAND-US-7"] = stock
    engraved = FERN | {"engraving": "Ada", "seen": 15300}
    page = visitor.visit_keeping("/cart/", cart=[engraved, EMBER])

    expect(line_of(page, "Fern band")).to_contain_text(words)
    expect(total(page)).to_have_text("$1,150.00")
    send(page)

    assert lines_sent(visitor) == ["EMBER-RING 1 115000"]


@pytest.mark.parametrize("down", [False, True])
def test_a_piece_that_is_gone_stays_in_view_and_says_so(visitor: Visitor, *, down: bool) -> None:
    visitor.down = down
    page = visitor.visit_keeping("/cart/", cart=[EMBER | {"slug": "moth-pin", "sku": "MOTH-PIN"}])

    expect(line_of(page, "Ember ring")).to_contain_text("We don't sell this any more")
    expect(page.get_by_text("Nothing in your cart can be bought just now.")).to_be_visible()
    expect(page.get_by_role("button", name="Reserve and pay")).to_be_disabled()
    assert len(kept(page, "cart")) == 1


def test_a_retired_piece_says_that_it_is_not_sold_any_more(visitor: Visitor) -> None:
    brooch = EMBER | {"slug": "old-brooch", "sku": "OLD-BROOCH", "title": "Old brooch"}
    page = visitor.visit_keeping("/cart/", cart=[brooch])

    expect(line_of(page, "Old brooch")).to_contain_text("We don't sell this any more")


def test_fewer_left_than_wanted_corrects_the_number_and_says_so(visitor: Visitor) -> None:
    visitor.stock["DAWN-HOOPS"]["left"] = 2
    page = visitor.visit_keeping("/cart/", cart=[HOOPS])

    expect(line_of(page, "Dawn hoops")).to_contain_text("Only 2 are left, so we changed 3 to 2.")
    expect(page.get_by_label("Quantity of Dawn hoops")).to_have_value("2")
    expect(total(page)).to_have_text("$640.00")
    assert kept(page, "cart")[0]["quantity"] == 2


def test_two_lines_share_what_is_left(visitor: Visitor) -> None:
    visitor.stock["FERN-BAND-US-7"] = {"left": 3}
    engraved = FERN | {"engraving": "Ada", "seen": 15300}
    page = visitor.visit_keeping("/cart/", cart=[FERN, engraved])

    expect(line_of(page, "Engraved: Ada")).to_contain_text("Only 1 is left, so we changed 2 to 1.")
    send(page)

    assert lines_sent(visitor) == ["FERN-BAND-US-7 2 12800", "FERN-BAND-US-7 1 15300 Ada"]


def test_where_the_shop_can_not_be_asked_the_cart_stays_and_can_be_sent(visitor: Visitor) -> None:
    visitor.down = True
    page = visitor.visit_keeping("/cart/", cart=[FERN])

    expect(page.locator(".kept-said")).to_contain_text("We can't reach the shop")
    expect(total(page)).to_have_text("$256.00")
    send(page)

    assert lines_sent(visitor) == ["FERN-BAND-US-7 2 12800"]


@pytest.mark.promise("shipping/ships-together")
def test_everything_ships_with_the_slowest_piece(visitor: Visitor) -> None:
    visitor.stock["DAWN-HOOPS"] |= {
        "left": None,
        "ships_on": "2026-06-20",
        "ships_words": "June 20",
    }
    page = visitor.visit_keeping("/cart/", cart=[HOOPS, FERN])

    expect(page.get_by_text("Everything ships together, by June 20.")).to_be_visible()
    expect(line_of(page, "Dawn hoops")).to_contain_text("Made to order, ready by June 20")
    expect(line_of(page, "Fern band")).to_contain_text("Ready by June 4")
    page.get_by_role("button", name="Remove Fern band").click()
    expect(line_of(page, "Dawn hoops")).to_contain_text("Made to order, ships by June 20")
    expect(page.get_by_text("It ships by June 20.")).to_be_visible()


def test_a_number_can_be_changed_but_not_above_what_is_left(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[HOOPS])
    quantity = page.get_by_label("Quantity of Dawn hoops")
    expect(quantity).to_have_attribute("max", "10")

    quantity.fill("4")
    quantity.press("Tab")
    expect(total(page)).to_have_text("$1,280.00")
    quantity.fill("40")
    quantity.press("Tab")

    expect(quantity).to_have_value("10")
    expect(line_of(page, "Dawn hoops")).to_contain_text("that's the most you can take")
    assert kept(page, "cart")[0]["quantity"] == 10


def test_what_is_removed_can_be_put_back_where_it_was(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN, EMBER])

    page.get_by_role("button", name="Remove Fern band").click()
    back = page.get_by_role("button", name="Put it back")
    expect(back).to_be_focused()
    expect(back).to_have_accessible_description("Fern band, US 7 is out of your cart.")
    expect(page.get_by_text("Fern band, US 7 is out of your cart.")).to_have_count(1)
    assert [line["slug"] for line in kept(page, "cart")] == ["ember-ring"]
    expect(total(page)).to_have_text("$1,150.00")
    page.get_by_role("button", name="Put it back").click()

    expect(page.get_by_role("button", name="Remove Fern band")).to_be_focused()
    assert [line["slug"] for line in kept(page, "cart")] == ["fern-band", "ember-ring"]
    send(page)
    assert lines_sent(visitor) == ["FERN-BAND-US-7 2 12800", "EMBER-RING 1 115000"]


def test_without_agreement_it_is_asked_for_at_its_box_and_nothing_is_sent(
    visitor: Visitor,
) -> None:
    page = visitor.visit_keeping("/cart/", width=360, cart=[EMBER])
    box = page.get_by_label("I agree to the terms of sale")
    said = page.get_by_text("Agree to the terms of sale to go on.")
    expect(total(page)).to_have_text("$1,150.00")
    expect(said).to_be_hidden()

    page.get_by_role("button", name="Reserve and pay").click()

    expect(said).to_be_in_viewport()
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description("Agree to the terms of sale to go on.")
    assert visitor.sent == []
    box.check()
    expect(said).to_be_hidden()
    send(page)
    assert lines_sent(visitor) == ["EMBER-RING 1 115000"]


def test_a_renamed_piece_stays_under_its_new_name(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN | {"slug": "bracken-band"}, EMBER])

    expect(line_of(page, "Fern band")).to_contain_text("Ships by")
    expect(page.get_by_role("link", name="Fern band")).to_have_attribute(
        "href", "/pieces/fern-band/?sku=FERN-BAND-US-7"
    )
    assert [line["slug"] for line in kept(page, "cart")] == ["fern-band", "ember-ring"]


def test_a_line_shows_the_picture_of_what_was_chosen(visitor: Visitor) -> None:
    willow = EMBER | {"slug": "willow-ring", "title": "Willow ring"}
    silver = willow | {"sku": "WILLOW-RING-SILVER", "label": "Silver", "seen": 30000}
    gold = willow | {"sku": "WILLOW-RING-GOLD", "label": "Gold", "seen": 90000}
    page = visitor.visit_keeping("/cart/", cart=[silver, gold])

    pictures = page.locator(".cart-picture img")
    expect(pictures.nth(0)).to_have_attribute("src", re.compile("^/pictures/willow-ring/1"))
    expect(pictures.nth(1)).to_have_attribute("src", re.compile("^/pictures/willow-ring/2"))


def test_what_is_removed_is_not_sent(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN, EMBER])

    page.get_by_role("button", name="Remove Fern band").click()
    send(page)

    assert lines_sent(visitor) == ["EMBER-RING 1 115000"]


def test_an_empty_cart_says_so_and_leads_on(visitor: Visitor) -> None:
    page = visitor.visit("/cart/")

    expect(page.get_by_text("There is nothing in it yet.")).to_be_visible()
    expect(page.get_by_role("link", name="See all pieces")).to_be_visible()
    expect(page.get_by_role("button", name="Reserve and pay")).to_be_hidden()


def test_two_tabs_show_the_same_cart(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN])
    other = page.context.new_page()
    other.goto(f"{visitor.origin}/pieces/ember-ring/")

    other.get_by_role("button", name="Add to cart").click()
    expect(line_of(page, "Ember ring")).to_contain_text("Ships by June 4")
    page.get_by_role("button", name="Remove Fern band").click()

    expect(other.locator("cart-count")).to_have_text("\u00a01")


def test_a_second_click_does_not_reserve_twice(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[EMBER])
    page.context.unroute("**/api/checkout")
    sent: list[str] = []

    def stay(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=204)

    page.context.route("**/api/checkout", stay)
    page.get_by_label("I agree to the terms of sale").check()

    page.get_by_role("button", name="Reserve and pay").dblclick()

    expect(page.get_by_role("button", name="Reserve and pay")).to_be_disabled()
    assert len(sent) == 1


def whole(items: object) -> str:
    return json.dumps({"v": 1, "items": items})


BROKEN = {
    "no JSON": "{]",
    "nothing": "null",
    "a number": "7",
    "a list": json.dumps([FERN]),
    "another version": json.dumps({"v": 2, "items": [FERN]}),
    "items that are none": whole("FERN-BAND-US-7"),
    "items of all kinds": whole([None, 7, "x", [], {}, {"slug": "fern-band"}]),
    "a path as slug": whole([FERN | {"slug": "../../api/stock"}, FERN | {"slug": ["fern-band"]}]),
    "wrong prices": whole([FERN | {"seen": seen} for seen in (-1, 1.5, "128", None, 1e13)]),
    "wrong words": whole([FERN | {"title": {}}, FERN | {"engraving": "x" * 500}]),
    "far too much": whole([FERN | {"title": "x" * 100}] * 2000),
}


@pytest.mark.parametrize("name", ["cart", "wishlist", "compare"])
def test_broken_storage_is_an_empty_list_and_can_be_used_again(visitor: Visitor, name: str) -> None:
    wrong: list[dict[str, Any]] = [{"quantity": number} for number in (0, -1, 1.5, 100, "2", None)]
    wrong += [{"sku": sku} for sku in ("fern", "A B", "", None, ["FERN-BAND-US-7"])]
    shapes = BROKEN | (
        {"wrong lines": whole([FERN | each for each in wrong])} if name == "cart" else {}
    )
    page = visitor.visit(f"/{name}/")
    for what, text in shapes.items():
        store(page, name, whole([FERN]))
        page.evaluate("dispatchEvent(new Event('storage'))")
        expect(page.locator("[data-part=empty]"), what).to_be_hidden()
        store(page, name, text)
        page.evaluate("dispatchEvent(new Event('storage'))")
        expect(page.locator("[data-part=empty]"), what).to_be_visible()

    page.goto(f"{visitor.origin}/pieces/ember-ring/")
    for button in ("Add to cart", "Save for later", "Compare"):
        page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Stop comparing")).to_be_visible()

    assert [item["slug"] for item in kept(page, name)] == ["ember-ring"]


def test_of_half_broken_storage_the_good_half_is_kept(visitor: Visitor) -> None:
    page = visitor.visit_keeping("/cart/", cart=[None, EMBER, {"slug": 1}, FERN])  # type: ignore[list-item]  # that is the point

    expect(page.get_by_role("listitem").locator("h2")).to_have_text(["Ember ring", "Fern band"])


REFUSE: dict[str, Any] = {
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full') }",
    "blocked": "Object.defineProperty(self, 'localStorage', "
    "{ get() { throw new DOMException('no', 'SecurityError') } })",
}


@pytest.mark.promise("cookies/storage-refused")
@pytest.mark.parametrize("how", REFUSE.values(), ids=REFUSE)
def test_where_nothing_can_be_stored_it_says_so_kindly_and_goes_on(
    visitor: Visitor, how: str
) -> None:
    page = visitor.visit("/404.html")
    page.add_init_script(how)
    page.goto(f"{visitor.origin}/pieces/ember-ring/")

    page.get_by_role("button", name="Add to cart").click()

    expect(page.locator("keep-piece")).to_contain_text("Your browser doesn't let us keep it")
    expect(page.locator("cart-count")).to_have_text("\u00a01")
    page.goto(f"{visitor.origin}/cart/")
    expect(page.get_by_text("There is nothing in it yet.")).to_be_visible()


def thanked(promises: Release, *lines: str) -> str:
    """The thank-you page of an order of these lines, made and paid for at noon on March 2."""
    shop = SmallShop()
    publish(msgspec.structs.replace(promises, policies=POLICIES), shop.shelf)
    order = shop.begin(cart(*lines))
    shop.payments.pay(order.session_id or "", shipping=order.rates[0].amount)
    token = shop.links.sign("thanks", order.id, order.expires_at)
    return Buyer(shop).orders.get(f"/api/orders/thanks?t={token}").text


@pytest.mark.promise("cookies/cart-empties")
def test_the_thank_you_page_takes_out_exactly_what_was_bought_however_often_it_is_opened(
    visitor: Visitor, kept_site: Site
) -> None:
    plain, engraved = FERN | {"quantity": 1}, FERN | {"engraving": "A  ❤️ B", "seen": 15300}
    later = HOOPS | {"at": 2_000_000_000_000}
    hoops = visitor.variants["DAWN-HOOPS"]
    page = visitor.visit_keeping("/cart/", cart=[plain, engraved, EMBER, later])
    html = thanked(
        kept_site.promises, "FERN-BAND-US-7 1 15300 A ♥ B", f"DAWN-HOOPS 1 {hoops.price}"
    )
    page.context.route("**/thanks", lambda route: route.fulfill(body=html, headers=ALLOWED))
    for _ in range(2):
        page.goto(f"{visitor.origin}/thanks")
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page.locator("cart-count")).to_have_text("\u00a06")

    assert [(line["sku"], line["engraving"], line["quantity"]) for line in kept(page, "cart")] == [
        ("FERN-BAND-US-7", "", 1),
        ("FERN-BAND-US-7", "A  ❤️ B", 1),
        ("EMBER-RING", "", 1),
        ("DAWN-HOOPS", "", 3),
    ]


@pytest.mark.promise("cookies/cart-empties")
def test_a_line_that_was_bought_whole_leaves_the_cart(visitor: Visitor, kept_site: Site) -> None:
    page = visitor.visit_keeping("/cart/", cart=[FERN, EMBER])
    html = thanked(kept_site.promises, "FERN-BAND-US-7 2 12800")
    page.context.route("**/thanks", lambda route: route.fulfill(body=html, headers=ALLOWED))

    page.goto(f"{visitor.origin}/thanks")

    expect(page.locator("cart-count")).to_have_text("\u00a01")
    assert [line["slug"] for line in kept(page, "cart")] == ["ember-ring"]


def test_a_keyboard_alone_fills_changes_and_sends_the_cart(visitor: Visitor) -> None:
    page = visitor.visit("/pieces/dawn-hoops/")
    press_until(page, "Add to cart")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="See your cart")).to_be_visible()
    press_until(page, "See your cart")
    page.keyboard.press("Enter")
    expect(line_of(page, "Dawn hoops")).to_contain_text("Ships by")
    press_until(page, "Quantity of Dawn hoops")
    page.keyboard.press("ArrowUp")
    press_until(page, "I agree")
    page.keyboard.press("Space")
    press_until(page, "Reserve and pay")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Checkout")

    seen = visitor.variants["DAWN-HOOPS"].price
    assert lines_sent(visitor) == [f"DAWN-HOOPS 2 {seen}"]


def press_until(page: Page, words: str) -> None:
    """Tab on until what has the focus says these words."""
    name = (
        "() => { const e = document.activeElement; return e.getAttribute('aria-label') "
        "|| e.labels?.[0]?.textContent || e.textContent }"
    )
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate(name):
            return
    pytest.fail(f"The keyboard never comes to “{words}”.")


@pytest.mark.prove
@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (320, "200%"), (1280, "100%")])
def test_a_full_cart_is_accessible_and_fits(visitor: Visitor, width: int, size: str) -> None:
    visitor.stock["FERN-BAND-US-7"] = {"price": 14000, "left": 1}
    visitor.stock["EMBER-RING"]["left"] = 0
    page = visitor.visit_keeping("/cart/", width=width, cart=[FERN, EMBER, HOOPS])
    expect(page.get_by_role("button", name="Accept $140.00")).to_be_visible()
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
    page.get_by_role("button", name="Remove Dawn hoops").click()

    found = Axe().run(page).response["violations"]

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.prove
@pytest.mark.parametrize("path", ["/cart/", "/pieces/fern-band/"])
def test_nothing_moves_while_the_page_fills(visitor: Visitor, path: str) -> None:
    page = visitor.visit_keeping(path, cart=[FERN, EMBER])
    expect(page.locator("cart-count")).to_have_text("\u00a03")
    expect(
        page.get_by_role("button", name="Reserve and pay").or_(page.locator("keep-piece")).first
    ).to_be_visible()

    assert layout_shifts(page) == []


@pytest.mark.prove
@pytest.mark.parametrize("path", ["/cart/", "/wishlist/", "/compare/"])
def test_an_empty_page_is_accessible(visitor: Visitor, path: str) -> None:
    page = visitor.visit(path, width=320)
    expect(page.locator("[data-part=empty]")).to_be_visible()

    found = Axe().run(page).response["violations"]

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    expect(page.get_by_text("needs JavaScript")).to_be_hidden()


@pytest.mark.parametrize("path", ["/cart/", "/wishlist/", "/compare/"])
def test_without_javascript_the_page_says_what_to_do_instead(visitor: Visitor, path: str) -> None:
    page = visitor.visit(path, javascript=False, width=320)

    expect(page.get_by_text("needs JavaScript")).to_be_visible()
    expect(page.get_by_role("link", name="See all pieces")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    page.goto(f"{visitor.origin}/pieces/fern-band/")
    expect(page.locator("keep-piece")).to_be_hidden()
    assert page.locator("keep-piece").bounding_box() is None
