"""A buyer and an owner after the payment: made, sent, partly sent back, refunded, and withdrawn from.

The owner types commands, the buyer has a browser whose JavaScript is off; only two lines in one order
take the cart, which is kept by a script.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_road import buy, open_piece, pay
from tests.browser.test_whole_order import fits, mail_about
from tests.fixtures.browser import NewPage
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def own_page(shop: LocalShop, address: str, order_id: str) -> str:
    """Where the order's page is, as the mail that confirms it says."""
    text = mail_about(shop, address, f"Your order {order_id}")
    return next(line for line in text.splitlines() if "/api/orders/order?t=" in line)


def order_of_two(page: Page, shop: LocalShop, address: str) -> str:
    for name in ("Dawn hoops", "Dusk huggies"):
        open_piece(page, shop, name)
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_role("link", name="See your cart").click()
    expect(page.get_by_role("listitem").filter(has_text="Dusk huggies")).to_be_visible()
    buy(page)
    pay(page, "pay", address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    return page.locator(".number").inner_text()


def tells(page: Page, url: str, sentence: str) -> None:
    page.goto(url)
    expect(page.get_by_role("main")).to_contain_text(sentence)
    assert fits(page)


def sent(shop: LocalShop, order_id: str) -> None:
    """Made, shipped and arrived, as the owner says."""
    shop.desk("order", "start", order_id)
    shop.desk(
        "order", "ship", order_id, "--carrier", "usps", "--tracking", "9400100000000000000000"
    )
    shop.desk("order", "delivered", order_id)


def asked_back(page: Page, url: str, piece: str) -> str:
    """The buyer asks to send one piece back; the return's number."""
    page.goto(url)
    page.get_by_role("link", name="Send something back").click()
    page.get_by_role("group", name=re.compile(piece)).get_by_label("How many").select_option("1")
    page.get_by_role("radio", name=re.compile("mind")).check()
    page.get_by_role("button", name="Ask to send it back").click()
    assert fits(page)
    return page.locator("section .number").inner_text()


def papers(page: Page, shop: LocalShop, url: str, address: str) -> Page:
    """The order's papers, behind a code that was mailed."""
    page.goto(url)
    page.get_by_role("button", name="Mail me a code").click()
    text = mail_about(shop, address, "Your code for order")
    found = re.search(r"^\s*(\d{6})\s*$", text, re.MULTILINE)
    assert found
    page.get_by_label("The six digits").fill(found[1])
    page.get_by_role("button", name="Show the whole order").click()
    page.get_by_role("link", name=re.compile("invoice")).click()
    assert fits(page)
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_of_two_pieces_that_were_made_sent_and_have_arrived_one_comes_back_and_its_money_goes(
    local_shop: LocalShop, new_page: NewPage, width: int
) -> None:
    address = f"jo.two.{width}@buyer.example"
    order_id = order_of_two(new_page(), local_shop, address)
    url = own_page(local_shop, address, order_id)
    page = new_page(javascript=False, width=width)
    before = local_shop.stock("DUSK-HUGGIES")

    tells(page, url, "Your payment is here, and we're on it.")
    local_shop.desk("order", "start", order_id)
    tells(page, url, "It's in the workshop now.")
    local_shop.desk("order", "ship", order_id, "--carrier", "usps", "--tracking", "94001")
    tells(page, url, "It left our workshop")
    expect(page.get_by_role("link", name="Follow it at USPS")).to_be_visible()
    local_shop.desk("order", "delivered", order_id)
    tells(page, url, "It arrived on")

    return_id = asked_back(page, url, "Dusk huggies")
    assert [each["id"] for each in local_shop.desk("returns") if each["order"] == order_id] == [
        return_id
    ]
    local_shop.desk("return", "accept", return_id, "--instructions", "Send it by mail.", "--yes")
    assert "Send it by mail." in mail_about(
        local_shop, address, f"Please send back what you announced: {return_id}"
    )
    done: Any = local_shop.desk("return", "receive", return_id, "--restock", "--yes")

    order: Any = local_shop.desk("order", order_id)
    lines = {line["sku"]: line["unit_amount"] for line in order["lines"]}
    share = order["paid_total"] * lines["DUSK-HUGGIES"] // sum(lines.values())
    assert done["state"] == "closed"
    assert order["refunded_total"] == share
    assert order["left_to_refund"] == order["paid_total"] - share
    assert local_shop.stock("DUSK-HUGGIES")["left"] == before["left"] + 1
    page = papers(page, local_shop, url, address)
    expect(page.get_by_role("heading", name=re.compile(r"^Invoice"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"^Credit note"))).to_be_visible()


def test_a_whole_order_is_withdrawn_from_by_its_number_and_address_and_its_money_goes_back(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    address = "jo.withdraws@buyer.example"
    page = new_page(javascript=False, width=360)
    open_piece(page, local_shop, "Dusk huggies")
    buy(page)
    pay(page, "pay", address)
    order_id = page.locator(".number").inner_text()
    sent(local_shop, order_id)

    page.goto(f"{local_shop.origin}/policies/returns/")
    page.get_by_role("link", name="Withdraw from contract here").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("number")
    page.get_by_label("Your order’s number").fill(order_id.lower())
    page.get_by_label("Your email address").fill(address)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing has happened so far.")
    assert local_shop.desk("order", order_id)["returns"] == []  # type: ignore[call-overload]  # one order's page
    page.get_by_role("button", name="Confirm withdrawal").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your withdrawal")
    assert fits(page)
    text = mail_about(local_shop, address, f"Your withdrawal from order {order_id}")
    assert re.search(r"at \d{1,2}:\d\d", text)
    (it,) = [each for each in local_shop.desk("returns") if each["order"] == order_id]
    local_shop.desk("return", "receive", it["id"], "--restock", "--yes")
    order: Any = local_shop.desk("order", order_id)
    assert (order["refunded_total"], order["left_to_refund"]) == (order["paid_total"], 0)
    assert "back" in mail_about(local_shop, address, f"Your return {it['id']} has arrived")
