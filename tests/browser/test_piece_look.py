"""A piece's page as it is seen, enlarged, printed, weighed, and read by what isn't an eye."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import brotli  # type: ignore[import-untyped]  # has no types
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.fixtures.window import Open
from tests.site.building import Site

pytestmark = [pytest.mark.browser, pytest.mark.prove]

WILLOW = "willow-ring/"
GOLD_7 = "WILLOW-RING-US-7-GOLD"
STOCK = {
    GOLD_7: {"left": None, "on_hold": 0, "ships_words": "June 22"},
    "HAZEL-RING": {"left": 1, "on_hold": 0, "ships_words": "June 4"},
    "ASPEN-DROPS": {"left": 2, "on_hold": 0, "ships_words": "June 4"},
}
PHONE: ViewportSize = {"width": 360, "height": 800}
DESK: ViewportSize = {"width": 1280, "height": 800}
SHIFTS = """() => new Promise((done) => {
  new PerformanceObserver((list) =>
    done(list.getEntries().map(({ value, sources }) => [value, `${location.pathname}: ${sources[0]?.node?.textContent}`])))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([]), 200);
})"""
"""What moved, and by how much."""


def enlarge(page: Page, number: int = 1) -> None:
    page.locator(f".gallery a:nth-child({number})").click()
    expect(page.get_by_role("dialog", name="Pictures")).to_be_visible()


def seen(page: Page) -> str:
    """The picture that fills the dialog."""
    return str(
        page.evaluate(
            """() => {
              const strip = document.querySelector(".strip");
              const at = Math.round(strip.scrollLeft / strip.clientWidth);
              return strip.children[at].querySelector("img").src.split("/").pop();
            }"""
        )
    )


def test_without_scripts_each_picture_leads_to_its_file(open_piece: Open) -> None:
    page = open_piece(WILLOW, java_script_enabled=False)

    page.locator(".gallery a").nth(1).click()

    expect(page).to_have_url(re.compile(r"/pictures/willow-ring/2\.jpg$"))


def test_a_keyboard_opens_leafs_through_and_closes_the_pictures(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, reduced_motion="reduce")
    page.locator(".gallery a").nth(1).focus()

    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 3")).to_be_visible()
    assert seen(page) == "2.jpg"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("3 of 3")).to_be_visible()
    assert seen(page) == "3.jpg"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".gallery a").nth(1)).to_be_focused()


def test_a_swipe_leads_to_the_next_picture_and_is_counted(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, viewport=PHONE, reduced_motion="reduce")
    enlarge(page)

    page.locator(".strip").evaluate("strip => strip.scrollTo(strip.clientWidth, 0)")

    expect(page.get_by_text("2 of 3")).to_be_visible()
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_text("1 of 3")).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_a_picture_is_seen_whole_and_can_be_brought_closer_and_moved_by_keys(
    open_piece: Open, screen: ViewportSize
) -> None:
    page = open_piece(WILLOW, STOCK, viewport=screen, reduced_motion="reduce")
    enlarge(page)
    image = page.locator(".slide img").first
    expect(image).to_have_js_property("complete", value=True)
    whole = image.bounding_box()
    bar = page.locator(".zoom .bar").bounding_box()
    assert whole
    assert bar
    assert whole["y"] >= 0
    assert whole["y"] + whole["height"] <= bar["y"]
    assert whole["width"] <= screen["width"]

    page.get_by_role("button", name="Closer").click()
    before = image.bounding_box()
    page.keyboard.press("ArrowDown")
    after = image.bounding_box()

    assert before
    assert after
    assert before["width"] > 2 * whole["width"]
    assert before["height"] > bar["y"]
    assert after["y"] < before["y"]


def test_where_the_dialog_can_not_be_loaded_the_link_is_followed(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK)
    page.route("**/zoom.*", lambda route: route.abort())

    page.locator(".gallery a").first.click()

    expect(page).to_have_url(re.compile(r"/pictures/willow-ring/1\.jpg$"))


@pytest.mark.parametrize(
    ("address", "scheme"),
    [(WILLOW, "light"), (WILLOW, "dark"), ("hazel-ring/", "light"), ("aspen-studs/", "light")],
)
def test_axe_finds_nothing(open_piece: Open, address: str, scheme: str) -> None:
    page = open_piece(address, STOCK, color_scheme=scheme)
    if address == WILLOW:
        page.get_by_label("Silver").check()
        page.get_by_label("Engraving").fill("für")

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_in_the_dialog(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, viewport=PHONE, reduced_motion="reduce")
    enlarge(page)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


def test_a_narrow_window_and_large_text_need_no_sideways_scrolling(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, viewport={"width": 320, "height": 800})
    wide = []

    for slug in ("willow-ring", "hazel-ring", "juniper-band", "aspen-studs"):
        page.goto(urljoin(page.url, f"../{slug}/"))
        wide.append(page.evaluate("document.documentElement.scrollWidth"))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide.append(page.evaluate("document.documentElement.scrollWidth"))

    assert wide == [320] * 8


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_loads(open_piece: Open, width: int) -> None:
    """In a window so tall that all of the form is in it, as only what is seen is counted."""
    page = open_piece(WILLOW, STOCK, viewport={"width": width, "height": 2400})
    shifts = []

    for address in (f"willow-ring/?sku={GOLD_7}", "hazel-ring/", "aspen-drops/"):
        page.goto(urljoin(page.url, f"../{address}"))
        page.wait_for_load_state("networkidle")
        shifts += page.evaluate(SHIFTS)

    assert shifts == []


def test_nothing_moves_when_a_choice_is_marked(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, viewport=PHONE)
    places = "() => [...document.querySelectorAll('.choice')].map((each) => each.offsetLeft + each.offsetTop / 1e4)"
    before = page.evaluate(places)

    page.get_by_label("Silver").check()

    expect(page.get_by_label("US 9 not made")).to_be_visible()
    assert page.evaluate(places) == before


def test_thumbs_find_targets_of_44_pixels(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, viewport=PHONE)
    targets = page.locator(".choice, .field input:visible, .purchase .button")

    boxes = [target.bounding_box() for target in targets.all()]
    rows = [tick.bounding_box() for tick in page.locator(".tick label").all()]

    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    assert all(row and row["height"] >= 40 for row in rows)


def test_forced_colours_still_show_what_is_chosen_and_what_is_sold(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, forced_colors="active")
    page.get_by_label("Silver").check()

    styles = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".choice")].map((choice) => {
          const { outlineStyle, borderStyle } = getComputedStyle(choice.querySelector("span"));
          return [choice.textContent.trim(), `${outlineStyle} ${borderStyle}`];
        }))"""
    )

    assert styles["Silver"] == "solid solid"
    assert styles["US 7"] == "none solid"
    assert styles["US 8 sold"] == "none dashed"


