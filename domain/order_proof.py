"""Whose order it is: a code, mailed to the address that it was ordered with, shows all of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from domain.order_book import Change
from domain.order_steps import NotPossibleError, step
from domain.orders import Order
from domain.proof import TRIES, Code, Codes

SHOWN_FOR = timedelta(minutes=30)
"""How long the page of the whole order can be acted on after the code was typed in."""

Result = Literal["right", "wrong", "expired", "used_up"]


class Tried(msgspec.Struct, frozen=True):
    """What a code was, and the change that remembers it, where there is one to write."""

    result: Result
    change: Change | None = None


def opens(order: Order) -> str:
    """By what name the order's codes are made (`domain.proof`)."""
    return f"order/{order.id}"


def can_be_proven(order: Order) -> bool:
    """Whether there is somebody to mail a code to: of an erased order, nobody is known."""
    return order.customer_mail is not None


def open_code(order: Order, now: datetime) -> Code | None:
    """The code that can be typed in just now."""
    code = order.proof
    return code if code and now < code.until and code.tries < TRIES else None


def send_code(order: Order, codes: Codes, now: datetime) -> Change:
    """Mail a new code, which ends the one before. Raises NotPossibleError."""
    if not can_be_proven(order):
        raise NotPossibleError(f"Order {order.id} is nobody's any more.")
    return step(order, now, "code_sent", mails=("order_code",), proof=codes.new(now))


def prove(order: Order, typed: str, codes: Codes, now: datetime) -> Tried:
    """Try a code; the right one is spent by it.

    A wrong try is a change as well: of two at the same time one is stale, so that nobody tries
    more often than they may.
    """
    code = order.proof
    if code is None or now >= code.until:
        return Tried("expired")
    if code.tries >= TRIES:
        return Tried("used_up")
    if codes.is_right(opens(order), code, typed):
        return Tried("right", step(order, now, "code_right", proof=None))
    tried = msgspec.structs.replace(code, tries=code.tries + 1)
    change = step(order, now, "code_wrong", proof=tried)
    return Tried("used_up" if tried.tries >= TRIES else "wrong", change)
