"""A reader's road in a real browser, JavaScript off and on: asked for, confirmed, chosen, ended."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.fixtures.browser import NewPage, layout_shifts
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]

BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without-js", "with-js"])
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def mail_about(shop: LocalShop, address: str, words: str, seconds: float = 20) -> dict[str, Any]:
    """The mail to that address whose subject has those words, once it is there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for mail in shop.mails_to(address):
            if words in mail["subject"]:
                return dict(mail)
        time.sleep(0.1)
    raise AssertionError([mail["subject"] for mail in shop.mails_to(address)])


def link(shop: LocalShop, mail: dict[str, Any], name: str) -> str:
    """The mail's link of that name, on the shop that runs."""
    found = re.search(rf"/api/newsletter/{name}\?t=[\w.~-]+", mail["text"])
    assert found, mail["text"]
    return shop.origin + found[0]


def heading(page: Page) -> Any:  # noqa: ANN401 — Playwright's own
    return expect(page.get_by_role("heading", level=1))


def ask_in_the_footer(page: Page, shop: LocalShop, address: str, *, javascript: bool) -> None:
    page.goto(f"{shop.origin}/pieces/creek-bangle/")
    form = page.locator("footer form")
    field = form.get_by_label("Send me the letter")
    if javascript:
        with page.expect_response("**/api/newsletter/stamp"):
            field.focus()
        expect(form.locator("[name=stamp]")).to_have_count(1)
        time.sleep(2.1)  # nobody types faster, and the shop knows it
    field.fill(address)
    form.get_by_role("button", name="Sign up").click()
    if not javascript:
        heading(page).to_have_text("One more click")
        expect(page.get_by_role("main").get_by_label("Send me the letter")).to_have_value(address)
        time.sleep(2.1)
        page.get_by_role("main").get_by_role("button", name="Sign up").click()


@pytest.mark.promise("newsletter/confirmed-first", "newsletter/ended-at-once")
@BOTH
def test_from_the_foot_of_a_page_to_the_mailbox_the_list_and_out_again(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    address = f"reader.{'with' if javascript else 'without'}@reader.example"
    page = new_page(javascript=javascript)

    ask_in_the_footer(page, local_shop, address, javascript=javascript)
    heading(page).to_have_text("Look in your mailbox")
    asked = mail_about(local_shop, address, "")
    page.goto(link(local_shop, asked, "confirm"))
    heading(page).to_have_text("Do you want the letter?")
    page.get_by_role("main").get_by_role("button").click()
    heading(page).to_have_text("You get the letter")

    page.goto(f"{local_shop.origin}/letters/choices/")
    page.get_by_label("The address that gets the letter").fill(address)
    page.get_by_role("button", name="Mail me the link").click()
    heading(page).to_have_text("Look in your mailbox")
    choices = mail_about(local_shop, address, "Your link")
    page.goto(link(local_shop, choices, "choices"))
    expect(page.get_by_role("main")).to_contain_text(address)
    page.get_by_label("New pieces").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect(page.get_by_label("New pieces")).not_to_be_checked()

    page.get_by_role("main").get_by_role("button", name="End the letter").click()
    heading(page).to_have_text("No more letters")
    page.goto(link(local_shop, choices, "choices"))
    heading(page).to_have_text("That link is over")


@BOTH
def test_a_slip_in_the_address_is_said_and_mended(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"{local_shop.origin}/letters/join/")
    page.get_by_label("Send me the letter").fill("jo at reader.example")
    page.get_by_label("Your name").fill("Jo")
    page.get_by_role("button", name="Sign up").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Enter your email address")
    expect(page.get_by_role("main").get_by_label("Your name")).to_have_value("Jo")
    summary.get_by_role("link").click()
    assert urlsplit(page.url).fragment == "mail"


@BOTH
def test_a_goodbye_with_a_cut_link_ends_by_the_address(
    local_shop: LocalShop, new_page: NewPage, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)

    page.goto(f"{local_shop.origin}/api/newsletter/leave?t=cut.off")
    page.get_by_role("main").get_by_label("The address").fill("whoever@reader.example")
    page.get_by_role("main").get_by_role("button", name="End the letter").click()

    heading(page).to_have_text("No more letters")


@WIDTHS
def test_every_page_of_the_letter_is_fit_for_everybody(
    local_shop: LocalShop, new_page: NewPage, width: int
) -> None:
    page = new_page(width=width)
    names = ("join", "choices", "asked", "joined", "moved", "left", "forgotten")
    addresses = [f"/letters/{name}/" for name in names]
    addresses += [
        f"/api/newsletter/{name}?t=cut" for name in ("confirm", "leave", "choices", "move")
    ]

    for address in addresses:
        page.goto(local_shop.origin + address)

        assert Axe().run(page).violations_count == 0, address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert layout_shifts(page) == [], address
        small = page.locator(
            "main :is(a.button, button, input:not([type=hidden], [type=checkbox]))"
        )
        boxes = [box for each in small.all() if (box := each.bounding_box())]
        assert all(box["height"] >= 44 for box in boxes), address
