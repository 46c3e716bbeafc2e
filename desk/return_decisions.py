"""What the owner may decide about a return, read from what she types, wherever she types it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from domain import return_steps
from domain.money import PriceError, parse_price
from domain.order_book import Change, Orders
from domain.order_steps import NotPossibleError
from domain.orders import UNPAID, Order, Status
from domain.refunds import RefundError
from domain.return_steps import ReturnError, find
from domain.returned import Return, ReturnState
from domain.shop import ShopFacts

Decide = Callable[[Order, str, datetime], Sequence[Change]]
"""Steps of the return of that number, which follow each other: each is decided on the one before."""

CANT = (NotPossibleError, ReturnError, RefundError, PriceError)
"""What a decision may raise: each says in words why it can't be, and what can."""


def accepting(instructions: str) -> Decide:
    return lambda order, it, now: [return_steps.accept(order, it, instructions, now)]


def rejecting(why: str) -> Decide:
    return lambda order, it, now: [return_steps.reject(order, it, why, now)]


def receiving(*, restock: bool, amount: str = "", later: bool = False) -> Decide:
    """With `later` it is only here; else its money goes back, or an amount such as “12.50”."""

    def decide(order: Order, return_id: str, now: datetime) -> list[Change]:
        asked = parse_price(amount, order.currency) if amount else None
        it, changes = find(order, return_id), list[Change]()
        if it is None or it.state is not ReturnState.RECEIVED:
            changes.append(return_steps.receive(order, return_id, now, restock=restock))
            order = changes[0].order
        return changes if later else [*changes, return_steps.close(order, return_id, now, asked)]

    return decide


def where_to_send_it(shop: ShopFacts | None) -> str:
    """What the buyer is told if the owner says nothing else."""
    lines = (shop.name, *shop.postal_address) if shop else ()
    return "\n".join(("Send it to:", *lines)) if lines else ""


def every_return(book: Orders, *, over: bool) -> list[tuple[Order, Return]]:
    """Who waits longest first; those that are `over` too if they are asked for."""
    known = [
        (order, each)
        for status in Status
        if status not in UNPAID
        for order in book.oldest(status)
        for each in order.returns
        if over or each.is_open
    ]
    return sorted(known, key=lambda each: each[1].asked_at)


def found_in(book: Orders, return_id: str) -> tuple[Order, Return] | None:
    """By the return's own number, which has its order's in it."""
    number = return_id.strip().upper()
    order_id = number.rpartition("-")[0]
    order = book.get(order_id) if order_id else None
    it = find(order, number) if order else None
    return (order, it) if order and it else None
