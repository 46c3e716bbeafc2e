"""How many pieces of an order are for sale again: none goes back on the shelf twice."""

from __future__ import annotations

from collections.abc import Sequence

from domain.ordered import Line
from domain.orders import Order


def units_put_back(order: Order) -> tuple[int, ...]:
    """How many of each line have gone back on the shelf, with a refund or with a return."""
    places = len(order.lines)
    counted = [
        *(each.units for each in order.refunds if each.put_back),
        *(each.units(places) for each in order.returns if each.put_back),
    ]
    return tuple(
        min(line.quantity, sum(units[place] for units in counted)) if _can_be_resold(line) else 0
        for place, line in enumerate(order.lines)
    )


def resalable(order: Order, units: Sequence[int]) -> dict[str, int]:
    """How many of which SKU so many of each line give the shelf.

    Not what was engraved or made to order, which nobody else could have, nor what is there already.
    """
    pieces: dict[str, int] = {}
    for line, count, before in zip(order.lines, units, units_put_back(order), strict=True):
        most = min(count, line.quantity - before)
        if most > 0 and _can_be_resold(line):
            pieces[line.sku] = pieces.get(line.sku, 0) + most
    return pieces


def still_sold(order: Order) -> dict[str, int]:
    """What an order that is called off gives back: all that is counted and isn't there already."""
    pieces = order.quantities
    for line, gone in zip(order.lines, units_put_back(order), strict=True):
        if gone and line.sku in pieces:
            pieces[line.sku] -= gone
    return {sku: count for sku, count in pieces.items() if count}


def _can_be_resold(line: Line) -> bool:
    return line.lead_days is None and line.engraving is None
