"""Steps of a return: accepted, received, and then the money goes, or another piece.

A return is kept on its order, so that every step of it is a write on the order as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from domain import outbox, refunds
from domain.messages import Message
from domain.order_book import Change
from domain.order_steps import NotPossibleError, recorded, step
from domain.orders import Order
from domain.put_back import resalable
from domain.returned import Reason, Return, ReturnState
from domain.stock import Move

NEXT: Mapping[ReturnState, frozenset[ReturnState]] = {
    ReturnState.REQUESTED: frozenset({ReturnState.ACCEPTED, ReturnState.REJECTED}),
    ReturnState.ACCEPTED: frozenset({ReturnState.RECEIVED, ReturnState.REJECTED}),
    ReturnState.RECEIVED: frozenset({ReturnState.CLOSED}),
    ReturnState.CLOSED: frozenset(),
    ReturnState.REJECTED: frozenset(),
}
DONE: Mapping[ReturnState, tuple[str, str]] = {
    ReturnState.ACCEPTED: ("accepted", "accept it"),
    ReturnState.RECEIVED: ("received", "receive it"),
    ReturnState.REJECTED: ("rejected", "reject it"),
    ReturnState.CLOSED: ("closed", "receive it, which closes it"),
}
"""As in “it can't be …” and “you can …”."""

HELD_ON_THE_WAY = timedelta(days=30)
"""For how long the other piece of an exchange waits for the parcel."""

LONGEST = 1000
"""Letters that a buyer may write about it, and the owner in her answer."""


class ReturnError(ValueError):
    """A return that can't be; the message says what to do instead, `field` where."""

    def __init__(self, sentence: str, field: str = "lines") -> None:
        self.field = field
        super().__init__(sentence)


def accept(order: Order, return_id: str, instructions: str, now: datetime) -> Change:
    """The owner says yes, and how to send it. Raises NotPossibleError or ReturnError."""
    it = _to(order, return_id, ReturnState.ACCEPTED)
    said = _read(instructions, "Say where to send it and what to put on the parcel.")
    after = msgspec.structs.replace(
        it, state=ReturnState.ACCEPTED, instructions=said, accepted_at=now
    )
    return _waiting_on(order, after, now)


def reject(order: Order, return_id: str, why: str, now: datetime) -> Change:
    """The owner says no, and why; what was held is for sale again.

    Nobody can say no to a withdrawal. Raises NotPossibleError or ReturnError.
    """
    it = _to(order, return_id, ReturnState.REJECTED)
    if it.reason is Reason.WITHDRAWN:
        raise NotPossibleError(
            f"Return {it.id} is a withdrawal, which is the buyer's right. You can receive it."
        )
    said = _read(why, "Say why, in words that the buyer can do something with.")
    after = msgspec.structs.replace(it, state=ReturnState.REJECTED, why=said, closed_at=now)
    return moving(_said(order, after, now, ("return_rejected",)), Move.RELEASE, it.instead)


def receive(order: Order, return_id: str, now: datetime, *, restock: bool) -> Change:
    """The parcel is here; with `restock` what can be sold again is. Raises NotPossibleError."""
    it = _to(order, return_id, ReturnState.RECEIVED)
    after = msgspec.structs.replace(
        it, state=ReturnState.RECEIVED, received_at=now, put_back=restock
    )
    pieces = resalable(order, it.units(len(order.lines))) if restock else {}
    return moving(_said(order, after, now, ("return_received",)), Move.PUT_BACK, pieces)


def close(order: Order, return_id: str, now: datetime, amount: int | None = None) -> Change:
    """What came back is paid back by line, or `amount` of it, and what was wanted instead is sold.

    Units whose money went back otherwise aren't paid again. Raises NotPossibleError, ReturnError
    or RefundError.
    """
    it = _to(order, return_id, ReturnState.CLOSED)
    units = owed_for(order, it)
    worth = refunds.amount_for(order, units)
    after = msgspec.structs.replace(it, state=ReturnState.CLOSED, closed_at=now)
    mails = ("return_exchanged", "owner_exchange") if it.is_exchange else ()
    if not worth:
        return moving(_said(order, after, now, mails), Move.SELL, it.instead)
    paid = refunds.refund(order, now, it.reason.value, units=units, amount=amount)
    after = msgspec.structs.replace(after, refund=paid.order.refunds[-1].id)
    kept = msgspec.structs.replace(paid.order, returns=replaced(paid.order, after))
    change = recorded(
        msgspec.structs.replace(paid, order=kept), now, "return closed", {"return": it.id}
    )
    told = tuple(_mail(about, kept, after, now) for about in mails)
    change = msgspec.structs.replace(change, messages=(*change.messages, *told))
    return moving(change, Move.SELL, it.instead)


