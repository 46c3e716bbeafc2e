"""What every step of a return does beside the step: find it, say what follows, ask, write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer

from desk.order_writing import agreed, commit
from desk.return_page import page_of
from desk.stage import Stage
from desk.terminal import REFUSED, print_json, say, stop
from domain.money import PriceError, format_money
from domain.order_steps import NotPossibleError
from domain.orders import Change, Order
from domain.refunds import RefundError
from domain.return_steps import ReturnError, find
from domain.returned import Return
from domain.stock import Move

Decide = Callable[[Order, str], Sequence[Change]]
"""The steps that follow each other, each decided on the order after the one before."""

MOVED = {
    Move.PUT_BACK: "for sale again",
    Move.RELEASE: "for sale again, and held for nobody",
    Move.SELL: "sold, and yours to pack",
}


def found(stage: Stage, return_id: str) -> tuple[Order, Return]:
    """By the return's own number, which has its order's in it."""
    number = return_id.strip().upper()
    order_id = number.rpartition("-")[0]
    order = stage.book.get(order_id) if order_id else None
    it = find(order, number) if order else None
    if order is None or it is None:
        stop(f"There is no return {return_id}. `shop returns --all` lists them.", REFUSED)
    return order, it


def ask_and_do(
    stage: Stage, return_id: str, decide: Decide, how: tuple[bool, bool, bool]
) -> Return | None:
    """The return afterwards; None where nothing was changed."""
    yes, dry_run, as_json = how
    if as_json and not (yes or dry_run):
        raise typer.BadParameter("A program can't be asked: say --yes too.", param_hint="--json")
    order, it = found(stage, return_id)
    try:
        changes = decide(order, it.id)
    except (NotPossibleError, ReturnError, RefundError, PriceError) as error:
        stop(str(error), REFUSED)
    if not as_json:
        _announce(order, changes)
    if not dry_run:
        if not yes and not agreed():
            stop("Nothing was changed.", REFUSED)
        for change in changes:
            commit(stage, change)
    after = find(changes[-1].order, it.id) or it
    if as_json:
        print_json(page_of(changes[-1].order, after))
    else:
        say("Nothing was changed." if dry_run else f"Return {after.id} is {after.state}.")
    return None if dry_run else after


def _announce(order: Order, changes: Sequence[Change]) -> None:
    after = changes[-1].order
    for each in after.refunds[len(order.refunds) :]:
        amount = format_money(each.amount, after.currency)
        named = ", ".join(
            f"{count} × {line.title}"
            for line, count in zip(order.lines, each.units, strict=True)
            if count
        )
        say(f"{amount} goes back to the buyer for {named}. That can't be taken back.")
    for change in changes:
        pieces = change.moved_pieces if change.move else {}
        for sku, count in pieces.items():
            verb = "is" if count == 1 else "are"
            say(f"{count} × {sku} {verb} {MOVED[change.move or Move.SELL]}.")
    buyer = sum(
        m.kind == "mail" and not m.about.startswith("owner_") for c in changes for m in c.messages
    )
    say(f"{buyer or 'No'} mail{'' if buyer == 1 else 's'} to the buyer.")
