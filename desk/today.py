"""`shop today`: what to make, to pack and to answer, what is late, and what failed."""

from __future__ import annotations

from datetime import date

from desk.places import STACK_FILE, Where
from desk.stage import asking_at, stage_at
from desk.terminal import EXIT_CODES, AsJson, print_json, say, within_reach
from domain.messages import State
from domain.order_book import Orders
from domain.orders import Order
from domain.outbox import Outbox
from domain.requests import Phase, RequestBook
from domain.today import AT_WORK, Today, today_at_the_bench

SAID = {
    "late": ("Late", "should have left by now"),
    "review": ("To look at", "paid, but something about it doesn't match: compare it with Stripe"),
    "disputes": ("To answer to a bank", "a buyer's bank asks about the payment: `shop disputes`"),
    "make": ("To make", "paid, and not begun"),
    "pack": ("To pack", "in the workshop"),
    "answer": ("To answer", "privacy requests that wait for you: `shop requests`"),
    "returns": ("To take back or answer", "returns that wait for you: `shop returns`"),
    "refunds": ("Refused", "refunds that a bank sent back: find another way to pay them"),
    "follow_up": ("On its way for long", "mark it as delivered, or ask the carrier"),
    "failed": ("Failed", "mails or refunds that didn't get through"),
}


def today(as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Say what there is to do today, the most urgent first."""
    with within_reach():
        stage, asking = stage_at(stack), asking_at(stack)
        told, orders = gathered(stage.book, stage.outbox, asking.book, asking.today())
    if as_json:
        print_json(told)
        return
    if told.is_quiet:
        say("Nothing to do. Enjoy your day.")
        return
    _tell(told, orders)


today.__doc__ = f"{today.__doc__}\n\n{EXIT_CODES}"


def gathered(
    book: Orders, outbox: Outbox, requests: RequestBook, day: date
) -> tuple[Today, dict[str, Order]]:
    """What there is to do, and the orders that it is about by id."""
    orders = [each for status in AT_WORK for each in book.with_status(status)]
    stuck = [each for state in (State.FAILED, State.UNKNOWN) for each in outbox.with_state(state)]
    told = today_at_the_bench(orders, requests.in_phase(Phase.OPEN), stuck, day)
    return told, {each.id: each for each in orders}


def _tell(told: Today, orders: dict[str, Order]) -> None:
    for name, (heading, meaning) in SAID.items():
        ids: tuple[str, ...] = getattr(told, name)
        if not ids:
            continue
        say(f"{heading} ({len(ids)}): {meaning}")
        for each in ids:
            say(f"  {_line(each, orders.get(each))}")


def _line(name: str, order: Order | None) -> str:
    if order is None:
        return name
    pieces = ", ".join(f"{line.quantity} × {line.title}" for line in order.lines)
    by = f", to leave by {order.ships_on}" if order.ships_on and not order.shipped_at else ""
    return f"{name}: {pieces}{by}"
