"""The desk in a browser without JavaScript: an owner takes an order from payment to refund."""

from __future__ import annotations

import contextlib
import socket
import threading
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from desk.web.app import create_app
from desk.web.parts import DeskParts
from domain.ordered import RefundState
from domain.orders import Status
from domain.return_pictures import picture_keys
from domain.returned import Reason, ReturnedLine
from domain.returns import Asked, request
from functions.adapters.fake_proofs import FakeProofs
from tests.desk.desk_page import KEY, TOKEN, paid, parts_of
from tests.domain.test_returns import LAST, TODAY, delivered
from tests.fixtures.browser import NewPage
from tests.samples import SmallShop

pytestmark = pytest.mark.browser

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""

PAGES = {
    "today": "/",
    "orders": "/orders",
    "order": "/orders/ORDER1",
    "ship": "/orders/ORDER1/ship",
    "refund": "/orders/ORDER1/refund",
    "cancel": "/orders/ORDER1/cancel",
    "note": "/orders/ORDER1/note",
    "start": "/orders/ORDER1/start",
    "stock": "/stock?show=all",
    "sold": "/stock/EMBER-RING/sold",
    "sales": "/sales",
    "returns": "/returns",
    "return": "/returns/ORDER2-B1",
    "yes": "/returns/ORDER2-B1/accept",
    "taking back": "/returns/ORDER2-B1/receive",
    "nothing": "/orders/NOBODYS",
}

SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
  .filter((each) => !each.matches(".skip") && !each.closest("p.stack, .aside"))
  .map((each) => [each.textContent.trim() || each.name, each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 24 || box.width < 24))
  .map(([words, box]) => `${words}: ${Math.round(box.width)} × ${Math.round(box.height)}`)"""


@contextlib.contextmanager
def served(parts: DeskParts) -> Iterator[str]:
    """The desk's address until the end of the block."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        origin = f"http://127.0.0.1:{door.getsockname()[1]}"
        app = create_app(parts, origin, KEY, TOKEN)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        yield origin
        server.should_exit = True
        thread.join()


def damaged(shop: SmallShop) -> FakeProofs:
    """A second order, of which something arrived damaged; and the picture of it."""
    order = delivered(shop, "DAWN-HOOPS 1 32000", number=2)
    asked = Asked(Reason.DAMAGED, (ReturnedLine(0, 1),), "One hoop is bent.")
    shop.book.commit(request(order, asked, LAST, TODAY, shop.clock()))
    pictures = FakeProofs(shop.clock)
    pictures.hand_in(picture_keys(f"{order.id}-B1", shop.address_key)[0], DOT)
    return pictures


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def choose(page: Page, words: str) -> None:
    page.get_by_role("link", name=words, exact=True).click()


def test_an_order_is_started_shipped_delivered_and_refunded(
    dynamo_shop: SmallShop, new_page: NewPage, tmp_path: Path
) -> None:
    paid(dynamo_shop)

    with served(parts_of(dynamo_shop, tmp_path)) as origin:
        page = new_page(javascript=False)
        page.goto(f"{origin}/?open={TOKEN}")
        expect(page).to_have_url(f"{origin}/{KEY}/")
        choose(page, "2 × River band, Granite signet")
        choose(page, "Start it")
        press(page, "Start it")
        expect(page.get_by_role("status")).to_have_text("It is in the workshop now.")
        choose(page, "Ship it")
        page.get_by_label("Carrier").select_option("USPS")
        page.get_by_label("Number").fill("9400 1000 0000")
        press(page, "Go on")
        expect(page.get_by_role("listitem").last).to_have_text("1 mail to the buyer.")
        press(page, "Ship it")
        choose(page, "Mark as delivered")
        page.get_by_label("The day on which it arrived").fill("")
        press(page, "Go on")
        press(page, "Mark as delivered")
        choose(page, "Send money back")
        page.get_by_label("These pieces, with their part of delivery and tax").check()
        page.get_by_label("River band, US 7").fill("1")
        page.get_by_label("They are back and for sale again").check()
        press(page, "Go on")
        expect(page.get_by_role("main")).to_contain_text("$482.47 of order ORDER1 goes back")
        press(page, "Change what I wrote")
        expect(page.get_by_label("River band, US 7")).to_have_value("1")
        press(page, "Go on")
        press(page, "Send money back")
        expect(page.get_by_role("main")).to_contain_text("$482.47, on its way")

    after = dynamo_shop.order("ORDER1")
    (made,) = after.refunds
    assert after.status is Status.DELIVERED
    assert (made.amount, made.units, made.state) == (48247, (1, 0), RefundState.OWED)
    assert dynamo_shop.counters("RIVER-BAND-7") == (1, 0, 1)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_in_order_for_everybody(
    new_page: NewPage, tmp_path: Path, width: int
) -> None:
    shop = SmallShop()
    paid(shop)
    pictures = damaged(shop)
    found: dict[str, object] = {}

    with served(parts_of(shop, tmp_path, pictures)) as origin:
        page = new_page(width=width)
        for name, path in PAGES.items():
            page.goto(f"{origin}/{KEY}{path}")
            violations = Axe().run(page).response["violations"]
            found[name] = (
                [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations],
                page.evaluate(SMALL_TARGETS),
                page.evaluate("document.documentElement.scrollWidth > innerWidth"),
                page.locator("h1").count(),
            )

    assert found == dict.fromkeys(PAGES, ([], [], False, 1))


def test_a_keyboard_skips_to_the_page_and_shows_where_it_is(
    new_page: NewPage, tmp_path: Path
) -> None:
    shop = SmallShop()
    paid(shop)

    with served(parts_of(shop, tmp_path)) as origin:
        page = new_page(javascript=False)
        page.goto(f"{origin}/{KEY}/orders")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        first = page.get_by_role("navigation", name="Which orders").get_by_role("link").first
        expect(first).to_be_focused()
        expect(first).to_have_css("outline-style", "solid")
