"""Somebody comes for their things: JavaScript off from the form to the payment page, and a wishlist with it on."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_road import buy, open_piece, pay
from tests.browser.test_whole_order import fits, mail_about
from tests.fixtures.browser import NewPage
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]

PICTURES = os.environ.get("THINGS_PICTURES")
"""A folder for pictures of each page, for who wants to look at them."""

ADDRESS = (
    *(("Name", "Jo Quill"), ("Street and number", "2 Oak St"), ("City", "Dallas")),
    *(("State or province, if addresses there have one", "TX"), ("Postal code", "75201")),
)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def come_in(page: Page, shop: LocalShop, address: str) -> None:
    """By the form of the page that needs no function, and the mail."""
    page.goto(f"{shop.origin}/account/")
    picture(page, "start")
    page.locator("main").get_by_label("Your email address").fill(address)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your link is on its way")
    picture(page, "asked")
    follow(page, shop, address)


def follow(page: Page, shop: LocalShop, address: str) -> None:
    mail = mail_about(shop, address, "Your link to your things")
    page.goto(next(line for line in mail.splitlines() if "/api/account/open?t=" in line))
    picture(page, "open")
    page.get_by_role("button", name=re.compile("^Open")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your things")


@pytest.mark.parametrize("width", [360, 1280])
def test_jo_keeps_an_address_orders_with_it_and_deletes_everything(
    local_shop: LocalShop, new_page: NewPage, width: int
) -> None:
    local_shop.forget_tries()
    jo = f"jo.things{width}@buyer.example"
    page = new_page(javascript=False, width=width)
    open_piece(page, local_shop, "Dawn hoops")
    buy(page)
    pay(page, "pay", jo)
    order_id = page.locator(".number").inner_text()

    come_in(page, local_shop, jo)
    expect(page.get_by_role("link", name=f"Order {order_id}")).to_be_visible()
    picture(page, "things")
    page.get_by_role("button", name=re.compile("^Keep the address")).click()
    expect(page.get_by_role("status")).to_contain_text("That address is kept")
    page.get_by_text("Keep another address").click()
    fresh = page.locator("details[open]")
    for label, value in ADDRESS:
        fresh.get_by_label(label, exact=True).fill(value)
    fresh.get_by_role("button", name="Keep it").click()
    expect(page.locator("address", has_text="2 Oak St")).to_be_visible()
    assert fits(page)
    picture(page, "kept")
    page.get_by_role("button", name="Delete it, in Dallas").click()
    expect(page.get_by_role("status")).to_have_text("The address is deleted.")

    page.get_by_role("button", name="Delete all this …").click()
    assert fits(page)
    picture(page, "erase")
    page.get_by_role("button", name="Yes, delete all this").click()
    picture(page, "erasing")
    page.get_by_role("link", name="See how it stands").click()
    expect(page.locator("main")).to_contain_text("to erase your data")
    assert fits(page)


def test_a_link_that_was_used_asks_for_a_new_one(local_shop: LocalShop, new_page: NewPage) -> None:
    local_shop.forget_tries()
    page = new_page(javascript=False, width=360)
    come_in(page, local_shop, "jo.twice@buyer.example")
    mail = mail_about(local_shop, "jo.twice@buyer.example", "Your link to your things")

    page.goto(next(line for line in mail.splitlines() if "/api/account/open?t=" in line))

    expect(page.get_by_role("heading", level=1)).to_have_text("That link is over")
    picture(page, "over")
    page.get_by_role("button", name="Mail me a new link").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your email address")


def test_a_wishlist_is_kept_and_a_piece_of_it_ordered_with_a_kept_address(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    local_shop.forget_tries()
    jo = "jo.list@buyer.example"
    page = new_page(width=1280)
    page.goto(f"{local_shop.origin}/pieces/dawn-hoops/")
    page.get_by_role("button", name=re.compile("Save for later")).click()
    expect(page.locator("keep-piece")).to_contain_text("Saved.")
    page.goto(f"{local_shop.origin}/wishlist/")
    expect(page.locator(".saved h2")).to_have_text("Dawn hoops")
    picture(page, "wishlist")
    page.locator("main").get_by_label("Your email address").fill(jo)
    page.get_by_role("button", name="Mail me a link").click()
    follow(page, local_shop, jo)
    expect(page.get_by_role("heading", name="Dawn hoops")).to_be_visible()
    page.get_by_text("Keep an address").click()
    fresh = page.locator("details[open]")
    for label, value in ADDRESS:
        fresh.get_by_label(label, exact=True).fill(value)
    fresh.get_by_role("button", name="Keep it").click()
    picture(page, "wishes")
    found = [each["id"] for each in Axe().run(page).response["violations"]]

    page.get_by_label(re.compile("I agree to the terms")).check()
    page.get_by_role("button", name=re.compile("^Order with this address")).click()

    assert found == []
    expect(page.get_by_label("E-mail")).to_have_value(jo)
    expect(page.get_by_label("Street and number")).to_have_value("2 Oak St")
    expect(page.get_by_label("City")).to_have_value("Dallas")


def test_the_cart_is_ordered_with_a_kept_address_that_it_keeps_nothing_of(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    local_shop.forget_tries()
    jo = "jo.cart@buyer.example"
    page = new_page(width=360)
    page.goto(f"{local_shop.origin}/pieces/dawn-hoops/")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("cart-count")).to_contain_text("1")
    come_in(page, local_shop, jo)
    page.get_by_text("Keep an address").click()
    fresh = page.locator("details[open]")
    for label, value in ADDRESS:
        fresh.get_by_label(label, exact=True).fill(value)
    fresh.get_by_role("button", name="Keep it").click()

    page.get_by_role("link", name="Order what is in this browser's cart with it").click()
    expect(page.locator(".cart-line h2")).to_have_text("Dawn hoops")
    assert page.url == f"{local_shop.origin}/cart/"
    stored = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    page.get_by_label(re.compile("I agree to the terms")).check()
    page.get_by_role("button", name="Reserve and pay").click()

    expect(page.get_by_label("E-mail")).to_have_value(jo)
    expect(page.get_by_label("Street and number")).to_have_value("2 Oak St")
    assert "known" not in stored
    assert jo not in stored


def test_nothing_on_the_way_has_anything_that_axe_finds(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    local_shop.forget_tries()
    page = new_page(width=360)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        violations = Axe().run(page).response["violations"]
        found[name] = [each["id"] for each in violations] + ([] if fits(page) else ["too wide"])

    page.goto(f"{local_shop.origin}/account/")
    look("start")
    page.goto(f"{local_shop.origin}/account/asked/")
    look("asked")
    come_in(page, local_shop, "jo.axe.things@buyer.example")
    look("empty")
    page.get_by_text("Keep an address").click()
    page.locator("details[open]").get_by_role("button", name="Keep it").click()
    look("an address to correct")
    picture(page, "to-correct")
    page.get_by_role("button", name="Delete all this …").click()
    look("before erasing")
    page.get_by_role("button", name="No, back to your things").click()
    page.get_by_role("button", name="Close this page's link").click()
    look("closed")

    assert found == {name: [] for name in found}
