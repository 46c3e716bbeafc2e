"""A buyer's road in a real browser, JavaScript off and on: from the front page to the mail."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from domain.money import format_money
from tests.fixtures.browser import NewPage
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]

BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without-js", "with-js"])


def open_piece(page: Page, shop: LocalShop, name: str) -> None:
    page.goto(f"{shop.origin}/")
    page.get_by_role("link", name="Pieces", exact=True).click()
    page.get_by_role("link", name=re.compile(name)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def buy(page: Page) -> None:
    page.get_by_role("checkbox", name="terms of sale").check()
    page.get_by_role("button", name="Reserve and pay").click()


def pay(page: Page, outcome: str, address: str) -> None:
    page.get_by_label("E-mail").fill(address)
    page.locator(f'button[name="outcome"][value="{outcome}"]').click()


def mails_once_sent(shop: LocalShop, address: str, seconds: float = 60) -> list[dict[str, Any]]:
    deadline = time.monotonic() + seconds
    while not (found := shop.mails_to(address)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@pytest.mark.promise("cookies/works-without-scripts", "terms/confirmed-by-email")
@BOTH
def test_two_rings_are_chosen_paid_for_thanked_for_and_confirmed_by_mail(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    size, sku = ("US 7", "RIVER-BAND-US-7") if javascript else ("US 6", "RIVER-BAND-US-6")
    address = f"jo.{sku.lower()}@buyer.example"
    before = local_shop.stock(sku)
    total = format_money(2 * before["price"], "USD")
    page = new_page(javascript=javascript)

    open_piece(page, local_shop, "River band")
    page.get_by_role("radio", name=size, exact=True).check()
    page.get_by_label("How many").fill("2")
    buy(page)
    held = local_shop.stock(sku)
    pay(page, "pay", address)

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    main = page.get_by_role("main")
    expect(main).to_contain_text("River band")
    expect(main).to_contain_text(total)
    order_id = page.locator(".number").inner_text()
    (mail,) = mails_once_sent(local_shop, address)
    assert mail["subject"] == f"Your order {order_id} at Juniper Bend Jewelry"
    assert total in mail["text"]
    after = local_shop.stock(sku)
    assert (held["left"], held["on_hold"]) == (before["left"] - 2, 2)
    assert (after["left"], after["on_hold"], after["sold"]) == (before["left"] - 2, 0, 2)
    assert order_id in [order["id"] for order in local_shop.desk("orders", "--status", "paid")]


@BOTH
def test_a_form_sent_without_a_choice_says_so_and_keeps_what_was_typed(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"{local_shop.origin}/pieces/river-band/")
    page.get_by_label("How many").fill("2")
    buy(page)

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Choose a ring size.")
    expect(page.get_by_label("How many")).to_have_value("2")
    summary.get_by_role("link").click()
    assert page.url.endswith("#sku")

    page.get_by_role("radio", name="US 8").check()
    page.get_by_label("How many").fill("1")
    buy(page)
    page.locator('button[value="abandon"]').click()
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It's back in the shop")


@pytest.mark.promise("terms/never-sold-twice")
@BOTH
def test_the_only_piece_goes_to_one_and_the_other_is_told_kindly(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    slug = "ember-ring" if javascript else "rope-cuff"
    first, second = new_page(javascript=javascript), new_page(javascript=False)
    first.goto(f"{local_shop.origin}/pieces/{slug}/")
    second.goto(f"{local_shop.origin}/pieces/{slug}/")

    buy(first)
    buy(second)
    told_while_held = second.get_by_role("main").inner_text()
    pay(first, "pay", "first@buyer.example")
    expect(first.get_by_role("heading", level=1)).to_have_text("Thank you")
    second.goto(f"{local_shop.origin}/pieces/{slug}/")
    if second.get_by_role("button", name="Reserve and pay").is_visible():
        buy(second)

    assert "Someone is paying for this right now" in told_while_held
    assert "We haven't charged you" in told_while_held
    expect(second.get_by_role("main")).to_contain_text(
        re.compile("just been bought|Sold", re.IGNORECASE)
    )
    assert local_shop.stock(slug.upper())["sold"] == 1


@BOTH
def test_a_declined_card_may_be_tried_again(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"{local_shop.origin}/pieces/dusk-huggies/")
    buy(page)

    pay(page, "decline", "declined@buyer.example")
    expect(page.get_by_role("alert")).to_contain_text("declined")
    expect(page.get_by_label("E-mail")).to_have_value("declined@buyer.example")
    page.locator('button[value="pay"]').click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


@BOTH
def test_a_payment_that_comes_later_keeps_the_piece_and_then_thanks(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    address = f"later.{javascript}@buyer.example"
    page = new_page(javascript=javascript)
    page.goto(f"{local_shop.origin}/pieces/topaz-studs/")
    buy(page)
    payment_page = page.url
    pay(page, "pay_later", address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your payment is on its way")
    thanks_page = page.url
    mails_before = local_shop.mails_to(address)

    page.goto(payment_page)
    page.locator('button[value="arrive"]').click()
    page.goto(thanks_page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert mails_before == []
    assert len(mails_once_sent(local_shop, address)) == 1


@pytest.mark.promise("terms/put-back")
@BOTH
def test_leaving_the_payment_page_says_what_is_held_and_offers_both_ways(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    # A piece for each: who has put a one-off back waits before they can hold it again.
    piece = "mesquite-brooch" if javascript else "llanite-pendant"
    page = new_page(javascript=javascript)
    page.goto(f"{local_shop.origin}/pieces/{piece}/")
    buy(page)
    page.locator('button[value="abandon"]').click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You haven't paid yet")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"another \d+ minutes"))
    page.get_by_role("link", name="Go on and pay").click()
    expect(page.locator('button[value="pay"]')).to_be_visible()
    page.locator('button[value="abandon"]').click()
    page.get_by_role("button", name="Put it back").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("It's back in the shop")
    assert local_shop.stock(piece.upper())["left"] == 1


def test_with_javascript_the_page_says_what_is_left_right_now(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    shopper, other = new_page(), new_page()
    other.goto(f"{local_shop.origin}/pieces/cedar-emerald-pendant/")
    buy(other)

    shopper.goto(f"{local_shop.origin}/pieces/cedar-emerald-pendant/")

    expect(shopper.locator("piece-choice")).to_contain_text("Someone is paying for this right now")
    other.locator('button[value="abandon"]').click()
    other.get_by_role("button", name="Put it back").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("It's back in the shop")
    shopper.reload()
    expect(shopper.locator("piece-choice")).to_contain_text(
        re.compile("one of a kind", re.IGNORECASE)
    )


def test_an_edit_shows_in_the_open_browser_by_itself(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{local_shop.origin}/pieces/creek-bangle/")
    file = local_shop.root / "content" / "products" / "creek-bangle" / "index.md"
    text = file.read_text()

    file.write_text(text.replace("title: Creek bangle", "title: Creek bangle anew"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Creek bangle anew", timeout=30_000)
    file.write_text(text)
    expect(page.get_by_role("heading", level=1)).to_have_text("Creek bangle", timeout=30_000)
