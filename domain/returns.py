"""A buyer asks to send something back: for their money, or for another piece that waits for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from domain.order_book import Change
from domain.order_steps import Action, NotPossibleError, check
from domain.orders import Order
from domain.return_rules import FAULTS, exemption, is_over, left_to_return
from domain.return_steps import LONGEST, ReturnError, ending_by_itself, moving, written
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from domain.stock import Move

HELD_WHILE_ASKED = timedelta(days=7)
"""For how long the other piece of an exchange waits for the owner's word."""


class Asked(msgspec.Struct, frozen=True):
    """What a buyer wants to send back, as they typed it."""

    reason: Reason
    lines: tuple[ReturnedLine, ...]
    words: str = ""


def request(order: Order, asked: Asked, last: date | None, today: date, now: datetime) -> Change:
    """A buyer asks to send something back; what they want instead is held for them at once.

    `last` is the last day to, None while the order hasn't arrived. Whether what they want instead
    can be had for it is `domain.return_rules.siblings`'. Raises NotPossibleError or ReturnError,
    and committing it StockGoneError.
    """
    check(order, Action.RETURN)
    check_somebody(order)
    _check_asked(order, asked)
    if asked.reason not in FAULTS and is_over(last, today):
        raise ReturnError(
            f"The time to send it back ended on {last}. If something is wrong with it, choose that "
            "as the reason.",
            "reason",
        )
    made = Return(
        next_id(order), ReturnState.REQUESTED, asked.reason, asked.lines, now, asked.words
    )
    return _holding(order, made, now)


def next_id(order: Order) -> str:
    """“ORDER1-B1”: its order's number is in it."""
    return f"{order.id}-B{len(order.returns) + 1}"


def _check_asked(order: Order, asked: Asked) -> None:
    if not any(line.count for line in asked.lines):
        raise ReturnError("Choose what you send back.")
    if len(asked.words) > LONGEST:
        raise ReturnError(f"Shorten it to {LONGEST:,} characters.", "words")
    left = left_to_return(order)
    counts = [0] * len(order.lines)
    for wanted in asked.lines:
        if not 0 <= wanted.place < len(order.lines) or wanted.count < 1:
            raise ReturnError("Choose what you send back.")
        counts[wanted.place] += wanted.count
    for line, count, most in zip(order.lines, counts, left, strict=True):
        if count > most:
            raise ReturnError(f"{line.title}: {_at_most(most)}")
        if count and asked.reason not in FAULTS and (why := exemption(line)):
            raise ReturnError(
                f"{line.title} can’t come back for that reason: {why}. If something is wrong with "
                "it, choose that as the reason."
            )


def _at_most(most: int) -> str:
    return f"{most} can still come back. Choose {most} or fewer." if most else "all of it is back."


def check_somebody(order: Order) -> None:
    """Raises NotPossibleError where nobody could be told, because an order's buyer was forgotten."""
    if order.customer_mail is None:
        raise NotPossibleError(
            f"Of order {order.id} nobody's address is left, so nobody could be told. Write to us."
        )


def _holding(order: Order, made: Return, now: datetime) -> Change:
    until = now + HELD_WHILE_ASKED if made.is_exchange else None
    made = msgspec.structs.replace(made, held_until=until)
    mails = ("return_requested", "owner_return")
    change = written(order, made, now, "return", mails, (*order.returns, made))
    return ending_by_itself(moving(change, Move.HOLD, made.instead), made, now)
