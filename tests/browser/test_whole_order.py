"""A buyer's road after the payment, JavaScript off: the code, another address, the invoice, a change of mind."""

from __future__ import annotations

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_road import buy, mails_once_sent, open_piece, pay
from tests.fixtures.browser import NewPage
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]

JO = "jo.whole@buyer.example"


def mail_about(shop: LocalShop, address: str, subject: str, but: str = "") -> str:
    """The text of the mail with that subject; one that isn't the same as another."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for mail in mails_once_sent(shop, address):
            if subject in mail["subject"] and mail["text"] != but:
                return str(mail["text"])
        time.sleep(0.1)
    raise AssertionError(subject)


def shown_whole(page: Page, shop: LocalShop, order_id: str, but: str = "") -> str:
    """Type in the code of the newest mail, which is given back."""
    page.get_by_role("button", name="Mail me a code").click()
    text = mail_about(shop, JO, f"Your code for order {order_id}", but)
    found = re.search(r"^\s*(\d{6})\s*$", text, re.MULTILINE)
    assert found
    page.get_by_label("The six digits").fill(found[1])
    page.get_by_role("button", name="Show the whole order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your whole order")
    return text


def fits(page: Page) -> bool:
    page.wait_for_load_state()
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width <= 0


@pytest.mark.parametrize("width", [360, 1280])
def test_jo_sees_the_whole_order_sends_it_elsewhere_prints_its_invoice_and_cancels(
    local_shop: LocalShop, new_page: NewPage, width: int
) -> None:
    local_shop.forget_tries()
    page = new_page(javascript=False, width=width)
    open_piece(page, local_shop, "Dusk huggies")
    buy(page)
    pay(page, "pay", JO)
    order_id = page.locator(".number").inner_text()
    mail = mail_about(local_shop, JO, f"Your order {order_id}")
    page.goto(next(line for line in mail.splitlines() if "/api/orders/order?t=" in line))

    first = shown_whole(page, local_shop, order_id)
    page.get_by_text("Send it to another address").click()
    for label, value in (
        *(("Name", "Al Quill"), ("Street and number", "2 Oak St"), ("City", "Dallas")),
        *(("State or province", "TX"), ("Postal code", "75201")),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Send it there").click()
    expect(page.get_by_role("status")).to_contain_text("It goes there now")
    whole = page.url
    page.get_by_role("link", name=re.compile("invoice|Look whether")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"^Invoice( 20\d\d-\d+)?$")
    )

    assert fits(page)
    page.goto(whole)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your order")
    assert fits(page)
    shown_whole(page, local_shop, order_id, first)
    assert fits(page)
    page.get_by_text("Cancel this order").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your order is canceled")
    assert "goes back" in mail_about(local_shop, JO, f"Your order {order_id} is canceled")


def test_what_a_buyer_sees_after_the_payment_has_nothing_that_axe_finds(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    page = new_page(width=360)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        violations = Axe().run(page).response["violations"]
        found[name] = [each["id"] for each in violations] + ([] if fits(page) else ["too wide"])

    open_piece(page, local_shop, "Dusk huggies")
    buy(page)
    pay(page, "pay", "jo.axe@buyer.example")
    order_id = page.locator(".number").inner_text()
    mail = mail_about(local_shop, "jo.axe@buyer.example", f"Your order {order_id}")
    page.goto(next(line for line in mail.splitlines() if "/api/orders/order?t=" in line))
    look("order")
    page.get_by_role("button", name="Mail me a code").click()
    text = mail_about(local_shop, "jo.axe@buyer.example", f"Your code for order {order_id}")
    code = re.search(r"^\s*(\d{6})\s*$", text, re.MULTILINE)
    page.get_by_label("The six digits").fill(code[1] if code else "")
    page.get_by_role("button", name="Show the whole order").click()
    page.get_by_text("Send it to another address").click()
    look("whole")
    page.get_by_role("button", name="Send it there").click()
    look("an address to correct")
    page.get_by_role("link", name=re.compile("invoice|Look whether")).click()
    look("invoice")
    page.goto(f"{local_shop.origin}/contact/")
    page.get_by_role("button", name="Send it").click()
    look("a message to correct")
    page.goto(f"{local_shop.origin}/api/orders/waiting?piece=dawn-hoops")
    look("nothing to wait for")

    assert found == {name: [] for name in found}
