"""The bench: what fits into a week, and when a made-to-order piece is ready."""

from datetime import date

import msgspec
import pytest

from domain.bench import BenchFullError, plan, week_of
from domain.checkout_form import FormError
from domain.order_book import BookUnavailableError
from domain.orders import Status
from domain.publishing import publish
from domain.shop import Workshop
from domain.stock import Stock
from tests.samples import FACTS, RELEASE, SmallShop, cart

FOUR = Workshop(made_a_week=4)
MONDAY = date(2026, 3, 16)
FRIDAY = date(2026, 3, 20)


def test_weeks_are_named_as_iso_8601_names_them() -> None:
    assert week_of(date(2027, 1, 1)) == "2026-W53"
    assert week_of(date(2027, 1, 4)) == "2027-W01"


def test_what_fits_is_ready_when_it_would_have_been_anyway() -> None:
    places = plan(FOUR, [(MONDAY, 4)], {})

    assert places
    assert (places.weeks, places.ready_on) == ({"2026-W12": 4}, MONDAY)


def test_what_doesnt_fit_is_ready_at_the_end_of_the_week_that_has_room() -> None:
    places = plan(FOUR, [(MONDAY, 2)], {"2026-W12": 3, "2026-W13": 4})

    assert places
    assert places.weeks == {"2026-W12": 1, "2026-W14": 1}
    assert places.ready_on == date(2026, 4, 3)


def test_pieces_that_can_be_ready_first_get_their_room_first() -> None:
    places = plan(FOUR, [(date(2026, 3, 25), 3), (MONDAY, 6)], {})

    assert places
    assert places.weeks == {"2026-W12": 4, "2026-W13": 4, "2026-W14": 1}


def test_all_are_ready_when_the_last_of_them_is() -> None:
    places = plan(FOUR, [(MONDAY, 5), (date(2026, 3, 23), 1)], {})

    assert places
    assert places.weeks == {"2026-W12": 4, "2026-W13": 2}
    assert places.ready_on == date(2026, 3, 27)


def test_a_week_that_is_closed_makes_nothing() -> None:
    closed = tuple(date(2026, 3, day) for day in range(23, 28))
    workshop = msgspec.structs.replace(FOUR, closed_on=closed)

    places = plan(workshop, [(FRIDAY, 5)], {})

    assert places
    assert places.weeks == {"2026-W12": 4, "2026-W14": 1}


def test_one_order_fills_a_year_of_weeks_at_most_however_slow_some_of_it_is() -> None:
    wanted = [(MONDAY, 30), (date(2026, 11, 2), 30)]
    slow = msgspec.structs.replace(FOUR, made_a_week=1)

    with pytest.raises(BenchFullError):
        plan(slow, wanted, {})


def test_a_week_with_more_than_fits_by_now_is_simply_full() -> None:
    places = plan(FOUR, [(MONDAY, 1)], {"2026-W12": 9})

    assert places
    assert places.weeks == {"2026-W13": 1}


@pytest.mark.parametrize(("made_a_week", "wanted"), [(None, [(MONDAY, 99)]), (4, [])])
def test_where_nobody_counts_or_nothing_is_made_nothing_is_planned(
    made_a_week: int | None, wanted: list[tuple[date, int]]
) -> None:
    assert plan(Workshop(made_a_week=made_a_week), wanted, {}) is None


def test_a_year_of_work_is_taken_and_beyond_it_nobody_is_promised_anything() -> None:
    places = plan(FOUR, [(MONDAY, 4 * 52)], {})

    assert places
    assert places.ready_on == date(2027, 3, 12)
    with pytest.raises(BenchFullError):
        plan(FOUR, [(MONDAY, 4 * 52 + 1)], {})


def shop_that_makes(number: int) -> SmallShop:
    shop = SmallShop()
    facts = msgspec.structs.replace(FACTS, workshop=Workshop(made_a_week=number))
    publish(msgspec.structs.replace(RELEASE, shop=facts), shop.shelf)
    return shop


@pytest.mark.promise("shipping/bench-counted")
def test_an_order_ships_when_the_bench_has_room_for_it() -> None:
    shop = shop_that_makes(2)

    first = shop.buy("SIGNET-7-GOLD", 2)
    second = shop.begin(cart("SIGNET-7-GOLD 1 96000", "DAWN-HOOPS 1 32000"))

    assert (first.bench, first.ships_on) == ({"2026-W13": 2}, date(2026, 3, 23))
    assert (second.bench, second.ships_on) == ({"2026-W14": 1}, date(2026, 4, 3))
    assert (first.days_to_ship, second.days_to_ship) == (15, 24)


