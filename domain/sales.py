"""What was sold and what went back, week by week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from domain.days import day_there
from domain.ordered import RefundState
from domain.orders import Order


class Week(msgspec.Struct, frozen=True):
    """`begins_on` is its Monday. `sold` and `back` in minor units: what came in, what went back."""

    begins_on: date
    orders: int = 0
    sold: int = 0
    back: int = 0


def sales_by_week(
    orders: Iterable[Order], today: date, time_zone: str, currency: str, weeks: int
) -> tuple[Week, ...]:
    """The last weeks up to this one, the oldest first, weeks without sales included.

    An order counts in the week in which it was paid, a refund in that in which it was asked for;
    refunds that a bank sent back don't count. Orders in another currency can't be added up, so
    they are left out.
    """
    this = _monday(today)
    first = this - timedelta(weeks=weeks - 1)
    found = {first + timedelta(weeks=n): [0, 0, 0] for n in range(weeks)}
    for order in orders:
        if order.currency != currency:
            continue
        paid_on = order.paid_at and _monday(day_there(order.paid_at, time_zone))
        if paid_on in found:
            found[paid_on][0] += 1
            found[paid_on][1] += order.paid_total
        for refund in order.refunds:
            asked_on = _monday(day_there(refund.asked_at, time_zone))
            if refund.state is not RefundState.FAILED and asked_on in found:
                found[asked_on][2] += refund.amount
    return tuple(Week(monday, *counted) for monday, counted in found.items())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