def owed_for(order: Order, it: Return) -> tuple[int, ...]:
    """How many of each line are still to be paid for with this return."""
    counted = zip(order.lines, it.units(len(order.lines), for_money=True), strict=True)
    before = refunds.units_refunded(order)
    return tuple(
        min(units, line.quantity - gone)
        for (line, units), gone in zip(counted, before, strict=True)
    )


def lapse(order: Order, return_id: str, now: datetime) -> Change | None:
    """The hold of an exchange ends because nothing came: it goes on as a return for the money.

    None where there is nothing to end, or not yet.
    """
    it = find(order, return_id)
    waits = it and it.state in (ReturnState.REQUESTED, ReturnState.ACCEPTED)
    if it is None or not waits or it.held_until is None or now < it.held_until:
        return None
    lines = tuple(msgspec.structs.replace(line, instead=None) for line in it.lines)
    after = msgspec.structs.replace(it, lines=lines, held_until=None)
    return moving(_said(order, after, now, ("exchange_ended",)), Move.RELEASE, it.instead)


def find(order: Order, return_id: str) -> Return | None:
    return next((each for each in order.returns if each.id == return_id), None)


def replaced(order: Order, after: Return) -> tuple[Return, ...]:
    return tuple(after if each.id == after.id else each for each in order.returns)


def possible(it: Return) -> tuple[str, ...]:
    """What the owner can do with it, in words."""
    following = sorted(NEXT[it.state], key=list(ReturnState).index)
    barred = ReturnState.REJECTED if it.reason is Reason.WITHDRAWN else None
    return tuple(DONE[each][1] for each in following if each is not barred)


def drawn() -> str:
    """The states and what leads from one to the next, as a Mermaid diagram."""
    lines = ["stateDiagram-v2", "    [*] --> requested", "    [*] --> accepted: withdraw"]
    for state, following in NEXT.items():
        lines += [f"    {state} --> {after}" for after in ReturnState if after in following]
        if not following:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines) + "\n"


def _to(order: Order, return_id: str, state: ReturnState) -> Return:
    it = find(order, return_id)
    if it is None:
        raise NotPossibleError(f"Order {order.id} has no return {return_id}.")
    if state not in NEXT[it.state]:
        can = possible(it)
        instead = f"You can {' or '.join(can)}." if can else "There is nothing left to do."
        raise NotPossibleError(
            f"Return {it.id} is {it.state}, so it can't be {DONE[state][0]}. {instead}"
        )
    return it


def _read(text: str, advice: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise ReturnError(f"{advice} At most {LONGEST:,} characters.", "words")
    return said


def _waiting_on(order: Order, after: Return, now: datetime) -> Change:
    until = now + HELD_ON_THE_WAY if after.is_exchange else None
    after = msgspec.structs.replace(after, held_until=until)
    return ending_by_itself(_said(order, after, now, ("return_accepted",)), after, now)


def ending_by_itself(change: Change, it: Return, now: datetime) -> Change:
    """The change with what ends its hold, whatever becomes of the buyer and the owner."""
    if it.held_until is None:
        return change
    lapse = outbox.lapse(change.order.id, it.id, change.order.revision, now, it.held_until)
    return msgspec.structs.replace(change, messages=(*change.messages, lapse))


def _said(order: Order, after: Return, now: datetime, mails: Sequence[str]) -> Change:
    what = f"return {after.state}"
    return written(order, after, now, what, mails, replaced(order, after))


def written(  # noqa: PLR0917 — everything that a step of a return says
    order: Order,
    it: Return,
    now: datetime,
    what: str,
    mails: Iterable[str],
    returns: tuple[Return, ...],
) -> Change:
    facts = {"return": it.id, "reason": it.reason.value}
    return step(order, now, what, mails=mails, says=it.id, facts=facts, returns=returns)


def moving(change: Change, move: Move, pieces: dict[str, int]) -> Change:
    """The change with a move of those pieces alone."""
    if not pieces:
        return change
    return msgspec.structs.replace(change, move=move, pieces=pieces)


def _mail(about: str, order: Order, it: Return, now: datetime) -> Message:
    return msgspec.structs.replace(
        outbox.mail(about, order.id, now), id=f"{about}-{order.id}-{order.revision}", says=it.id
    )
