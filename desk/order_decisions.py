"""What the owner may decide about an order, read from what she types, wherever she types it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from domain import fulfilment, refunds
from domain.carriers import ShipmentError
from domain.fulfilment import NoteError
from domain.money import PriceError, parse_price
from domain.order_book import Change
from domain.order_steps import NotPossibleError
from domain.ordered import Shipment
from domain.orders import Order
from domain.refunds import RefundError

Decide = Callable[[Order, datetime], Change]


class ArrivalError(ValueError):
    """A day on which a parcel can't have arrived; the message says what to write."""


CANT = (NotPossibleError, RefundError, NoteError, PriceError, ShipmentError, ArrivalError)
"""What a decision may raise: each says in words why it can't be, and what can."""


def start(order: Order, now: datetime) -> Change:
    return fulfilment.start(order, now)


def shipping(shipment: Shipment) -> Decide:
    return lambda order, now: fulfilment.ship(order, shipment, now)


def arrival(on: date | None, time_zone: str) -> Decide:
    """On that day, where the shop is; this moment where none is said."""

    def decide(order: Order, now: datetime) -> Change:
        if on is None:
            return fulfilment.deliver(order, now, now)
        zone = ZoneInfo(time_zone)
        if on > now.astimezone(zone).date():
            raise ArrivalError("That day is still to come. Say the day on which it arrived.")
        at = datetime.combine(on, time.max, zone).astimezone(UTC)
        if order.shipped_at and at < order.shipped_at:
            raise ArrivalError("It had not left by then. Say the day on which it arrived.")
        return fulfilment.deliver(order, min(at, now), now)

    return decide


def calling_off(reason: str) -> Decide:
    return lambda order, now: fulfilment.cancel(order, "owner", now, reason)


def money_back(reason: str, *, lines: str = "", amount: str = "", restock: bool = False) -> Decide:
    """Of lines such as “1,2x3”, of an amount such as “12.50”, or of all that is left."""

    def decide(order: Order, now: datetime) -> Change:
        units = units_of(order, lines)
        asked = parse_price(amount, order.currency) if amount else None
        return refunds.refund(order, now, reason, units=units, amount=asked, restock=restock)

    return decide


def noting(text: str) -> Decide:
    return lambda order, now: fulfilment.annotate(order, text, now)


def units_left(order: Order) -> list[int]:
    """How many of each line haven't been refunded."""
    gone = refunds.units_refunded(order)
    return [line.quantity - count for line, count in zip(order.lines, gone, strict=True)]


def units_of(order: Order, lines: str) -> tuple[int, ...]:
    """Raises RefundError where the lines can't be read."""
    if not lines:
        return ()
    left = units_left(order)
    units = [0] * len(order.lines)
    for part in lines.split(","):
        place, _, count = part.strip().partition("x")
        if not place.isdecimal() or (count and not count.isdecimal()):
            raise RefundError(f"“{part}” is no line. Write its number, such as 1, or 2x3.")
        if not 1 <= int(place) <= len(order.lines):
            raise RefundError(f"Order {order.id} has no line {place}: it has {len(order.lines)}.")
        units[int(place) - 1] += int(count) if count else left[int(place) - 1]
    return tuple(units)
