"""A buyer withdraws from the contract: a declaration, which takes effect as it arrives.

Directive 2011/83/EU, articles 9 to 16, with the function that article 11a asks for (Directive (EU)
2023/2673). It is offered to everybody.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from domain.addresses import AddressKey
from domain.fulfilment import cancel
from domain.order_book import Change
from domain.order_steps import Action, NotPossibleError, check, recorded, step
from domain.orders import Order, Status
from domain.return_rules import Returnable, is_over, returnable
from domain.return_steps import replaced, written
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from domain.returns import check_somebody, next_id

MAILS = ("withdrawal", "owner_return")

Why = Literal["late", "exempt", "nothing", "state"]


class WithdrawalError(Exception):
    """A withdrawal that has no effect; `why` says what stands against it."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why)


def number_of(typed: str) -> str:
    """An order's number as it is kept: people write “#order 1” or leave a space."""
    return re.sub(r"[\W_]", "", typed).upper()


def is_theirs(order: Order | None, mail: str, key: AddressKey) -> bool:
    """Whether that order stands under that address. Compared in constant time.

    Of an order whose buyer was forgotten nobody can be told anything.
    """
    known = (order and order.customer_mail and order.subject) or ""
    return hmac.compare_digest(known, key.id_of(mail)) and bool(known)


def can_be_withdrawn(order: Order) -> tuple[Returnable, ...]:
    """Lines to withdraw from. Nothing is exempt while nothing has been begun."""
    lines = returnable(order)
    if order.status is not Status.PAID:
        return lines
    return tuple(msgspec.structs.replace(each, exempt=None) for each in lines)


def withdraw(
    order: Order, units: Sequence[int] | None, last: date | None, today: date, now: datetime
) -> Change:
    """Withdraw from so many of each line, or from all that can be; `last` is the last day to.

    What isn't begun is called off at once if it is all of it. Else it is a return that nobody has
    to accept. Raises WithdrawalError, or NotPossibleError where nobody could be told.
    """
    check_somebody(order)
    try:
        check(order, Action.WITHDRAW)
    except NotPossibleError as error:
        raise WithdrawalError("state") from error
    if is_over(last, today):
        raise WithdrawalError("late")
    lines = _chosen(order, units)
    made = Return(
        next_id(order), ReturnState.ACCEPTED, Reason.WITHDRAWN, lines, now, accepted_at=now
    )
    if order.status is Status.PAID and _is_all(order, lines):
        return _called_off(order, made, now)
    return written(order, made, now, "withdrawal", MAILS, (*order.returns, made))


def refused(order: Order, why: Why, now: datetime) -> Change:
    """The mail that says why a withdrawal has no effect: the page says the same to everybody."""
    return step(order, now, "withdrawal refused", mails=("withdrawal_refused",), says=why)


def _chosen(order: Order, units: Sequence[int] | None) -> tuple[ReturnedLine, ...]:
    can = can_be_withdrawn(order)
    if not can:
        raise WithdrawalError("nothing")
    wanted = {each.place: each.left if units is None else units[each.place] for each in can}
    lines = tuple(
        ReturnedLine(each.place, min(each.left, wanted[each.place]))
        for each in can
        if not each.exempt and wanted[each.place] > 0
    )
    if not lines:
        raise WithdrawalError("exempt" if all(each.exempt for each in can) else "nothing")
    return lines


def _is_all(order: Order, lines: tuple[ReturnedLine, ...]) -> bool:
    return {line.place: line.count for line in lines} == {
        place: line.quantity for place, line in enumerate(order.lines)
    }


def _called_off(order: Order, made: Return, now: datetime) -> Change:
    """The money goes by itself, with the mail that says so; the declaration is kept beside it."""
    with_it = msgspec.structs.replace(order, returns=(*order.returns, made))
    change = cancel(with_it, "buyer", now)
    known = change.order
    if known.refunds != order.refunds:
        done = msgspec.structs.replace(
            next(each for each in known.returns if each.id == made.id), refund=known.refunds[-1].id
        )
        known = msgspec.structs.replace(known, returns=replaced(known, done))
    change = msgspec.structs.replace(change, order=known)
    change = recorded(change, now, "withdrawal", {"return": made.id, "reason": made.reason.value})
    said = step(order, now, "withdrawal", mails=MAILS[:1], says=made.id).messages
    return msgspec.structs.replace(change, messages=(*change.messages, *said))
