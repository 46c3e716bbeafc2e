"""The steps that the desk offers of an order: what each asks, and what it says before it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from desk import order_decisions
from desk.order_decisions import ArrivalError, Decide, units_left
from domain.carriers import CARRIERS, carrier_name, read_shipment
from domain.disputes import is_with_bank
from domain.money import PriceError
from domain.order_steps import Action, possible
from domain.orders import Order
from domain.refunds import RefundError, left_to_refund

Typed = Mapping[str, str]
"""A form's fields as they were typed."""

UNITS = "units-"
"""Fields of a refund: `units-1` is how many of line 1."""


class Words(NamedTuple):
    """`title` becomes a question on the page that asks for agreement."""

    button: str
    title: str
    done: str = ""


WORDS = {
    "start": Words("Start it", "Start order {}", "It is in the workshop now."),
    "ship": Words("Ship it", "Ship order {}", "It has left."),
    "delivered": Words("Mark as delivered", "Mark order {} as delivered", "It has arrived."),
    "refund": Words(
        "Send money back", "Send money of order {} back", "The money is on its way back."
    ),
    "note": Words("Write a note", "Write a note on order {}", "Your note is kept."),
    "cancel": Words("Cancel it", "Cancel order {}", "It is called off."),
}


class Step(msgspec.Struct, frozen=True):
    """`name` is in its address, and finds its words.

    `reads` makes a decision of what was typed, in the shop's time zone; it may raise what
    `desk.order_decisions.CANT` lists. `tells` says what the change's own sentences leave out, of
    the order as it would be. A step without `fields` has nothing to type.
    """

    name: str
    reads: Callable[[Typed, str], Decide]
    tells: Callable[[Order, Typed], list[str]]
    action: Action | None = None
    fields: bool = True

    @property
    def words(self) -> Words:
        return WORDS[self.name]


def _start(_typed: Typed, _zone: str) -> Decide:
    return order_decisions.start


def _ship(typed: Typed, _zone: str) -> Decide:
    return order_decisions.shipping(
        read_shipment(typed.get("carrier", ""), typed.get("number", ""))
    )


def _deliver(typed: Typed, zone: str) -> Decide:
    told = typed.get("on", "").strip()
    try:
        return order_decisions.arrival(date.fromisoformat(told) if told else None, zone)
    except ValueError as error:
        raise ArrivalError("Write the day as in 2026-03-02.") from error


def _refund(typed: Typed, _zone: str) -> Decide:
    reason, what = typed.get("reason", "").strip(), typed.get("what", "all")
    restock = "restock" in typed
    if what == "lines":
        return order_decisions.money_back(reason, lines=_lines(typed), restock=restock)
    if restock:
        raise RefundError(
            "Pieces go back on the shelf by line: choose “These pieces” and say how many, or "
            "leave the box empty."
        )
    if what == "amount":
        amount = typed.get("amount", "").strip()
        if not amount:
            raise PriceError("Write how much goes back, such as 12.50.")
        return order_decisions.money_back(reason, amount=amount)
    return order_decisions.money_back(reason)


def _lines(typed: Typed) -> str:
    """“1x2,3x1”, as the command has it. Raises RefundError."""
    told = {
        name.removeprefix(UNITS): count.strip() or "0"
        for name, count in typed.items()
        if name.startswith(UNITS)
    }
    for line, count in told.items():
        if not (count.isascii() and count.isdecimal()):
            raise RefundError(f"Line {line}: write how many as a number, such as 1.")
    lines = ",".join(f"{line}x{count}" for line, count in told.items() if int(count))
    if not lines:
        raise RefundError("Say how many of which piece, or choose all that is left.")
    return lines


def _note(typed: Typed, _zone: str) -> Decide:
    return order_decisions.noting(typed.get("text", ""))


def _cancel(typed: Typed, _zone: str) -> Decide:
    return order_decisions.calling_off(typed.get("reason", "").strip())


def _started(_order: Order, _typed: Typed) -> list[str]:
    return ["The workshop has begun: from now on the buyer can't cancel by themselves."]


def _shipped(order: Order, _typed: Typed) -> list[str]:
    if order.shipment is None:
        return []
    number = f", {order.shipment.number}" if order.shipment.number else ", without a number"
    return [f"It left with {carrier_name(order.shipment)}{number}."]


def _delivered(_order: Order, typed: Typed) -> list[str]:
    day = typed.get("on") or "today"
    return [f"It arrived {'on ' if day != 'today' else ''}{day}: the days to send it back begin."]


def _with_reason(_order: Order, typed: Typed) -> list[str]:
    reason = typed.get("reason", "").strip()
    return [f"Your reason, which the buyer isn't told: {reason}"] if reason else []


def _noted(_order: Order, typed: Typed) -> list[str]:
    return [f"Only you read it, and it stays with the order: “{typed.get('text', '').strip()}”"]


def _cancelled(order: Order, typed: Typed) -> list[str]:
    return ["The order is called off for good.", *_with_reason(order, typed)]


STEPS = {
    step.name: step
    for step in (
        Step("start", _start, _started, Action.START, fields=False),
        Step("ship", _ship, _shipped, Action.SHIP),
        Step("delivered", _deliver, _delivered, Action.DELIVER),
        Step("refund", _refund, _with_reason, Action.REFUND),
        Step("note", _note, _noted),
        Step("cancel", _cancel, _cancelled, Action.CANCEL),
    )
}


def offered(order: Order) -> list[Step]:
    """The steps that are possible now, what comes next first; a note always is."""
    can = possible(order)
    steps = [step for step in STEPS.values() if step.action is None or step.action in can]
    if left_to_refund(order) <= 0 or is_with_bank(order):
        steps = [step for step in steps if step.action is not Action.REFUND]
    return steps


def asked(step: Step, order: Order) -> dict[str, object]:
    """What the step's own fields are made from."""
    if step.action is Action.SHIP:
        return {"carriers": {code: carrier.name for code, carrier in CARRIERS.items()}}
    if step.action is Action.REFUND:
        return {"units_left": units_left(order), "money_left": left_to_refund(order)}
    return {}
