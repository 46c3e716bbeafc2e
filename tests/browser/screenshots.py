"""Takes the pictures in `docs/screenshots/` of the shop as it runs: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.fixtures.browser import running_chromium
from tests.fixtures.stack import running_shop

TARGET = Path(__file__).parents[2] / "docs/screenshots"
WIDTHS = (360, 1280)
QUALITY = 72
COMPARED = ("ember-ring", "river-band", "bluebonnet-ring", "granite-signet")

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


def take(browser: Browser, origin: str, name: str, width: int) -> Path:
    """A picture of the whole page, once every picture on it has been scrolled past and loaded."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", locale="en-US"
    )
    page = context.new_page()
    SHOTS[name](page, origin)
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


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_shop(Path(folder)) as shop,
        running_chromium() as browser,
    ):
        for name in SHOTS:
            for width in WIDTHS:
                taken = take(browser, shop.origin, name, width)
                sys.stdout.write(f"{taken.name}: {taken.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
