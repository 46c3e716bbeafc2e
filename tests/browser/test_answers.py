"""The pages that functions answer are as good as the site's own: no axe finding, no overflow."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.fixtures.browser import NewPage
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]

HOOPS = "/pieces/dawn-hoops/"
ASKED_AGAIN = re.compile("Our policies have changed|Please agree once more")


def front(page: Page) -> None:
    del page


def listing(page: Page) -> None:
    page.get_by_role("link", name="Pieces", exact=True).click()


def piece(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/pieces/river-band/")


def wrong_form(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/pieces/river-band/")
    page.get_by_label("How many").fill("0")
    page.get_by_role("button", name="Reserve and pay").click()
    page.get_by_role("alert").wait_for()


def changed_cart(page: Page) -> None:
    """As the cart's page sends it, with prices that it saw long ago."""
    send_cart(page, "DAWN-HOOPS 1 100", "RIVER-BAND-US-6 1 100")
    page.get_by_role("button", name="Go on at the new prices").wait_for()


def cart_without_terms(page: Page) -> None:
    send_cart(page, "DAWN-HOOPS 1 100", terms="")
    page.get_by_role("alert").wait_for()


def short_cart(page: Page) -> None:
    send_cart(page, "RIVER-BAND-US-6 99 1")
    page.get_by_role("link", name="Back to the cart").wait_for()


def older_cart(page: Page) -> None:
    """From a page that was opened before a policy changed."""
    send_cart(page, "DAWN-HOOPS 1 100", "RIVER-BAND-US-6 1 100", terms="yes")
    page.get_by_role("heading", name=ASKED_AGAIN).wait_for()


def older_piece(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/pieces/river-band/")
    page.get_by_role("radio", name="US 6", exact=True).check(force=True)
    page.get_by_role("checkbox", name="terms of sale").check()
    page.locator("input[name=terms]").evaluate("box => { box.value = '0123456789abcdef' }")
    page.get_by_role("button", name="Reserve and pay").click()
    page.get_by_role("heading", name=ASKED_AGAIN).wait_for()


def send_cart(page: Page, *lines: str, terms: str | None = None) -> None:
    """With what the cart's own page agrees to, unless told."""
    page.evaluate(
        """async ([lines, told]) => {
            const text = await (await fetch("/cart/")).text();
            const terms = told ?? text.match(/name="terms" value="([^"]+)"/)[1];
            const form = document.createElement("form");
            form.method = "post";
            form.action = "/api/checkout";
            for (const [name, value] of [...lines.map((line) => ["line", line]), ["terms", terms]]) {
                const input = document.createElement("input");
                Object.assign(input, { name, value });
                form.append(input);
            }
            document.body.append(form);
            form.submit();
        }""",
        [lines, terms],
    )


def payment(page: Page) -> None:
    page.goto(page.url.rstrip("/") + HOOPS)
    page.get_by_role("checkbox", name="terms of sale").check()
    page.get_by_role("button", name="Reserve and pay").click()
    page.get_by_label("E-mail").wait_for()


def back(page: Page) -> None:
    payment(page)
    page.locator('button[value="abandon"]').click()
    page.get_by_role("button", name="Put it back").wait_for()


def put_back(page: Page) -> None:
    back(page)
    page.get_by_role("button", name="Put it back").click()
    page.get_by_role("heading", name="back in the shop").wait_for()


def thanks(page: Page) -> None:
    payment(page)
    page.locator('button[value="pay"]').click()
    page.get_by_role("heading", name="Thank you").wait_for()


def broken_link(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/api/orders/thanks?t=x")


def nowhere(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/nowhere/")


def mail(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/dev/mail")


@pytest.mark.parametrize(
    "walk",
    [
        front,
        listing,
        piece,
        wrong_form,
        changed_cart,
        cart_without_terms,
        short_cart,
        older_cart,
        older_piece,
        payment,
        back,
        put_back,
        thanks,
        broken_link,
        nowhere,
        mail,
    ],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_on_the_road_is_accessible_and_fits_its_screen(
    local_shop: LocalShop, new_page: NewPage, walk: Callable[[Page], None], width: int
) -> None:
    page = new_page(width=width)
    page.goto(f"{local_shop.origin}/")
    walk(page)

    found = Axe().run(page).response["violations"]
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []
    assert overflow <= 0
    assert page.title()
    assert page.locator("h1").count() == 1


@pytest.mark.promise("shipping/gift-without-prices")
def test_a_gift_receipt_prints_black_on_white_with_nothing_of_the_website(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{local_shop.origin}/pieces/topaz-studs/")
    page.get_by_text("It's a gift").click()
    page.get_by_label("Words for the card").fill("For Ada")
    page.get_by_label("gift receipt").check()
    page.get_by_role("checkbox", name="terms of sale").check()
    page.get_by_role("button", name="Reserve and pay").click()
    page.locator('button[value="pay"]').click()
    number = page.locator(".number").inner_text()
    page.goto(gift_link(local_shop, number))
    page.emulate_media(media="print", color_scheme="dark")

    visible = page.locator("body").inner_text()
    colors = page.locator("body").evaluate(
        "body => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]"
    )

    assert visible.startswith("Gift receipt\nFor Ada\nPiece")
    assert number in visible
    assert "$" not in visible
    assert "Print this page" not in visible
    assert not page.get_by_role("navigation").first.is_visible()
    assert colors == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def gift_link(shop: LocalShop, order_id: str, seconds: float = 15) -> str:
    """From the packing list, once it has been sent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        lists = [
            each for each in shop.mails_to("hello@juniperbend.example") if order_id in each["text"]
        ]
        if found := re.search(r"http\S+/api/orders/gift\?t=\S+", "".join(m["text"] for m in lists)):
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no packing list came")
