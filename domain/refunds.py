"""Money that goes back: by line with tax and shipping in proportion, or an amount, never too much.

An amount is decided here and asked of the payment provider by the outbox, under the refund's own
id, so that it goes back once however often it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain import outbox
from domain.disputes import is_with_bank, taken_by_banks
from domain.ledger import Fact
from domain.money import plain_amount
from domain.order_book import Change
from domain.order_steps import Action, check, step
from domain.ordered import Refund, RefundState
from domain.orders import Order
from domain.put_back import resalable
from domain.stock import Move


class RefundError(ValueError):
    """A refund that can't be; the message says what to ask for instead."""


def left_to_refund(order: Order) -> int:
    """In minor units: what was paid, less what went back or is to, and less what banks took."""
    return max(0, order.paid_total - order.refunded_total - taken_by_banks(order))


def is_overtaken(order: Order, part: Refund) -> bool:
    """Whether a bank has given the buyer so much back that what is owed can't go as well."""
    if part.state is not RefundState.OWED:
        return False
    return order.refunded_total + taken_by_banks(order) > order.paid_total


def units_refunded(order: Order) -> tuple[int, ...]:
    """How many of each line have been refunded, or are to be."""
    counted = [each.units for each in order.refunds if each.state is not RefundState.FAILED]
    return tuple(
        sum(units[place] for units in counted if units) for place in range(len(order.lines))
    )


def amount_for(order: Order, units: Sequence[int]) -> int:
    """What so many of each line come to, with their part of tax, shipping and discount.

    It is what all that is refunded by line comes to with these, less what it came to before: so
    all lines together are exactly what was paid, in however many steps. Raises RefundError.
    """
    before = units_refunded(order)
    for line, had, wanted in zip(order.lines, before, units, strict=True):
        if wanted < 0 or had + wanted > line.quantity:
            remaining = line.quantity - had
            raise RefundError(
                f"{line.title}: {wanted} can't be refunded, {remaining} of {line.quantity} "
                f"{'is' if remaining == 1 else 'are'} left to refund."
            )
    after = tuple(had + wanted for had, wanted in zip(before, units, strict=True))
    return min(_share(order, after) - _share(order, before), left_to_refund(order))


def refund(
    order: Order,
    now: datetime,
    reason: str,
    *,
    units: Sequence[int] = (),
    amount: int | None = None,
    restock: bool = False,
) -> Change:
    """A refund of lines, of an amount, or of all that is left, with its mail to the buyer.

    With `restock` the pieces go back on the shelf; what was made for this buyer can't.

    Raises NotPossibleError or RefundError.
    """
    check(order, Action.REFUND)
    if is_with_bank(order):
        raise RefundError(
            "A bank is deciding about this payment. Money can't go back twice: "
            "answer the dispute instead, see `shop disputes`."
        )
    units = tuple(units)
    whole = amount_for(order, units) if any(units) else left_to_refund(order)
    asked = whole if amount is None else amount
    _check_amount(order, asked)
    pieces = restockable(order, units) if restock else {}
    number = len(order.refunds) + 1
    made = Refund(f"{order.id}-r{number}", asked, reason, now, units, put_back=bool(pieces))
    change = step(
        order,
        now,
        "refund",
        mails=("refunded",),
        says=made.id,
        facts={"amount": asked, "refund": made.id},
        refunds=(*order.refunds, made),
    )
    return msgspec.structs.replace(
        change,
        move=Move.PUT_BACK if pieces else None,
        pieces=pieces or None,
        messages=(outbox.refund_of(made, order.id, now), *change.messages),
    )


def restockable(order: Order, units: Sequence[int]) -> dict[str, int]:
    """How many of which SKU can be sold again. Raises RefundError where nothing can."""
    pieces = resalable(order, units or [0] * len(order.lines))
    if not pieces:
        raise RefundError(
            "Nothing of this goes back on the shelf: say which pieces came back, and leave out "
            "what was engraved or made to order, or is there already."
        )
    return pieces


def settled(order: Order, refund_id: str, reference: str, now: datetime) -> Change | None:
    """That the payment provider has taken a refund on; None where that is known."""
    found = find(order, refund_id)
    if found is None or found.state is not RefundState.OWED:
        return None
    known = msgspec.structs.replace(found, state=RefundState.MADE, reference=reference)
    change = _with(order, known, now, "refund made", ())
    return with_credit_note(change, refund_id, now)


def failed(order: Order, refund_id: str, now: datetime) -> Change | None:
    """That a refund came back: its owner is told, and the money counts as the shop's again."""
    found = find(order, refund_id)
    if found is None or found.state is RefundState.FAILED:
        return None
    known = msgspec.structs.replace(found, state=RefundState.FAILED)
    return _with(order, known, now, "refund failed", ("owner_refund_failed",))


def with_credit_note(change: Change, refund_id: str, now: datetime) -> Change:
    """The change with its refund's credit note, which gets its number by the outbox."""
    note = outbox.number(change.order.id, now, refund_id)
    return msgspec.structs.replace(change, messages=(*change.messages, note))


def find(order: Order, refund_id: str) -> Refund | None:
    return next((each for each in order.refunds if each.id == refund_id), None)


def _with(order: Order, known: Refund, now: datetime, what: str, mails: tuple[str, ...]) -> Change:
    refunds = tuple(known if each.id == known.id else each for each in order.refunds)
    facts: dict[str, Fact] = {"refund": known.id, "amount": known.amount}
    return step(order, now, what, mails=mails, says=known.id, facts=facts, refunds=refunds)


def _share(order: Order, units: Sequence[int]) -> int:
    """What was paid for so many of each line, rounded down; all of them are the whole."""
    part = sum(line.unit_amount * count for line, count in zip(order.lines, units, strict=True))
    if order.subtotal:
        return order.paid_total * part // order.subtotal
    return order.paid_total if list(units) == [line.quantity for line in order.lines] else 0


def _check_amount(order: Order, amount: int) -> None:
    left = left_to_refund(order)
    if left <= 0:
        raise RefundError(f"Nothing is left to refund of order {order.id}.")
    if not 0 < amount <= left:
        most, asked = (plain_amount(each, order.currency) for each in (left, amount))
        raise RefundError(
            f"{asked} {order.currency} can't be refunded: order {order.id} has {most} left."
        )
