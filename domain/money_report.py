"""Money by day: what Stripe says beside what the orders say, and what of it doesn't match.

A movement and its order are matched by the payment provider's ids, and both count on the day of
the movement: an order that was written a minute past midnight, or days late, is no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import msgspec

from domain.days import day_begins, day_there
from domain.movements import Movement, MovementKind
from domain.ordered import RefundState
from domain.orders import UNPAID, Order, Status

BEFORE = timedelta(days=31)
"""How much earlier than its order money may have moved: what was missed is caught up with within
thirty days."""

AFTER = timedelta(days=4)
"""How much later a refund may be made than it was decided."""

REFUNDS = (MovementKind.REFUNDED, MovementKind.REFUND_FAILED)
COLUMNS: dict[MovementKind, tuple[str, int]] = {
    MovementKind.PAID: ("paid", 1),
    MovementKind.REFUNDED: ("refunded", 1),
    MovementKind.REFUND_FAILED: ("refunded", -1),
    MovementKind.DISPUTED: ("disputed", 1),
    MovementKind.DISPUTE_WON: ("disputed", -1),
}
"""Under which heading a movement counts, and whether more or less of it."""


class Sums(msgspec.Struct, frozen=True):
    """In minor units; what came back of refunds and disputes is taken off them."""

    paid: int = 0
    refunded: int = 0
    disputed: int = 0

    def plus(self, kind: MovementKind, amount: int) -> Sums:
        name, sign = COLUMNS[kind]
        return msgspec.structs.replace(self, **{name: getattr(self, name) + sign * amount})


class DayOfMoney(msgspec.Struct, frozen=True):
    """A day where the shop is, in one currency; `fees` are what Stripe kept in that currency."""

    day: date
    currency: str
    at_stripe: Sums = Sums()
    here: Sums = Sums()
    fees: int = 0


class Difference(msgspec.Struct, frozen=True):
    """Something that one side says and the other doesn't.

    `order` is None where no order has the payment that it is about.

    `reference` is Stripe's id of the payment, the refund or the dispute. An amount is None where
    that side knows nothing of it.
    """

    day: date
    kind: MovementKind
    currency: str
    reference: str
    order: str | None
    at_stripe: int | None
    here: int | None


class MoneyReport(msgspec.Struct, frozen=True):
    since: date
    until: date
    days: tuple[DayOfMoney, ...]
    differences: tuple[Difference, ...]

    @property
    def is_fine(self) -> bool:
        return not self.differences and all(each.at_stripe == each.here for each in self.days)


class Said(msgspec.Struct, frozen=True):
    """What an order says of money that moved."""

    order: str
    kind: MovementKind
    at: datetime
    amount: int
    currency: str
    reference: str


def window(since: date, until: date, time_zone: str) -> tuple[datetime, datetime]:
    """Between which moments movements are needed for a report of these days, both included."""
    after = day_begins(until + timedelta(days=1), time_zone)
    return day_begins(since, time_zone) - BEFORE, after + AFTER


def compare(
    orders: Iterable[Order],
    movements: Iterable[Movement],
    since: date,
    until: date,
    time_zone: str,
) -> MoneyReport:
    """`movements` are those of the `window`, or more of them."""
    moved = list(movements)
    orders = list(orders)
    paid_by = {each.payment_intent: each.id for each in orders if each.payment_intent}
    said = {(each.kind, each.reference): each for order in orders for each in _said(order, moved)}
    days: dict[tuple[date, str], DayOfMoney] = {}
    differences = []
    for day, at_stripe, here in _pairs(moved, said, time_zone):
        if not since <= day <= until:
            continue
        _count(days, day, at_stripe, here)
        if (different := _difference(day, at_stripe, here)) is not None:
            intent = at_stripe.payment_intent if at_stripe else None
            order = different.order or (paid_by.get(intent) if intent else None)
            differences.append(msgspec.structs.replace(different, order=order))
    return MoneyReport(
        since,
        until,
        tuple(days[key] for key in sorted(days)),
        tuple(sorted(differences, key=lambda each: (each.day, each.reference))),
    )


def _said(order: Order, moved: list[Movement]) -> Iterator[Said]:
    """What it says by itself, and of each movement of its payment that only Stripe can date."""
    intent = order.payment_intent
    if order.status in UNPAID or intent is None:
        return
    if order.paid_at and order.paid_total:
        paid = MovementKind.PAID
        yield Said(order.id, paid, order.paid_at, order.paid_total, order.currency, intent)
    for each in order.refunds:
        if each.state is RefundState.MADE and each.reference:
            refunded = MovementKind.REFUNDED
            yield Said(
                order.id, refunded, each.asked_at, each.amount, order.currency, each.reference
            )
    for told in order.disputes:
        if not told.status.startswith(("warning", "prevented")):
            disputed = MovementKind.DISPUTED
            yield Said(order.id, disputed, told.opened_at, told.amount, order.currency, told.id)
    for movement in moved:
        if movement.payment_intent == intent and (amount := _confirmed(order, movement)):
            name = movement.reference
            yield Said(order.id, movement.kind, movement.at, amount, order.currency, name)


def _confirmed(order: Order, movement: Movement) -> int | None:
    """What the order says of a movement whose day it doesn't keep; None where it says nothing."""
    if movement.kind in REFUNDS:
        ours = [r for r in order.refunds if movement.reference == r.reference]
        ours = ours or [r for r in order.refunds if movement.refund_id == r.id]
        if not ours:
            whole = order.status is Status.REFUNDED and not order.refunds
            return order.paid_total if whole else None
        return ours[0].amount if ours[0].state is RefundState.FAILED else None
    if movement.kind is MovementKind.DISPUTE_WON:
        won = [d for d in order.disputes if d.id == movement.reference and d.status == "won"]
        return won[0].amount if won else None
    return None


