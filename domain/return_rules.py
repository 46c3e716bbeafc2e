"""What of an order can come back, why not, until when, and what it can be exchanged for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from domain.days import day_there
from domain.order_steps import Action, possible
from domain.ordered import Line, RefundState
from domain.orders import Order
from domain.returned import Reason, ReturnState
from domain.shelf import ShelfItem

FAULTS = frozenset({Reason.DEFECT, Reason.DAMAGED})
"""What is the shop's to make good, whatever the piece is and however late it shows."""

REASONS: Mapping[Reason, str] = {
    Reason.SIZE: "It doesn’t fit",
    Reason.CHANGED_MIND: "I changed my mind",
    Reason.DEFECT: "It is faulty, or isn’t what I ordered",
    Reason.DAMAGED: "It arrived damaged",
    Reason.WITHDRAWN: "Withdrawn from",
}
"""In the buyer's words."""

WINDOW = "return_window_days"
EXEMPT = "it was engraved for you, so nobody else could wear it"


class Returnable(msgspec.Struct, frozen=True):
    """A line of which `left` may still come back; `exempt` is why not for a change of mind."""

    place: int
    line: Line
    left: int
    exempt: str | None


def window_days(agreed: Mapping[str, int], today: Mapping[str, int]) -> int:
    """The days that an order began under, or today's where those are more."""
    return max(agreed[WINDOW], today.get(WINDOW, 0))


def last_day(order: Order, days: int, time_zone: str) -> date | None:
    """The last day to send something back, where the shop is; None while it hasn't arrived.

    Who hasn't got it yet has all the time (Directive 2011/83/EU, article 9 (2)).
    """
    if order.delivered_at is None:
        return None
    return day_there(order.delivered_at, time_zone) + timedelta(days=days)


def is_over(last: date | None, today: date) -> bool:
    return last is not None and today > last


def exemption(line: Line) -> str | None:
    """Why a line can't come back without a fault (Directive 2011/83/EU, article 16 (c)).

    What is made to order in a size that everybody can have isn't made for one person alone.
    """
    return EXEMPT if line.engraving else None


class ComingBack(msgspec.Struct, frozen=True):
    """What an order's page offers."""

    can_return: bool
    can_withdraw: bool


def can_come_back(order: Order) -> ComingBack:
    """By its state, and by what is left of it; the pages themselves know of days and of lines."""
    is_open = order.customer_mail is not None and any(left_to_return(order))
    can = possible(order)
    return ComingBack(is_open and Action.RETURN in can, is_open and Action.WITHDRAW in can)


def left_to_return(order: Order) -> tuple[int, ...]:
    """How many of each line are still with the buyer: neither refunded, nor on their way back."""
    places = len(order.lines)
    coming = [each for each in order.returns if each.state is not ReturnState.REJECTED]
    of_returns = {each.refund for each in coming}
    gone = [each.units(places) for each in coming] + [
        each.units
        for each in order.refunds
        if each.units and each.state is not RefundState.FAILED and each.id not in of_returns
    ]
    return tuple(
        max(0, line.quantity - sum(units[place] for units in gone))
        for place, line in enumerate(order.lines)
    )


def returnable(order: Order) -> tuple[Returnable, ...]:
    """The lines that something is left of, those that are exempt too."""
    return tuple(
        Returnable(place, line, left, exemption(line))
        for place, (line, left) in enumerate(zip(order.lines, left_to_return(order), strict=True))
        if left
    )


def siblings(line: Line, items: Iterable[ShelfItem], *, count: int = 1) -> tuple[ShelfItem, ...]:
    """What the line can be exchanged for: there now, and at the same price.

    An exchange moves no money: what costs something else is sent back, and ordered anew. The price
    is the one that was paid, or the one that both have today. What is made anew, because it is
    engraved or to order, has no other that could wait for it.
    """
    every = {item.sku: item for item in items}
    today = every[line.sku].price if line.sku in every else line.unit_amount
    if line.engraving:
        return ()
    return tuple(
        item
        for item in every.values()
        if item.slug == line.slug
        and item.listed
        and not item.made_to_order
        and item.stock.available >= count
        and item.price in (line.unit_amount, today)
    )
