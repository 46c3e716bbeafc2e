"""Every kind of page, under the headers that CloudFront would send, in a browser that obeys them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from tests.fixtures.stack import LocalShop
from tests.infra.cdn import sent_headers

pytestmark = [pytest.mark.prove, pytest.mark.browser]

ORIGIN = "https://shop.example"
BY_HAND = (
    *("/cart/", "/compare/", "/wishlist/", "/search/", "/pieces/never-made/"),
    *("/letters/join/", "/letters/choices/", "/privacy/request/", "/policies/privacy/history/"),
    "/account/",
)
"""What isn't in the sitemap: a visitor's own pages, a page that isn't there, forms."""

ANSWERS = {
    "/api/checkout/again?t=made-up": 400,
    "/api/orders/thanks?t=made-up": 400,
    "/api/orders/order?t=made-up": 400,
    "/api/newsletter/leave?t=made-up": 200,
    "/api/newsletter/choices?t=made-up": 400,
    "/api/privacy/request?t=made-up": 400,
    "/api/privacy/sent?form=see": 200,
    "/api/account/open?t=made-up": 410,
}


class Visit(NamedTuple):
    page: Page
    complaints: list[str]


def kinds(shop: LocalShop) -> list[str]:
    """One address of every kind in the sitemap: the first of its folder and depth."""
    sitemap = (shop.root / ".local" / "site" / "sitemap.xml").read_text()
    found: dict[tuple[str, int], str] = {}
    for address in re.findall(r"<loc>([^<]+)</loc>", sitemap):
        path = urlsplit(address).path
        folders = path.split("/")
        found.setdefault((folders[1], len(folders)), path)
    return list(found.values())


@pytest.fixture
def visit(chromium: Browser, local_shop: LocalShop) -> Iterator[Visit]:
    """The local shop at its public address: each answer with what the CDN would add to it."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []

    def answer(route: Route) -> None:
        where = urlsplit(route.request.url)
        assert where.hostname == "shop.example", route.request.url
        if where.path.startswith("/dev/"):
            # The local shop's own script, that shows an edit at once.
            route.fulfill(content_type="text/javascript", body="")
            return
        query = f"?{where.query}" if where.query else ""
        found = route.fetch(
            url=f"{local_shop.origin}{where.path}{query}",
            # The browser's own word, which is added only where this can't be seen.
            headers=route.request.headers | {"sec-fetch-site": "same-origin"},
            max_redirects=0,
        )
        headers = found.headers | sent_headers(where.path)
        if location := headers.get("location"):
            headers["location"] = location.replace(local_shop.origin, ORIGIN)
        route.fulfill(response=found, headers=headers)

    def note(said: ConsoleMessage) -> None:
        # What Chromium itself says of a page that is answered with a 4xx.
        if not said.text.startswith("Failed to load resource: the server responded with a status"):
            complaints.append(f"{page.url}: {said.type}: {said.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.route("**/*", answer)
    yield Visit(page, complaints)
    # What is still on its way belongs to nobody any more.
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_no_kind_of_page_complains(local_shop: LocalShop, visit: Visit) -> None:
    paths = [*kinds(local_shop), *BY_HAND]
    shown: dict[str, bool] = {}

    for path in paths:
        visit.page.goto(f"{ORIGIN}{path}", wait_until="load")
        sheets = visit.page.evaluate("() => document.styleSheets.length")
        shown[path] = sheets > 0 and visit.page.locator("h1").count() > 0

    assert visit.complaints == []
    assert [path for path, is_whole in shown.items() if not is_whole] == []
    assert len(paths) > 25


def test_what_functions_answer_complains_of_nothing_either(visit: Visit) -> None:
    statuses = {}

    for path in ANSWERS:
        found = visit.page.goto(f"{ORIGIN}{path}", wait_until="load")
        statuses[path] = found.status if found else None
        assert visit.page.evaluate("() => document.styleSheets.length") > 0

    assert visit.complaints == []
    assert statuses == ANSWERS


def test_a_form_that_is_sent_back_is_under_the_same_policy(visit: Visit) -> None:
    visit.page.goto(f"{ORIGIN}/letters/join/")

    visit.page.locator("main input[type=email]").fill("nobody")
    visit.page.evaluate("() => document.querySelector('main form').noValidate = true")
    visit.page.locator("main form button").first.click()

    expect(visit.page.locator("main")).to_contain_text("address")
    assert urlsplit(visit.page.url).path == "/api/newsletter/join"
    assert visit.complaints == []


def test_the_search_finds_under_its_policy(visit: Visit) -> None:
    visit.page.goto(f"{ORIGIN}/search/?q=emerald")

    expect(visit.page.locator(".results li").first).to_be_visible()
    assert visit.complaints == []


def test_the_policy_refuses_what_isnt_the_shops(visit: Visit) -> None:
    visit.page.goto(f"{ORIGIN}/")

    refused = visit.page.evaluate(
        """async () => {
          const said = [];
          document.addEventListener("securitypolicyviolation",
            (event) => said.push(event.effectiveDirective));
          const style = document.createElement("style");
          style.textContent = "body { color: red }";
          document.head.append(style);
          const image = new Image();
          image.src = "https://elsewhere.example/pixel.gif";
          try { document.body.innerHTML = "<p>x</p>"; } catch { said.push("trusted-types"); }
          await new Promise((done) => setTimeout(done, 300));
          return said;
        }"""
    )

    assert {"style-src-elem", "img-src", "trusted-types"} <= set(refused)