@pytest.mark.promise("shipping/bench-counted")
@pytest.mark.parametrize("late", ["delayed", "expired"])
def test_money_that_comes_late_doesnt_make_a_full_bench_any_faster(late: str) -> None:
    shop = shop_that_makes(1)
    for _ in range(3):
        shop.buy("SIGNET-7-GOLD")
    order = shop.buy("SIGNET-7-GOLD")
    if late == "delayed":
        shop.payments.pay("cs_4", "unpaid")
    else:
        shop.payments.expire_session("cs_4")
    shop.settlement.handle(shop.event(order, number=1))
    shop.clock.forward(days=3)

    shop.payments.pay("cs_4")
    shop.settlement.handle(shop.event(order, "async_payment_succeeded", number=2))

    paid = shop.order(order.id)
    assert (paid.status, paid.bench) == (Status.PAID, {"2026-W16": 1})
    assert paid.ships_on == order.ships_on == date(2026, 4, 17)


@pytest.mark.promise("shipping/ships-together")
def test_what_is_ready_on_the_bench_waits_for_what_has_to_be_packed_longer() -> None:
    shop = SmallShop()
    workshop = Workshop(made_a_week=2, ready_days=20)
    facts = msgspec.structs.replace(FACTS, workshop=workshop)
    publish(msgspec.structs.replace(RELEASE, shop=facts), shop.shelf)

    order = shop.begin(cart("SIGNET-7-GOLD 1 96000", "DAWN-HOOPS 1 32000"))

    assert (order.bench, order.ships_on) == ({"2026-W13": 1}, date(2026, 3, 30))


def test_an_order_that_isnt_paid_leaves_its_week_to_the_next_one() -> None:
    shop = shop_that_makes(1)
    first = shop.buy("SIGNET-7-GOLD")

    shop.holds.let_go(first)

    assert shop.shelf.bench() == {"2026-W13": 0}
    assert shop.buy("SIGNET-7-GOLD").ships_on == date(2026, 3, 23)


@pytest.mark.promise("shipping/bench-counted")
@pytest.mark.parametrize("status", ["paid", "unpaid"])
def test_an_order_keeps_its_day_on_the_bench_however_its_money_comes(status: str) -> None:
    shop = shop_that_makes(1)
    shop.buy("SIGNET-7-GOLD")
    second = shop.buy("SIGNET-7-GOLD")
    shop.payments.pay("cs_2", "paid" if status == "paid" else "unpaid")
    shop.settlement.handle(shop.event(second))
    shop.clock.forward(days=3)
    shop.payments.move("cs_2", payment_status="paid")

    shop.settlement.handle(shop.event(second, "async_payment_succeeded", number=2))

    paid = shop.order(second.id)
    assert paid.status is Status.PAID
    assert (paid.bench, paid.ships_on) == ({"2026-W14": 1}, date(2026, 4, 3))


def test_a_week_is_taken_once_though_the_shelf_lost_a_piece_of_the_same_order() -> None:
    shop = shop_that_makes(2)
    order = shop.begin(cart("SIGNET-7-GOLD 1 96000", "EMBER-RING 1 92000"))
    shop.payments.pay("cs_1")
    ring = shop.tables.shelf["EMBER-RING"]
    back = Stock(made=1, available=1)
    shop.tables.shelf["EMBER-RING"] = msgspec.structs.replace(ring, stock=back)

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is Status.PAID
    assert shop.shelf.bench() == {"2026-W13": 1}


def test_more_than_a_year_of_work_is_refused_with_a_sentence_and_nothing_is_held() -> None:
    shop = shop_that_makes(1)

    with pytest.raises(FormError) as caught:
        shop.buy("SIGNET-7-GOLD", 60)

    assert caught.value.errors == {
        "quantity": "That is more than we can make within a year. Choose fewer, or write to us, "
        "and we'll see."
    }
    assert shop.shelf.bench() == {}
    assert shop.book.get("ORDER1") is None


def test_a_cart_with_more_than_a_year_of_work_is_mended_in_its_lines() -> None:
    shop = shop_that_makes(1)

    with pytest.raises(FormError) as caught:
        shop.begin(cart("SIGNET-7-GOLD 60 96000"))

    assert list(caught.value.errors) == ["line"]


def test_a_bench_that_others_fill_again_and_again_is_told_as_busy_and_nothing_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = shop_that_makes(1)
    shop.buy("SIGNET-7-GOLD")
    monkeypatch.setattr(shop.shelf, "bench", dict)

    with pytest.raises(BookUnavailableError):
        shop.begin(cart("SIGNET-7-GOLD 1 96000", "EMBER-RING 1 92000"))

    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_a_week_that_is_taken_meanwhile_is_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = shop_that_makes(1)
    as_it_is = shop.shelf.bench
    looks: list[dict[str, int]] = [{}]
    shop.buy("SIGNET-7-GOLD")
    # The first look still shows the bench as it was before somebody else took the week.
    monkeypatch.setattr(shop.shelf, "bench", lambda: looks.pop() if looks else as_it_is())

    second = shop.buy("SIGNET-7-GOLD")

    assert second.bench == {"2026-W14": 1}
