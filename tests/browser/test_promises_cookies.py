"""What the policy on cookies and storage says, held against what a real browser keeps."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.keeping import Visitor
from tests.promised import policy

pytestmark = pytest.mark.browser

KEPT = """async () => ({
  local: Object.keys(localStorage).sort(),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  folders: await Array.fromAsync((await navigator.storage.getDirectory()).keys()),
  cookies: document.cookie,
})"""
"""Everything that a page can leave in a browser."""


def walk(page: Page, origin: str) -> None:
    """Use all that the shop can remember, and see a page of every other kind."""
    page.goto(f"{origin}/pieces/dawn-hoops/")
    for button in ("Add to cart", "Save for later", "Compare"):
        page.get_by_role("button", name=button).click()
    page.locator(".gallery a").first.click()
    page.get_by_role("button", name="Close", exact=True).click()
    page.goto(f"{origin}/cart/")
    expect(page.get_by_role("link", name="Dawn hoops")).to_be_visible()
    page.goto(f"{origin}/compare/")
    expect(page.get_by_role("table")).to_be_visible()
    page.goto(f"{origin}/pieces/?metal=silver&sort=price")
    expect(page.locator(".cards > li").first).to_be_visible()
    page.goto(f"{origin}/search/?q=silver")
    expect(page.get_by_role("status")).to_have_text(re.compile("results? for"))
    for path in ("/wishlist/", "/size-guide/", "/"):
        page.goto(f"{origin}{path}")


@pytest.mark.promise("cookies/no-cookies", "cookies/only-these-names", "cookies/no-third-parties")
def test_a_walk_through_the_shop_leaves_what_the_policy_names_and_asks_nobody_else(
    visitor: Visitor,
) -> None:
    named = sorted(set(re.findall(r"`(vitrine\.[a-z]+)`", policy("cookies").text)))
    asked: list[str] = []
    headers: set[str] = set()
    page = visitor.visit("/404.html")
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.on("response", lambda response: headers.update(response.headers))

    walk(page, visitor.origin)

    kept: dict[str, Any] = page.evaluate(KEPT)
    assert kept.pop("local") == named
    assert len(named) == 3
    assert {name: things for name, things in kept.items() if things} == {}
    assert page.context.cookies() == []
    assert "content-type" in headers
    assert "set-cookie" not in headers
    assert len(asked) > 50
    assert set(asked) == {urlsplit(visitor.origin).netloc}
