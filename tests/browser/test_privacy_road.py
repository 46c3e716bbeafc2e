"""Somebody's road to their own data in a real browser, from the privacy policy to the zip."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from domain.request_forms import FORMS
from tests.fixtures.browser import NewPage
from tests.fixtures.stack import LocalShop

pytestmark = [pytest.mark.browser, pytest.mark.prove]

WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def mail_about(shop: LocalShop, address: str, subject: str, seconds: float = 30) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = [each for each in shop.mails_to(address) if subject in each["subject"]]
        if found:
            return found[-1]
        time.sleep(0.2)
    raise AssertionError(f"no mail about {subject} came to {address}")


def ask(page: Page, shop: LocalShop, what: str, address: str) -> None:
    """From the privacy policy to a form that was sent."""
    page.goto(f"{shop.origin}/policies/privacy/")
    page.get_by_role("link", name="choose what you want").click()
    page.get_by_role("link", name=what).click()
    page.get_by_label("Your email address").fill(address)
    page.locator("form.request button").click()


def open_request(page: Page, shop: LocalShop, address: str) -> None:
    mail = mail_about(shop, address, "A request about your data")
    found = re.search(r"https?://\S+/api/privacy/request\?t=\S+", mail["text"])
    assert found
    page.goto(found[0])


def prove(page: Page, shop: LocalShop, address: str) -> None:
    page.get_by_role("button", name="Mail me a code").click()
    mail = mail_about(shop, address, "Your code")
    found = re.search(r"\b\d{6}\b", mail["text"])
    assert found
    page.get_by_label("The six digits").fill(found[0])
    page.get_by_role("button", name="Go on").click()


def until(page: Page, heading: str, seconds: float = 30) -> None:
    """Look again until the page says that it is so."""
    deadline = time.monotonic() + seconds
    while page.locator("h1").inner_text() != heading and time.monotonic() < deadline:
        time.sleep(0.5)
        page.reload()
    expect(page.locator("h1")).to_have_text(heading)


@pytest.mark.promise("cookies/works-without-scripts")
@WIDTHS
def test_a_copy_is_asked_for_proven_made_and_fetched_without_javascript(
    local_shop: LocalShop, new_page: NewPage, width: int, tmp_path: Path
) -> None:
    address = f"copy.{width}@buyer.example"
    page = new_page(javascript=False, width=width)

    ask(page, local_shop, "See what you know about me", address)
    expect(page.locator("h1")).to_have_text("Your request has arrived")
    open_request(page, local_shop, address)
    prove(page, local_shop, address)
    until(page, "It’s done")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download it").click()
    downloading.value.save_as(tmp_path / "copy.zip")

    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "copy.zip").read_bytes()))
    assert json.loads(archive.read("data.json"))["requests"][0]["type"] == "access"
    page.reload()
    expect(page.get_by_text("can be fetched 4 more times")).to_be_visible()


def test_letters_end_at_once_and_an_erasure_takes_a_button_without_javascript(
    local_shop: LocalShop, new_page: NewPage
) -> None:
    page = new_page(javascript=False, width=360)

    ask(page, local_shop, "Stop writing to me", "end@buyer.example")
    expect(page.locator("h1")).to_have_text("It’s done")
    ask(page, local_shop, "Erase my data", "gone@buyer.example")
    open_request(page, local_shop, "gone@buyer.example")
    prove(page, local_shop, "gone@buyer.example")
    page.get_by_role("button", name="Yes, erase it").click()

    until(page, "It’s done")
    mail = mail_about(local_shop, "gone@buyer.example", "is done")
    assert "This is the last email" in mail["text"]
    assert mail_about(local_shop, "end@buyer.example", "is done")


@WIDTHS
def test_no_page_of_asking_has_an_axe_finding_or_overflows(
    local_shop: LocalShop, new_page: NewPage, width: int
) -> None:
    page = new_page(width=width)
    address = f"axe.{width}@buyer.example"

    for path in ("/privacy/request/", *(form.path for form in FORMS)):
        page.goto(local_shop.origin + path)
        looked_at(page)
    page.get_by_role("button", name="Appeal").click()
    looked_at(page)
    ask(page, local_shop, "Erase my data", address)
    looked_at(page)
    open_request(page, local_shop, address)
    looked_at(page)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("The six digits").fill("1")
    page.get_by_role("button", name="Go on").click()
    looked_at(page)
    page.get_by_role("button", name="Take the request back").click()
    looked_at(page)


def looked_at(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
