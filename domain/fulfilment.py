"""From the payment to the doorstep: an order is begun, shipped, delivered, or called off."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from domain import outbox
from domain.order_book import Change
from domain.order_steps import Action, NotPossibleError, check, step
from domain.ordered import Address, Note, Refund, Shipment
from domain.orders import Order, Status
from domain.put_back import still_sold
from domain.refunds import left_to_refund
from domain.returned import ended
from domain.stock import Move

NOTE_LENGTH = 2000


class NoteError(ValueError):
    """A note that can't be kept; the message says why."""


def start(order: Order, now: datetime) -> Change:
    """The workshop begins; from now on the buyer can't cancel. Raises NotPossibleError."""
    check(order, Action.START)
    change = step(order, now, "start", Status.MAKING, making_at=now, why=None)
    if order.status is not Status.UNDER_REVIEW:
        return change
    # Its payment didn't match, so nobody numbered its invoice yet.
    number = outbox.number(order.id, now)
    return msgspec.structs.replace(change, messages=(*change.messages, number))


def ship(order: Order, shipment: Shipment, now: datetime) -> Change:
    """It has left, and its buyer is told how to follow it. Raises NotPossibleError."""
    check(order, Action.SHIP)
    return step(
        order,
        now,
        "ship",
        Status.SHIPPED,
        mails=("shipped",),
        facts={"carrier": shipment.carrier},
        shipment=shipment,
        shipped_at=now,
    )


def deliver(order: Order, delivered_at: datetime, now: datetime) -> Change:
    """It has arrived: what can be done for some days after it counts from then.

    Raises NotPossibleError.
    """
    check(order, Action.DELIVER)
    facts = {"day": delivered_at.date().isoformat()}
    return step(order, now, "deliver", Status.DELIVERED, facts=facts, delivered_at=delivered_at)


def cancel(order: Order, by: Literal["buyer", "owner"], now: datetime, reason: str = "") -> Change:
    """Call it off: stock, weeks on the bench and all money that is left go back.

    A buyer may until the workshop starts, the owner until it ships. Raises NotPossibleError.
    """
    check(order, Action.CANCEL)
    if by == "buyer" and order.status is not Status.PAID:
        raise NotPossibleError(
            f"Order {order.id} is being made already, so it can't be canceled by itself any more."
        )
    owed = left_to_refund(order)
    made = Refund(f"{order.id}-r{len(order.refunds) + 1}", owed, reason, now)
    change = step(
        order,
        now,
        "cancel",
        Status.CANCELLED,
        mails=("canceled", "owner_canceled"),
        says=made.id if owed else None,
        facts={"amount": owed, "by": by},
        cancelled_at=now,
        why=f"canceled_by_{by}",
        refunds=(*order.refunds, made) if owed else order.refunds,
        returns=ended(order.returns, now),
    )
    back = (outbox.refund_of(made, order.id, now),) if owed else ()
    return msgspec.structs.replace(
        change,
        move=Move.PUT_BACK,
        pieces=still_sold(order),
        bench_too=True,
        messages=(*back, *change.messages),
    )


def readdress(order: Order, address: Address, now: datetime) -> Change:
    """Send it elsewhere in the same country, for which its delivery and its tax were priced.

    Buyer and owner are told: she has the earlier one on her packing list. Raises NotPossibleError.
    """
    check(order, Action.READDRESS)
    if order.address and address.country != order.address.country:
        raise NotPossibleError(f"Order {order.id} can only be sent to {order.address.country}.")
    mails = ("readdressed", "owner_readdressed")
    return step(order, now, "readdress", mails=mails, address=address)


def annotate(order: Order, text: str, now: datetime) -> Change:
    """A note of the owner's to herself, on any order. Raises NoteError."""
    said = text.strip()
    if not said or len(said) > NOTE_LENGTH:
        raise NoteError(f"Write between 1 and {NOTE_LENGTH:,} characters.")
    return step(order, now, "note", notes=(*order.notes, Note(now, said)))
