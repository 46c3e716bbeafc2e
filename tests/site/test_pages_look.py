"""The pages of words in a real browser: for everyone, on any screen, on paper, with a slow font."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.fixtures.served import Handler, served
from tests.site.building import Site

pytestmark = [pytest.mark.browser, pytest.mark.prove]

KINDS = (
    "/",
    "/journal/",
    "/journal/river-sand/",
    "/about/",
    "/size-guide/",
    "/faq/",
    "/404.html",
    "/policies/",
    "/policies/privacy/",
    "/policies/privacy/2026-09-01/",
    "/policies/privacy/changes/",
    "/policies/privacy/2026-09-01/changes/",
)
"""One page of each kind that is made of words."""

MM = 96 / 25.4
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().map((shift) => shift.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([]), 100);
})"""


class LateFont(Handler):
    """Serves the site, and its font only when the words are long on the screen."""

    def do_GET(self) -> None:  # noqa: N802  the name that the standard library calls
        if self.path.endswith(".woff2"):
            time.sleep(0.4)
        # A page that is left takes no more of what it asked for.
        with contextlib.suppress(ConnectionError):
            super().do_GET()


@pytest.fixture(scope="module")
def origin(site: Site) -> Iterator[str]:
    with served(site, LateFont) as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, origin: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in KINDS if scheme == "light" else (*KINDS[2:5], *KINDS[-3:]):
        page.goto(origin + path)
        found = Axe().run(page).response["violations"]

        assert [f"{path} {one['id']}: {one['nodes'][0]['html']}" for one in found] == []


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (320, "200%"), (1280, "200%")])
def test_nothing_is_wider_than_the_screen(page: Page, origin: str, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in KINDS:
        page.goto(origin + path)
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)

        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_nothing_moves_when_the_font_comes_late(page: Page, origin: str) -> None:
    for width, path in [*((360, path) for path in KINDS), (1280, "/"), (1280, "/journal/")]:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(origin + path)
        page.evaluate("document.fonts.ready")

        assert page.evaluate("document.fonts.check('20px Display')")
        assert page.evaluate(SHIFTS) == [], f"{path} at {width}"


def test_the_header_of_a_phone_takes_two_rows_at_most_and_fits_a_thumb(
    page: Page, origin: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(origin + "/faq/")

    header = page.locator(".site-header")
    links = [link.bounding_box() for link in page.locator(".site-header a, .site-footer a").all()]

    assert header.evaluate("element => element.offsetHeight") <= 120
    assert all(box and box["height"] >= 44 for box in links)


def test_a_keyboard_meets_the_way_past_the_header_first_and_always_sees_where_it_is(
    page: Page, origin: str
) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(origin + "/journal/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    assert page.locator(".skip").evaluate("element => element.offsetWidth") > 44
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.closest('main') !== null")
    assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"


def test_the_sizer_is_printed_in_true_scale_on_a_page_of_its_own(page: Page, origin: str) -> None:
    page.goto(origin + "/size-guide/")
    pages = [page.pdf(format=paper).count(b"/Type /Page\n") for paper in ("A4", "Letter")]

    # What Chromium lays out for A4 between margins of 12 mm.
    page.set_viewport_size({"width": round(186 * MM), "height": 1032})
    page.emulate_media(media="print")
    sheet = page.locator(".sheet").bounding_box()
    section = page.locator(".sizer").bounding_box()

    assert pages == [3, 3]
    assert sheet
    assert section
    assert sheet["width"] == pytest.approx(182 * MM, abs=0.1)
    assert sheet["height"] == pytest.approx(142 * MM, abs=0.1)
    assert section["height"] <= (279.4 - 24) * MM
    assert page.evaluate("document.documentElement.scrollWidth") <= round(186 * MM)


def test_every_page_can_be_read_and_walked_without_a_script(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(origin)
    page.get_by_role("link", name="Journal").first.click()
    page.get_by_role("link", name="A ring from river sand").click()
    page.get_by_role("link", name=re.compile("Your ring size")).click()

    assert page.title() == "Your ring size is a season · Juniper Bend Jewelry"
    context.close()
