"""What is to be made and packed: one block an order, what has to leave first on top."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from domain.engraving import spelled
from domain.ordered import Address, Line
from domain.orders import Order, Status

TO_PACK = (Status.PAID, Status.MAKING)
"""Statuses of orders that are paid for and haven't left."""


class Packed(msgspec.Struct, frozen=True):
    """A line of the list; `engraving` is as it is cut, `spelled` the same sign by sign."""

    sku: str
    piece: str
    quantity: int
    engraving: str | None
    spelled: str | None
    to_order: bool


class Parcel(msgspec.Struct, frozen=True):
    """One order. `begun` says whether the workshop has started it, `notes` are the owner's own."""

    order: str
    ships_on: date | None
    begun: bool
    delivery: str | None
    pieces: tuple[Packed, ...]
    gift: bool
    card: str | None
    receipt: bool
    address: Address | None
    notes: tuple[str, ...]


def parcels(orders: Iterable[Order]) -> list[Parcel]:
    """Of those that haven't left; without a day to leave by they come last."""
    waiting = [each for each in orders if each.status in TO_PACK]
    waiting.sort(key=lambda each: (each.ships_on or date.max, each.created_at))
    return [_parcel(each) for each in waiting]


def _parcel(order: Order) -> Parcel:
    return Parcel(
        order=order.id,
        ships_on=order.ships_on,
        begun=order.status is Status.MAKING,
        delivery=order.delivery,
        pieces=tuple(map(_packed, order.lines)),
        gift=order.gift is not None,
        card=order.gift.message if order.gift else None,
        receipt=bool(order.gift and order.gift.receipt),
        address=order.address,
        notes=tuple(each.text for each in order.notes),
    )


def _packed(line: Line) -> Packed:
    return Packed(
        sku=line.sku,
        piece=f"{line.title}, {line.label}" if line.label else line.title,
        quantity=line.quantity,
        engraving=line.engraving,
        spelled=spelled(line.engraving) if line.engraving else None,
        to_order=line.lead_days is not None,
    )