def _pairs(
    moved: list[Movement], said: dict[tuple[MovementKind, str], Said], time_zone: str
) -> Iterator[tuple[date, Movement | None, Said | None]]:
    left = dict(said)
    for each in moved:
        name = each.payment_intent if each.kind is MovementKind.PAID else each.reference
        here = left.pop((each.kind, name or each.reference), None)
        yield day_there(each.at, time_zone), each, here
    for told in left.values():
        yield day_there(told.at, time_zone), None, told


def _count(
    days: dict[tuple[date, str], DayOfMoney],
    day: date,
    at_stripe: Movement | None,
    here: Said | None,
) -> None:
    def of(currency: str) -> DayOfMoney:
        return days.get((day, currency)) or DayOfMoney(day, currency)

    def put(row: DayOfMoney) -> None:
        days[row.day, row.currency] = row

    if at_stripe and at_stripe.fee:
        row = of(at_stripe.fee_currency)
        put(msgspec.structs.replace(row, fees=row.fees + at_stripe.fee))
    if at_stripe and at_stripe.kind in COLUMNS:
        row = of(at_stripe.currency)
        sums = row.at_stripe.plus(at_stripe.kind, at_stripe.amount)
        put(msgspec.structs.replace(row, at_stripe=sums))
    if here:
        row = of(here.currency)
        put(msgspec.structs.replace(row, here=row.here.plus(here.kind, here.amount)))


def _difference(day: date, at_stripe: Movement | None, here: Said | None) -> Difference | None:
    it = at_stripe or here
    if it is None or it.kind is MovementKind.FEE:
        return None
    if at_stripe and here:
        alike = (at_stripe.amount, at_stripe.currency) == (here.amount, here.currency)
        if alike:
            return None
    reference = at_stripe.payment_intent if at_stripe and it.kind is MovementKind.PAID else None
    return Difference(
        day,
        it.kind,
        it.currency,
        reference or it.reference,
        here.order if here else None,
        at_stripe.amount if at_stripe else None,
        here.amount if here else None,
    )
