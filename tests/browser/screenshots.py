"""Takes the pictures in `docs/screenshots/` of the shop as it runs: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.terminals import of_a_shop
from tests.fixtures.browser import running_chromium
from tests.fixtures.stack import running_shop

TARGET = Path(__file__).parents[2] / "docs/screenshots"
WIDTHS = (360, 1280)
QUALITY = 72
COMPARED = ("ember-ring", "river-band", "bluebonnet-ring", "granite-signet")

ONE_LIST = """[...document.querySelectorAll("article")]
  .filter((each, _, all) => each !== all.find((one) => one.innerText.includes("To make and pack")))
  .forEach((each) => each.remove())"""

Prepare = Callable[[Page, str], None]


def product(page: Page, origin: str) -> None:
    page.goto(f"{origin}/pieces/homestead-band/")
    page.get_by_role("radio", name="US 7").check()
    page.get_by_role("radio", name="14k yellow gold").check()
    page.get_by_label("Engraving").fill("Ada & Jo")


def cart(page: Page, origin: str) -> None:
    product(page, origin)
    add(page, 1)
    page.goto(f"{origin}/pieces/topaz-studs/")
    add(page, 2)
    page.goto(f"{origin}/pieces/fence-line-chain/")
    page.get_by_role("radio", name="24 in").check()
    add(page, 3)
    page.goto(f"{origin}/cart/")


def add(page: Page, count: int) -> None:
    page.get_by_role("button", name="Add to cart").click()
    page.locator("cart-count", has_text=str(count)).wait_for(state="attached")


def payment(page: Page, origin: str) -> None:
    product(page, origin)
    page.get_by_role("checkbox", name="terms of sale").check()
    page.get_by_role("button", name="Reserve and pay").click()
    page.get_by_label("E-mail").fill("jo@buyer.example")


def thanks(page: Page, origin: str) -> None:
    payment(page, origin)
    page.locator('button[name="outcome"][value="pay"]').click()
    page.locator(".number").wait_for()


def mail(page: Page, origin: str) -> None:
    """The packing list that the owner is mailed, the newest of what the local stack shows."""
    for _ in range(40):
        page.goto(f"{origin}/dev/mail")
        if page.get_by_text("To make and pack").count():
            break
        page.wait_for_timeout(250)
    page.evaluate(ONE_LIST)


def at(path: str) -> Prepare:
    def go(page: Page, origin: str) -> None:
        page.goto(origin + path)

    return go


SHOTS: dict[str, Prepare] = {
    "home": at("/"),
    "listing": at("/rings/"),
    "product": product,
    "compare": at(f"/compare/?p={','.join(COMPARED)}"),
    "cart": cart,
}
OWNERS: dict[str, Prepare] = {"payment": payment, "thanks": thanks, "mail": mail}
"""For the owner's pages, on a desk alone."""


def take(browser: Browser, origin: str, name: str, width: int) -> Path:
    """A picture of the whole page, once every picture on it has been scrolled past and loaded."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", locale="en-US"
    )
    page = context.new_page()
    (SHOTS | OWNERS)[name](page, origin)
    page.wait_for_load_state("networkidle")
    height: int = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 600):
        page.evaluate(f"scrollTo(0, {top})")
        page.wait_for_timeout(60)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_load_state("networkidle")
    target = TARGET / f"{name}-{width}.jpg"
    page.screenshot(path=target, type="jpeg", quality=QUALITY, full_page=True)
    context.close()
    return target


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    """All of them, or those that are named, such as `mail`; `terminal` are the commands'."""
    wanted = set(sys.argv[1:]) or {*SHOTS, *OWNERS, "terminal"}
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_shop(_made(Path(folder) / "shop")) as shop,
        running_chromium() as browser,
    ):
        shots = [(name, width) for name in SHOTS for width in WIDTHS]
        shots += [(name, max(WIDTHS)) for name in OWNERS]
        taken = [take(browser, shop.origin, *shot) for shot in shots if shot[0] in wanted]
        if "terminal" in wanted:
            taken += of_a_shop(browser, shop, TARGET)
    for each in taken:
        sys.stdout.write(f"{each.name}: {each.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
