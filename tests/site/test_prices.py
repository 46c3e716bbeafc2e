"""One price: what a page shows, what machines are told, what is published and what is charged."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]  # has no types
import pytest

from domain.catalogue import Piece, Variant
from domain.checkout import Checkout
from domain.days import day_there
from domain.limits import Gate
from domain.links import OrderLinks
from domain.money import format_money, parse_price
from domain.publishing import publish
from functions.adapters.fake_tables import FakeTables
from functions.adapters.fakes import FakeLimits, FakeOrderBook, FakeShelf
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.world import now
from infra.local.stripe.testing import RunningStandIn, running_standin
from tests.samples import KEYS
from tests.site.building import ORIGIN, Site, build_site
from tests.site.test_ecosystem import G, feed_items, variants

Charge = Callable[[Piece, Variant, str], int]
DECIMALS = re.compile(r"(?m)^( *(?:- )?(?:price|compare_at|amount|free_from): [0-9]+)\.[0-9]+$")


class Shop(NamedTuple):
    """A built shop and its till: what the payment page asks for one of a variant."""

    site: Site
    charge: Charge


@pytest.fixture(scope="module")
def stripe() -> Iterator[RunningStandIn]:
    with running_standin() as running:
        yield running


@pytest.fixture(scope="module", params=["USD", "JPY", "KWD"])
def shop(
    request: pytest.FixtureRequest,
    content: Path,
    stripe: RunningStandIn,
    tmp_path_factory: pytest.TempPathFactory,
) -> Shop:
    """The demo shop, in a currency of two decimals, of none and of three."""
    folder = tmp_path_factory.mktemp(request.param)
    in_currency(content, folder / "content", request.param)
    # The till is open today, so the pages have to ask for what is in force today.
    today = day_there(now(), "America/Chicago").isoformat()
    site = build_site(folder / "content", folder, VITRINE_TODAY=today)
    return Shop(site, till(site, stripe))


def in_currency(content: Path, target: Path, currency: str) -> None:
    shutil.copytree(content, target)
    for path in (*target.glob("products/*/index.md"), target / "shop.yaml"):
        text = path.read_text("utf-8").replace("currency: USD", f"currency: {currency}")
        path.write_text(DECIMALS.sub(r"\1", text) if currency == "JPY" else text, "utf-8")


def till(site: Site, stripe: RunningStandIn) -> Charge:
    tables, numbers = FakeTables(), itertools.count(1)
    shelf = FakeShelf(tables)
    publish(site.promises, shelf)
    payments = StripePayments(stripe_client(stripe.settings.keys[0], stripe.url))
    order_id = f"{site.promises.shop.currency}{{}}"
    checkout = Checkout(
        shelf=shelf,
        book=FakeOrderBook(tables, now),
        payments=payments,
        gate=Gate(FakeLimits(tables)),
        links=OrderLinks(KEYS),
        origin=ORIGIN,
        now=now,
        new_id=lambda: order_id.format(next(numbers)),
    )

    def charge(piece: Piece, variant: Variant, engraving: str) -> int:
        form = {"piece": piece.slug, "sku": variant.sku, "quantity": "1", "engraving": engraving}
        (agreed,) = re.findall(r'name="terms" value="([^"]+)"', site.pages[piece.path])
        checkout.begin([*form.items(), ("terms", agreed)])
        newest = list(tables.orders.values())[-1]
        (line,) = payments.lines(newest.session_id or "")
        return line.amount_subtotal

    return charge


def shown(page: Element, variant: Variant) -> Element:
    """Where the page says what this one variant costs."""
    for row in page.iter("tr"):
        if row.get("data-sku") == variant.sku:
            return row
    found = page.find(".//p[@class='price']")
    assert found is not None
    return found


def said(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.promise("terms/price-as-shown")
def test_a_piece_has_one_price_from_the_page_to_the_payment(shop: Shop) -> None:
    feed = feed_items(shop.site)
    for piece in shop.site.promises.pieces:
        text = shop.site.pages[piece.path]
        page = html5lib.parse(text, namespaceHTMLElements=False)
        told = variants(text)
        for variant in piece.variants:
            item = feed[variant.sku]
            asked = item.findtext(f"{G}sale_price") or item.findtext(f"{G}price") or ""
            amount, currency = asked.split()
            offer = told[variant.sku]["offers"]

            assert format_money(variant.price, piece.currency) in said(shown(page, variant))
            assert parse_price(amount, currency) == variant.price
            assert parse_price(offer["price"], offer["priceCurrency"]) == variant.price
            assert (currency, offer["priceCurrency"]) == (piece.currency, piece.currency)
            assert shop.charge(piece, variant, "") == variant.price


@pytest.mark.promise("terms/price-as-shown")
def test_engraved_it_costs_what_the_page_says_it_does(shop: Shop) -> None:
    offered = [(p, p.engraving) for p in shop.site.promises.pieces if p.engraving]

    assert {engraving.price > 0 for _, engraving in offered} == {True, False}
    for piece, engraving in offered:
        page = html5lib.parse(shop.site.pages[piece.path], namespaceHTMLElements=False)
        variant = piece.variants[0]
        whole = variant.price + engraving.price

        if engraving.price:
            assert shown(page, variant).get("data-engraved") == format_money(whole, piece.currency)
        assert shop.charge(piece, variant, "A") == whole


def test_what_a_piece_cost_before_is_the_same_for_people_and_machines(shop: Shop) -> None:
    feed = feed_items(shop.site)
    reduced = [(p, v) for p in shop.site.promises.pieces for v in p.variants if v.compare_at]

    assert reduced
    for piece, variant in reduced:
        text = shop.site.pages[piece.path]
        page = html5lib.parse(text, namespaceHTMLElements=False)
        before = format_money(variant.compare_at or 0, piece.currency)
        offer = variants(text)[variant.sku]["offers"]
        feed_price = feed[variant.sku].findtext(f"{G}price", "").split()[0]

        assert f"was {before}" in said(shown(page, variant))
        assert parse_price(feed_price, piece.currency) == variant.compare_at
        stated = offer["priceSpecification"]["price"]
        assert parse_price(stated, piece.currency) == variant.compare_at
