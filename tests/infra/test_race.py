"""Never sold twice, never settled twice: many at once, in processes and in threads."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.catalogue import Piece, Variant
from domain.orders import Order, Status
from functions.settings import Tables
from tests.fixtures.race import AT_ONCE, Buyer, End, most_at_once, race
from tests.fixtures.real import RealShop, opened_shop
from tests.samples import RELEASE, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

BUYERS = 500
STOCK = 20
RINGS = [f"RING-{number:02}" for number in range(1, STOCK + 1)]
"""There is one of each."""

HOOPS = "HOOPS"
"""There are as many as there are rings."""

CHARMS = {"CHARM-A": 12, "CHARM-B": 12, "CHARM-C": 9, "CHARM-D": 15, "CHARM-E": 6}


def a_piece(sku: str, made: int) -> Piece:
    slug = sku.lower()
    return Piece(
        slug=slug,
        title=sku.capitalize(),
        path=f"/pieces/{slug}/",
        picture=f"/pictures/{slug}/1.jpg",
        currency="USD",
        variants=(Variant(sku, "", 10000, made=made),),
        one_of_a_kind=made == 1,
    )


@pytest.fixture
def shop(ministack: str, tables: dict[str, str], dynamodb: DynamoDBClient) -> Iterator[RealShop]:
    made = dict.fromkeys(RINGS, 1) | {HOOPS: STOCK} | CHARMS
    pieces = tuple(a_piece(sku, count) for sku, count in made.items())
    release = msgspec.structs.replace(RELEASE, pieces=pieces)
    with opened_shop(ministack, Tables(**tables), dynamodb, release) as opened:
        yield opened


def told_kindly(end: End) -> bool:
    """Somebody else was quicker; nothing was charged, and what to do about it is said."""
    held = "Someone is paying for this right now" in end.page
    sold = "This has just been bought" in end.page
    return (
        end.status == 409
        and (held or sold)
        and "We haven’t charged you" in end.page.replace("&#39;", "’")
    )


def in_the_book(shop: RealShop, ends: list[End]) -> list[Order]:
    """The orders that hold or have bought something, no more and no fewer than buyers got."""
    held, paid = shop.book.with_status(Status.DRAFT), shop.book.with_status(Status.PAID)
    assert len(paid) == sum(end.thanked for end in ends)
    assert len(held) == sum(end.bought for end in ends) - len(paid)
    return held + paid


@pytest.mark.promise("terms/never-sold-twice")
@pytest.mark.prove
def test_five_hundred_buyers_buy_exactly_the_twenty_pieces_that_there_are_of_one(
    shop: RealShop,
) -> None:
    buyers = [Buyer(((HOOPS, 1),), pays=number % 2 == 0) for number in range(BUYERS)]

    ends = race(shop, buyers)

    bought = [end for end in ends if end.bought]
    refused = [end for end in ends if told_kindly(end)]
    sold = sum(end.thanked for end in ends)
    assert (len(bought), len(refused)) == (STOCK, BUYERS - STOCK)
    assert shop.counters(HOOPS) == (0, STOCK - sold, sold)
    assert len(in_the_book(shop, ends)) == STOCK
    assert most_at_once(ends) == AT_ONCE
    assert most_at_once(bought) >= AT_ONCE // 2


@pytest.mark.promise("terms/never-sold-twice")
@pytest.mark.prove
def test_five_hundred_buyers_of_twenty_one_of_a_kind_pieces_get_one_each(shop: RealShop) -> None:
    """The buyers of a ring come together, so that it is always several who want the same."""
    buyers = [
        Buyer(((RINGS[number * STOCK // BUYERS], 1),), pays=number % 2 == 0)
        for number in range(BUYERS)
    ]

    ends = race(shop, buyers)

    bought = {end.buyer.wanted[0][0]: end for end in ends if end.bought}
    refused = [end for end in ends if told_kindly(end)]
    rivals = Counter(
        end.buyer.wanted for end in refused if end.overlaps(bought[end.buyer.wanted[0][0]])
    )
    assert sorted(bought) == RINGS
    assert len(refused) == BUYERS - STOCK
    for ring, end in bought.items():
        assert shop.counters(ring) == ((0, 0, 1) if end.thanked else (0, 1, 0))
    assert len(in_the_book(shop, ends)) == STOCK
    assert most_at_once(ends) == AT_ONCE
    assert len(rivals) >= STOCK // 4


@pytest.mark.promise("terms/never-sold-twice")
@pytest.mark.prove
def test_carts_that_share_pieces_are_held_whole_or_not_at_all(shop: RealShop) -> None:
    """Every pair and every three of five charms, in every order of their lines."""
    chosen = [*itertools.permutations(CHARMS, 2), *itertools.permutations(CHARMS, 3)]
    buyers = [
        Buyer(tuple((sku, 1 + place % 2) for place, sku in enumerate(skus)), pays=number % 3 == 0)
        for number, skus in enumerate(chosen[step] for step in spread(len(chosen)))
    ]

    ends = race(shop, buyers)

    taken: Counter[str] = Counter()
    for order in in_the_book(shop, ends):
        taken.update(order.quantities)
    for sku, made in CHARMS.items():
        available, held, sold = shop.counters(sku)
        assert (available, held + sold) == (made - taken[sku], taken[sku])
        assert available >= 0
    refused = [end for end in ends if not end.bought]
    assert {end.status for end in refused} == {409}
    assert all(
        any(shop.counters(sku)[0] < count for sku, count in end.buyer.wanted) for end in refused
    )
    bought = [end for end in ends if end.bought]
    assert most_at_once(bought) >= AT_ONCE // 2
    assert any(
        end.overlaps(other) and dict(end.buyer.wanted).keys() & dict(other.buyer.wanted).keys()
        for end in refused
        for other in bought
    )


def spread(count: int) -> list[int]:
    """All numbers below it, neighbors far from each other, the same way every time."""
    return sorted(range(count), key=lambda number: number * 37 % count)


@pytest.mark.prove
def test_events_and_return_pages_at_the_same_moment_make_one_sale_and_one_mail(
    dynamo_shop: SmallShop,
) -> None:
    orders = [dynamo_shop.buy("DAWN-HOOPS") for _ in range(10)]
    for order in orders:
        dynamo_shop.payments.pay(order.session_id or "")

    def settle(number: int, order: Order, start: threading.Barrier) -> Order | None:
        """Some deliver one event twice, some another of the same payment, some come back."""
        start.wait()
        event = dynamo_shop.event(order, number=number // 2 * 1000 + orders.index(order))
        return dynamo_shop.settlement.settle(
            dynamo_shop.payments.session(order.session_id or ""), event if number < 6 else None
        )

    with ThreadPoolExecutor(8) as threads:
        for order in orders:
            start = threading.Barrier(8)
            ends = list(
                threads.map(lambda number, o=order, s=start: settle(number, o, s), range(8))
            )
            assert {end.status for end in ends if end} == {Status.PAID}

    assert dynamo_shop.counters("DAWN-HOOPS") == (0, 0, 10)
    waiting = dynamo_shop.outbox.waiting(dynamo_shop.clock())
    assert sorted(message.id for message in waiting) == sorted(
        f"{about}-{order.id}"
        for order in orders
        for about in ("confirmation", "packing_list", "invoice")
    )
