"""What a hold takes beside the stock, as every order book promises it: the fake and DynamoDB alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.bench import BenchFullError
from domain.limits import BREATHER, HELD_PIECES, OPEN_DRAFTS, HeldAgainError, TooMuchHeldError
from domain.order_book import Change
from domain.ordered import Line
from domain.orders import Order, Status, advance, rewritten
from domain.stock import Move, StockGoneError
from tests.samples import FACTS, NOON, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

HERE, THERE = "a" * 20, "b" * 20


def draft(number: int, *lines: Line, network: str | None = HERE, **facts: object) -> Order:
    order = Order(
        id=f"ORDER{number}",
        status=Status.DRAFT,
        lines=lines or (hoops(1),),
        currency="USD",
        country="US",
        countries=("US",),
        rates=FACTS.zones[0].rates,
        release="abc",
        created_at=NOON,
        expires_at=NOON + timedelta(minutes=31),
        network=network,
    )
    return msgspec.structs.replace(order, **facts)


def hoops(quantity: int) -> Line:
    return Line("DAWN-HOOPS", "dawn-hoops", "Dawn hoops", "", "/pieces/dawn-hoops/", 1, quantity)


def bands(quantity: int) -> Line:
    return Line("RIVER-BAND-6", "river-band", "Band", "US 6", "/pieces/river-band/", 1, quantity)


def ember() -> Line:
    path = "/pieces/ember-ring/"
    return Line("EMBER-RING", "ember-ring", "Ember ring", "", path, 1, 1, one_of_a_kind=True)


def gold(quantity: int) -> Line:
    path = "/pieces/signet/"
    return Line("SIGNET-7-GOLD", "signet", "Signet", "", path, 1, quantity, lead_days=15)


def hold(shop: SmallShop, order: Order, made_a_week: int | None = None) -> Order:
    shop.book.commit(Change(order, Move.HOLD, made_a_week=made_a_week))
    return order


def give_back(shop: SmallShop, order: Order) -> None:
    shop.book.commit(Change(advance(order, Status.EXPIRED), Move.RELEASE))


def sell(shop: SmallShop, order: Order) -> None:
    shop.book.commit(Change(advance(order, Status.PAID), Move.SELL))


@pytest.mark.promise("terms/nobody-hoards")
def test_a_network_has_so_many_open_drafts_and_another_one_has_its_own(shop: SmallShop) -> None:
    orders = [hold(shop, draft(number)) for number in range(OPEN_DRAFTS)]

    with pytest.raises(TooMuchHeldError):
        hold(shop, draft(91))
    hold(shop, draft(92, network=THERE))
    hold(shop, draft(93, network=None))
    give_back(shop, orders[0])
    hold(shop, draft(94))

    assert shop.counters("DAWN-HOOPS") == (3, 7, 0)
    assert shop.book.get("ORDER91") is None


@pytest.mark.promise("privacy/network-forgotten")
@pytest.mark.parametrize("end", [give_back, sell])
def test_a_hold_that_ended_counts_for_its_network_no_longer_however_it_ended(
    shop: SmallShop, end: object
) -> None:
    assert callable(end)
    order = hold(shop, draft(1, hoops(HELD_PIECES)))

    end(shop, order)

    stands = shop.book.get("ORDER1")
    assert stands
    assert stands.network is None
    for number in range(2, 2 + OPEN_DRAFTS):
        hold(shop, draft(number, gold(1)))


@pytest.mark.promise("terms/nobody-hoards")
def test_a_network_has_so_many_held_pieces_and_no_order_alone_has_more(shop: SmallShop) -> None:
    hold(shop, draft(1, hoops(HELD_PIECES - 1)))

    for number, line in ((2, bands(2)), (3, hoops(HELD_PIECES + 1))):
        with pytest.raises(TooMuchHeldError):
            hold(shop, draft(number, line))
    hold(shop, draft(4, hoops(1)))

    assert shop.counters("DAWN-HOOPS") == (0, 10, 0)


def test_where_nobody_knows_the_network_there_is_only_the_stock_to_hold(shop: SmallShop) -> None:
    hold(shop, draft(1, hoops(HELD_PIECES), bands(3), network=None))

    assert (shop.counters("DAWN-HOOPS"), shop.counters("RIVER-BAND-6")) == ((0, 10, 0), (0, 3, 0))


def test_what_is_made_to_order_is_not_held_and_doesnt_count(shop: SmallShop) -> None:
    hold(shop, draft(1, gold(40)))

    hold(shop, draft(2, hoops(HELD_PIECES)))

    assert shop.counters("DAWN-HOOPS") == (0, 10, 0)


@pytest.mark.promise("terms/nobody-hoards")
def test_room_on_the_bench_that_isnt_paid_for_counts_as_pieces_that_are_held(
    shop: SmallShop,
) -> None:
    full = draft(1, gold(9), bench={"2026-W12": 5, "2026-W13": 4})
    hold(shop, full, made_a_week=5)

    with pytest.raises(TooMuchHeldError):
        hold(shop, draft(2, gold(2), bench={"2026-W14": 2}), made_a_week=5)
    with pytest.raises(TooMuchHeldError):
        hold(shop, draft(3, gold(40), network=THERE, bench={"2026-W20": 40}), made_a_week=40)
    give_back(shop, full)
    hold(shop, draft(4, hoops(6), gold(4), bench={"2026-W12": 4}), made_a_week=5)

    assert shop.shelf.bench() == {"2026-W12": 4, "2026-W13": 0}


def test_stock_that_has_to_be_taken_anew_doesnt_take_a_week_twice(shop: SmallShop) -> None:
    order = hold(shop, draft(1, gold(3), hoops(1), bench={"2026-W12": 3}), made_a_week=3)
    paid = advance(order, Status.PAID)

    shop.book.commit(Change(paid, Move.RETAKE, has_weeks=True))
    hold(shop, draft(2, hoops(8)))

    assert shop.shelf.bench() == {"2026-W12": 3}


@pytest.mark.promise("terms/nobody-hoards")
def test_a_one_off_waits_a_while_before_the_same_network_holds_it_again(shop: SmallShop) -> None:
    order = hold(shop, draft(1, ember(), hoops(1), session_id="cs_1"))
    give_back(shop, order)

    with pytest.raises(HeldAgainError) as caught:
        hold(shop, draft(2, ember()))
    hold(shop, draft(3, hoops(1)))
    shop.clock.at += BREATHER
    hold(shop, draft(4, ember()))

    assert caught.value.skus == ("EMBER-RING",)
    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_a_one_off_whose_payment_page_never_opened_can_be_held_again_at_once(
    shop: SmallShop,
) -> None:
    give_back(shop, hold(shop, draft(1, ember())))

    hold(shop, draft(2, ember()))

    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_another_network_may_hold_the_one_off_at_once(shop: SmallShop) -> None:
    give_back(shop, hold(shop, draft(1, ember(), session_id="cs_1")))

    hold(shop, draft(2, ember(), network=THERE))

    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_whose_piece_is_gone_hears_that_before_anything_else(shop: SmallShop) -> None:
    for number in range(OPEN_DRAFTS):
        hold(shop, draft(number, ember() if number == 0 else hoops(1)))

    with pytest.raises(StockGoneError):
        hold(shop, draft(9, ember()))


def test_a_week_takes_as_many_pieces_as_are_made_in_it(shop: SmallShop) -> None:
    hold(shop, draft(1, gold(3), bench={"2026-W12": 3}), made_a_week=4)

    with pytest.raises(BenchFullError):
        hold(shop, draft(2, gold(2), bench={"2026-W12": 2}), made_a_week=4)
    hold(shop, draft(3, gold(2), bench={"2026-W12": 1, "2026-W13": 1}), made_a_week=4)

    assert shop.shelf.bench() == {"2026-W12": 4, "2026-W13": 1}


def test_a_week_is_given_back_with_the_hold_and_kept_with_the_sale(shop: SmallShop) -> None:
    first = hold(shop, draft(1, gold(3), bench={"2026-W12": 3}), made_a_week=4)
    second = hold(shop, draft(2, gold(1), bench={"2026-W12": 1}), made_a_week=4)

    give_back(shop, first)
    sell(shop, second)

    assert shop.shelf.bench() == {"2026-W12": 1}


def test_money_that_comes_late_takes_its_week_again_full_or_not(shop: SmallShop) -> None:
    late = hold(shop, draft(1, gold(3), bench={"2026-W12": 3}), made_a_week=3)
    give_back(shop, late)
    hold(shop, draft(2, gold(3), bench={"2026-W12": 3}), made_a_week=3)
    expired = shop.book.get(late.id)
    assert expired

    shop.book.commit(Change(advance(expired, Status.PAID), Move.RETAKE))

    assert shop.shelf.bench() == {"2026-W12": 6}


def test_a_bucket_counts_each_try_and_others_have_their_own(shop: SmallShop) -> None:
    until = NOON + timedelta(minutes=10)

    counts = [shop.limits.count(bucket, until) for bucket in ("a#1", "a#1", "b#1", "a#1")]

    assert counts == [1, 2, 1, 3]


@pytest.mark.promise("privacy/network-forgotten")
def test_all_that_is_counted_of_a_network_outlives_its_hold_and_is_forgotten_within_days(
    dynamo_shop: SmallShop, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    order = hold(dynamo_shop, draft(1, ember(), hoops(1)))
    dynamo_shop.limits.count(f"checkout#{HERE}#1", order.expires_at)

    counted = dynamodb.scan(TableName=tables["limits"])["Items"]

    ends = {item["id"]["S"]: int(item["expire_at"]["N"]) for item in counted}
    assert len(ends) == 3
    for end in ends.values():
        assert order.expires_at < datetime.fromtimestamp(end - 60, UTC) < NOON + timedelta(days=3)


@pytest.mark.parametrize("end", [give_back, sell])
def test_a_count_that_was_forgotten_meanwhile_keeps_no_hold_from_ending(
    dynamo_shop: SmallShop,
    dynamodb: DynamoDBClient,
    tables: dict[str, str],
    end: Callable[[SmallShop, Order], None],
) -> None:
    order = hold(dynamo_shop, draft(1))
    dynamodb.delete_item(TableName=tables["limits"], Key={"id": {"S": f"network#{HERE}"}})

    end(dynamo_shop, order)

    for number in range(2, 2 + OPEN_DRAFTS):
        hold(dynamo_shop, draft(number, gold(1)))
    with pytest.raises(TooMuchHeldError):
        hold(dynamo_shop, draft(9, gold(1)))


def test_what_is_called_off_gives_its_weeks_back_with_some_of_its_pieces_and_a_return_none(
    shop: SmallShop,
) -> None:
    order = hold(shop, draft(1, gold(3), hoops(2), bench={"2026-W12": 3}), made_a_week=3)
    sku = next(iter(order.quantities))
    shop.book.commit(Change(advance(order, Status.PAID), Move.SELL))
    one = Change(rewritten(shop.order(order.id)), Move.PUT_BACK, pieces={sku: 1})

    shop.book.commit(one)
    assert shop.shelf.bench() == {"2026-W12": 3}
    rest = Change(rewritten(one.order), Move.PUT_BACK, pieces={sku: 1}, bench_too=True)
    shop.book.commit(rest)

    assert shop.shelf.bench() == {"2026-W12": 0}
    assert shop.counters(sku) == (10, 0, 0)
