"""Sales by week: what came in and what went back, each in its own week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from domain.ordered import Refund, RefundState, Totals
from domain.orders import Order, Status
from domain.sales import Week, sales_by_week
from tests.samples import NOON, SmallShop

CHICAGO = "America/Chicago"
MONDAY = date(2026, 3, 2)


def sold(amount: int, at: datetime, **facts: object) -> Order:
    shop = SmallShop()
    totals = Totals(subtotal=amount, shipping=0, tax=0, discount=0, total=amount)
    paid = {"status": Status.PAID, "paid_at": at, "totals": totals}
    return msgspec.structs.replace(shop.buy("DAWN-HOOPS"), **(paid | facts))


def weeks(*orders: Order, count: int = 2) -> tuple[Week, ...]:
    return sales_by_week(orders, MONDAY, CHICAGO, "USD", count)


def test_weeks_without_sales_are_there_too() -> None:
    found = weeks(count=3)

    assert found == tuple(Week(MONDAY - timedelta(weeks=n)) for n in (2, 1, 0))


def test_a_week_begins_on_monday_where_the_shop_is() -> None:
    sunday_night = datetime(2026, 3, 2, 5, 59, tzinfo=UTC)

    found = weeks(sold(100, sunday_night), sold(20, sunday_night + timedelta(minutes=1)))

    assert [(each.orders, each.sold) for each in found] == [(1, 100), (1, 20)]


def test_a_refund_counts_when_it_was_asked_for_and_not_if_it_came_back() -> None:
    made = Refund("r1", 30, "", NOON)
    failed = Refund("r2", 40, "", NOON, state=RefundState.FAILED)

    found = weeks(sold(100, NOON - timedelta(days=7), refunds=(made, failed)))

    assert [(each.sold, each.back) for each in found] == [(100, 0), (0, 30)]


def test_what_is_older_unpaid_or_in_another_currency_is_left_out() -> None:
    found = weeks(
        sold(100, NOON - timedelta(days=60)),
        sold(100, NOON, currency="EUR"),
        sold(100, NOON, paid_at=None),
    )

    assert {(each.orders, each.sold, each.back) for each in found} == {(0, 0, 0)}