@pytest.mark.parametrize("address", [WILLOW, "hazel-ring/"])
def test_the_decision_stays_beside_the_pictures_and_prints_over_nothing(
    open_piece: Open, address: str
) -> None:
    page = open_piece(address, STOCK, viewport=DESK)
    for down in range(0, 1600, 200):
        page.evaluate(f"scrollTo(0, {down})")
        decision, story = (page.locator(each).bounding_box() for each in (".decision", ".story"))
        assert decision
        assert story
        assert decision["y"] + decision["height"] <= story["y"]


def test_beside_the_pictures_of_a_sold_piece_its_story_is_told(open_piece: Open) -> None:
    page = open_piece("aspen-studs/", viewport=DESK)

    gallery, decision, story, facts = (
        page.locator(each).bounding_box() for each in (".gallery", ".decision", ".story", ".facts")
    )

    assert gallery
    assert decision
    assert story
    assert facts
    assert gallery["x"] + gallery["width"] < story["x"] == decision["x"] == facts["x"]
    assert 0 < story["y"] - decision["y"] - decision["height"] < 100


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_piece_is_printed_on_one_sheet(open_piece: Open, paper: str) -> None:
    page = open_piece(f"{WILLOW}?sku={GOLD_7}", STOCK, color_scheme="dark")
    page.wait_for_load_state("networkidle")

    sheets = page.pdf(format=paper).count(b"/Type /Page\n")

    page.emulate_media(media="print")
    assert sheets == 1
    expect(page.get_by_text("/pieces/willow-ring/")).to_be_visible()
    expect(page.get_by_text("US 7, Gold: $1,280.00")).to_be_visible()
    expect(page.get_by_text("0.16 in (4 mm) wide")).to_be_visible()
    for gone in ("nav", "footer", ".button", ".choice", ".card", ".gallery a:nth-child(2)"):
        expect(page.locator(gone).first).to_be_hidden()


def test_the_heaviest_page_weighs_little(window: Site) -> None:
    def weight(path: Path) -> int:
        return len(brotli.compress(path.read_bytes()))

    html = max(weight(path) for path in window.output.glob("pieces/*/index.html"))
    style = weight(next(window.output.glob("static/style.*.css")))
    scripts = sum(
        weight(next(window.output.glob(f"static/{name}.*.js"))) for name in ("piece", "gallery")
    )

    assert html + style <= 8 * 1024
    assert scripts <= 2 * 1024


def test_a_page_asks_for_few_files_and_the_dialog_only_when_it_is_opened(open_piece: Open) -> None:
    page = open_piece(WILLOW, STOCK, viewport=PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))

    page.reload()
    page.wait_for_load_state("networkidle")

    assert len(asked) <= 14
    assert not [name for name in asked if name.startswith(("zoom", "engraving"))]
