"""What a day at the bench is made of: what to make, to pack, to look at; what is late, what failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from domain.disputes import is_waiting
from domain.messages import Message
from domain.ordered import RefundState
from domain.orders import Order, Status
from domain.requests import Request
from domain.returned import Return, ReturnState

AT_WORK = (Status.PAID, Status.MAKING, Status.UNDER_REVIEW, Status.SHIPPED, Status.DELIVERED)
"""Statuses of orders that somebody may have something to do with today."""

FOLLOW_UP = timedelta(days=14)
"""So long after it left, a parcel that nobody has marked as delivered is worth a look."""


class Today(msgspec.Struct, frozen=True):
    """Ids of orders and requests; what is `late` is in its own list as well.

    `failed` are the outbox's messages that were given up, or of which nobody knows whether they
    arrived, `returns` those that wait for her, `refunds` the ids of those that a bank refused.
    """

    make: tuple[str, ...]
    pack: tuple[str, ...]
    review: tuple[str, ...]
    late: tuple[str, ...]
    follow_up: tuple[str, ...]
    answer: tuple[str, ...]
    disputes: tuple[str, ...]
    returns: tuple[str, ...]
    refunds: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        return not any(getattr(self, name) for name in self.__struct_fields__)


def today_at_the_bench(
    orders: Iterable[Order], requests: Iterable[Request], failed: Iterable[Message], day: date
) -> Today:
    """`day` is today where the shop is. What has to leave first comes first."""
    every = sorted(orders, key=lambda each: (each.ships_on or date.max, each.created_at))
    by = {status: [each for each in every if each.status is status] for status in Status}
    unsent = [*by[Status.PAID], *by[Status.MAKING]]
    return Today(
        make=_ids(by[Status.PAID]),
        pack=_ids(by[Status.MAKING]),
        review=_ids(by[Status.UNDER_REVIEW]),
        late=_ids(each for each in unsent if is_late(each, day)),
        follow_up=_ids(
            each
            for each in by[Status.SHIPPED]
            if each.shipped_at and each.shipped_at.date() + FOLLOW_UP <= day
        ),
        answer=tuple(each.id for each in requests if each.waits_for_owner or each.reminded),
        disputes=_ids(each for each in every if any(map(is_waiting, each.disputes))),
        returns=tuple(it.id for each in every for it in each.returns if _waits_for_owner(it, each)),
        refunds=tuple(
            refund.id
            for each in every
            for refund in each.refunds
            if refund.state is RefundState.FAILED
        ),
        failed=tuple(each.id for each in failed),
    )


def is_late(order: Order, day: date) -> bool:
    """Whether it should have left before that day, and hasn't."""
    unsent = order.status in (Status.PAID, Status.MAKING)
    return unsent and order.ships_on is not None and order.ships_on < day


def _waits_for_owner(it: Return, order: Order) -> bool:
    """For her word, for the money, or because what was withdrawn from mustn't leave."""
    unsent = it.state is ReturnState.ACCEPTED and order.shipped_at is None
    return it.state in (ReturnState.REQUESTED, ReturnState.RECEIVED) or unsent


def _ids(orders: Iterable[Order]) -> tuple[str, ...]:
    return tuple(each.id for each in orders)
