"""One step of a paid order's life: its next revision, the ledger's entry and the mails of it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from domain import outbox
from domain.ledger import Fact, head_of, next_entry
from domain.order_book import Change
from domain.orders import NEXT, UNPAID, Order, Status, advance, rewritten


class Action(enum.StrEnum):
    """What somebody may want to do with an order that is paid."""

    START = "start"
    SHIP = "ship"
    DELIVER = "deliver"
    CANCEL = "cancel"
    REFUND = "refund"
    READDRESS = "readdress"
    RETURN = "return"
    WITHDRAW = "withdraw"


WORDS: dict[Action, tuple[str, str]] = {
    Action.START: ("started", "start it"),
    Action.SHIP: ("shipped", "ship it"),
    Action.DELIVER: ("marked as delivered", "mark it as delivered"),
    Action.CANCEL: ("canceled", "cancel it"),
    Action.REFUND: ("refunded", "refund it"),
    Action.READDRESS: ("sent to another address", "change its address"),
    Action.RETURN: ("sent back", "take back what the buyer returns"),
    Action.WITHDRAW: ("withdrawn from", "take a withdrawal"),
}
"""As in “it can't be …” and “you can …”."""

LEADS: dict[Action, Status] = {
    Action.START: Status.MAKING,
    Action.SHIP: Status.SHIPPED,
    Action.DELIVER: Status.DELIVERED,
    Action.CANCEL: Status.CANCELLED,
}
"""Actions that move an order on: they are possible where the status may follow."""

_PAID = frozenset({Status.PAID, Status.MAKING, Status.SHIPPED, Status.DELIVERED})
STAYS: dict[Action, frozenset[Status]] = {
    Action.REFUND: _PAID | {Status.UNDER_REVIEW, Status.CANCELLED},
    Action.READDRESS: frozenset({Status.PAID, Status.MAKING, Status.UNDER_REVIEW}),
    Action.RETURN: frozenset({Status.SHIPPED, Status.DELIVERED}),
    Action.WITHDRAW: _PAID,
}
"""Actions that leave the status as it is, and where they are possible."""


class NotPossibleError(Exception):
    """What can't be done with an order as it stands; the message says why, and what can."""


def possible(order: Order) -> tuple[Action, ...]:
    """Everything that can be done with the order as it stands."""
    return tuple(action for action in Action if _may(order.status, action))


def check(order: Order, action: Action) -> None:
    """Raises NotPossibleError."""
    if _may(order.status, action):
        return
    done, _ = WORDS[action]
    status = order.status.value.replace("_", " ").replace("cancelled", "canceled")
    open_to_you = [WORDS[each][1] for each in possible(order)]
    instead = f"You can {_either(open_to_you)}." if open_to_you else "There is nothing left to do."
    raise NotPossibleError(f"Order {order.id} is {status}, so it can't be {done}. {instead}")


def step(
    order: Order,
    now: datetime,
    what: str,
    status: Status | None = None,
    *,
    mails: Iterable[str] = (),
    says: str | None = None,
    facts: Mapping[str, Fact] | None = None,
    **changed: object,
) -> Change:
    """The order one write later; with a `status` it moves there. Raises TransitionError.

    `what` and `facts` go into the ledger, which is about nobody: codes, counts, amounts and days
    only. Mails are about this revision, so that a step that is made twice is told twice; `says` is
    the refund that they tell of.
    """
    moved = advance(order, status, **changed) if status else rewritten(order, **changed)
    change = recorded(Change(moved), now, what, facts)
    messages = tuple(
        msgspec.structs.replace(
            outbox.mail(about, order.id, now),
            id=f"{about}-{order.id}-{moved.revision}",
            says=says,
        )
        for about in mails
    )
    return msgspec.structs.replace(change, messages=messages)


def recorded(
    change: Change, now: datetime, what: str, facts: Mapping[str, Fact] | None = None
) -> Change:
    """The change with an entry in its order's ledger; one of an order without money needs none."""
    order = change.order
    if order.status in UNPAID:
        return change
    said = dict(facts or {}) | {"status": order.status.value}
    entry = next_entry(order.chain, order.head, now, what, said)
    known = msgspec.structs.replace(order, head=head_of(entry))
    return msgspec.structs.replace(change, order=known, entries=(*change.entries, entry))


def drawn() -> str:
    """The states and what leads from one to the next, as a Mermaid diagram."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    by_action = {status: action for action, status in LEADS.items()}
    for status, following in NEXT.items():
        for after in Status:
            if after in following:
                label = by_action.get(after)
                lines.append(f"    {status} --> {after}" + (f": {label}" if label else ""))
        if not following:
            lines.append(f"    {status} --> [*]")
    return "\n".join(lines) + "\n"


def _may(status: Status, action: Action) -> bool:
    if action in LEADS:
        return LEADS[action] in NEXT[status]
    return status in STAYS[action]


def _either(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
