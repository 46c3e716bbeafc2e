"""One price: what a page shows, what machines are told, what is published and what is charged."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from domain.catalogue import Piece, Variant
from domain.checkout import Checkout
from domain.links import OrderLinks
from domain.money import format_money, parse_price
from domain.publishing import publish
from functions.adapters.fakes import FakeOrderBook, FakeShelf, FakeTables
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.world import now
from infra.local.stripe.testing import RunningStandIn, running_standin
from tests.samples import KEYS
from tests.site.building import ORIGIN, Site
from tests.site.test_ecosystem import G, feed_items, variants
from tests.site.test_release import words

Charge = Callable[[Piece, Variant], int]


@pytest.fixture(scope="module")
def stripe() -> Iterator[RunningStandIn]:
    with running_standin() as running:
        yield running


@pytest.fixture(scope="module")
def charged(site: Site, stripe: RunningStandIn) -> Charge:
    """Buys one of a variant, as published, and says what the payment page asks for it."""
    tables, numbers = FakeTables(), itertools.count(1)
    shelf = FakeShelf(tables)
    publish(site.promises, shelf)
    payments = StripePayments(stripe_client(stripe.settings.keys[0], stripe.url))
    checkout = Checkout(
        shelf=shelf,
        book=FakeOrderBook(tables),
        payments=payments,
        links=OrderLinks(KEYS),
        origin=ORIGIN,
        now=now,
        new_id=lambda: f"ORDER{next(numbers)}",
    )

    def charge(piece: Piece, variant: Variant) -> int:
        seen = f"{variant.sku}:{variant.price}"
        form = {"piece": piece.slug, "sku": variant.sku, "quantity": "1", "seen": seen}
        checkout.begin([*form.items(), ("terms", "yes")])
        newest = list(tables.orders.values())[-1]
        (line,) = payments.lines(newest.session_id or "")
        return line.amount_subtotal

    return charge


def test_a_piece_has_one_price_from_the_page_to_the_payment(site: Site, charged: Charge) -> None:
    feed = feed_items(site)
    for piece in site.promises.pieces:
        text = site.pages[piece.path]
        said = variants(text)
        for variant in piece.variants:
            item = feed[variant.sku]
            asked = item.findtext(f"{G}sale_price") or item.findtext(f"{G}price") or ""
            amount, currency = asked.split()
            offer = said[variant.sku]["offers"]

            assert format_money(variant.price, piece.currency) in words(text)
            assert parse_price(amount, currency) == variant.price
            assert parse_price(offer["price"], offer["priceCurrency"]) == variant.price
            assert (currency, offer["priceCurrency"]) == (piece.currency, piece.currency)
            assert charged(piece, variant) == variant.price


def test_what_a_piece_cost_before_is_the_same_for_people_and_machines(site: Site) -> None:
    feed = feed_items(site)
    reduced = [(p, v) for p in site.promises.pieces for v in p.variants if v.compare_at]

    assert reduced
    for piece, variant in reduced:
        before = format_money(variant.compare_at or 0, piece.currency)
        offer = variants(site.pages[piece.path])[variant.sku]["offers"]
        feed_price = feed[variant.sku].findtext(f"{G}price", "").split()[0]

        assert before in words(site.pages[piece.path])
        assert parse_price(feed_price, piece.currency) == variant.compare_at
        stated = offer["priceSpecification"]["price"]
        assert parse_price(stated, piece.currency) == variant.compare_at
