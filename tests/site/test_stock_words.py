"""<stock-left> in a real browser, under the policy that the shop is served with."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.site.building import Site

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
Open = Callable[[str, dict[str, tuple[int, int]] | None], Page]


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def origin(site: Site) -> Iterator[str]:
    handler = functools.partial(Handler, directory=str(site.output))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def open_piece(chromium: Browser, origin: str) -> Iterator[Open]:
    """Opens a piece's page, with what the shop would answer of (left, on hold), or no answer."""
    context = chromium.new_context()
    said: list[str] = []

    def open_page(slug: str, stock: dict[str, tuple[int, int]] | None) -> Page:
        def answer(route: Route) -> None:
            if stock is None:
                route.abort()
                return
            known = {sku: {"left": left, "on_hold": on} for sku, (left, on) in stock.items()}
            route.fulfill(body=json.dumps({"stock": known}), content_type="application/json")

        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.route("**/api/stock?*", answer)
        page.goto(f"{origin}/pieces/{slug}/")
        return page

    yield open_page
    context.close()
    assert [words for words in said if "ERR_FAILED" not in words] == []


@pytest.mark.parametrize(
    ("slug", "stock", "words"),
    [
        ("ember-ring", (1, 0), "One of a kind"),
        ("ember-ring", (0, 1), "Someone is paying for this right now"),
        ("ember-ring", (0, 0), "Sold"),
        ("dawn-hoops", (2, 1), "2 left"),
    ],
)
def test_it_says_what_is_left(
    open_piece: Open, slug: str, stock: tuple[int, int], words: str
) -> None:
    page = open_piece(slug, {slug.upper(): stock})

    expect(page.get_by_role("status")).to_have_text(words)


def test_it_says_what_is_left_of_the_size_that_is_chosen(open_piece: Open) -> None:
    page = open_piece("river-band", {"RIVER-BAND-US-6": (2, 0), "RIVER-BAND-US-7": (0, 0)})
    status = page.get_by_role("status")

    page.get_by_label("US 6").check()
    expect(status).to_have_text("2 left")
    page.get_by_label("US 8").check()
    expect(status).to_have_text("15 made, in 6 sizes")


def test_a_size_that_was_sold_since_the_build_can_not_be_chosen_any_more(
    open_piece: Open,
) -> None:
    page = open_piece("river-band", {"RIVER-BAND-US-6": (2, 0), "RIVER-BAND-US-7": (0, 0)})

    expect(page.get_by_label("US 7 sold")).to_be_disabled()
    expect(page.get_by_label("US 6")).to_be_enabled()


def test_a_size_that_is_only_held_can_still_be_chosen(open_piece: Open) -> None:
    page = open_piece("river-band", {"RIVER-BAND-US-7": (0, 1)})

    page.get_by_label("US 7").check()

    expect(page.get_by_role("status")).to_have_text("Someone is paying for this right now")


def test_a_piece_that_was_sold_since_the_build_has_no_button(open_piece: Open) -> None:
    page = open_piece("ember-ring", {"EMBER-RING": (0, 0)})

    expect(page.get_by_role("status")).to_have_text("Sold")
    expect(page.get_by_role("button", name="Buy now")).to_be_hidden()


def test_the_decision_stays_beside_the_first_picture_and_prints_over_nothing(
    open_piece: Open,
) -> None:
    page = open_piece("granite-signet", None)
    page.set_viewport_size({"width": 1280, "height": 800})
    for down in range(0, 1600, 100):
        page.evaluate(f"scrollTo(0, {down})")
        decision, story = (page.locator(each).bounding_box() for each in (".decision", ".story"))
        assert decision
        assert story
        assert decision["y"] + decision["height"] <= story["y"]


@pytest.mark.parametrize("slug", ["granite-signet", "ember-ring"])
def test_at_twice_the_text_a_phone_needs_no_sideways_scrolling(open_piece: Open, slug: str) -> None:
    page = open_piece(slug, None)
    page.set_viewport_size({"width": 360, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_where_the_shop_can_not_be_asked_its_words_stay(open_piece: Open) -> None:
    page = open_piece("ember-ring", None)

    expect(page.get_by_role("status")).to_have_text("One of a kind")
    expect(page.get_by_role("button", name="Buy now")).to_be_enabled()


def test_a_second_click_does_not_hold_twice(open_piece: Open) -> None:
    page = open_piece("ember-ring", {"EMBER-RING": (1, 0)})
    sent = []

    def stay(route: Route) -> None:
        sent.append(route.request.post_data)
        route.fulfill(status=204)

    page.route("**/api/checkout", stay)

    page.get_by_role("button", name="Buy now").dblclick()

    expect(page.get_by_role("button", name="Buy now")).to_be_disabled()
    assert sent == ["piece=ember-ring&seen=EMBER-RING%3A115000&sku=EMBER-RING&quantity=1"]


def test_nothing_moves_when_the_answer_comes(open_piece: Open) -> None:
    page = open_piece("dawn-hoops", {"DAWN-HOOPS": (2, 0)})
    expect(page.get_by_role("status")).to_have_text("2 left")

    shift = page.evaluate(
        """() => new Promise((done) => {
          new PerformanceObserver((list) => done(list.getEntries().length))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(0), 200);
        })"""
    )

    assert shift == 0
