"""What every step of an order does beside the step: find it, say what follows, ask, write it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import typer

from desk.order_page import page_of, status_in_words
from desk.stage import Stage
from desk.terminal import REFUSED, print_json, say, stop
from domain.fulfilment import NoteError
from domain.money import PriceError, format_money
from domain.order_steps import NotPossibleError
from domain.orders import Change, Order, StaleOrderError
from domain.refunds import RefundError
from domain.stock import StockGoneError

Decide = Callable[[Order, datetime], Change]


def found(stage: Stage, order_id: str) -> Order:
    order = stage.book.get(order_id.strip().upper())
    if order is None:
        stop(f"There is no order {order_id}. `shop orders --all` lists them.", REFUSED)
    return order


def _decided(stage: Stage, order_id: str, decide: Decide) -> Change:
    try:
        return decide(found(stage, order_id), stage.now())
    except (NotPossibleError, RefundError, NoteError, PriceError) as error:
        stop(str(error), REFUSED)


def do(stage: Stage, order_id: str, decide: Decide, *, as_json: bool) -> None:
    _write(stage, _decided(stage, order_id, decide), as_json=as_json)


def ask_and_do(stage: Stage, order_id: str, decide: Decide, how: tuple[bool, bool, bool]) -> None:
    """What can't be undone is said first, and asked."""
    yes, dry_run, as_json = how
    if as_json and not (yes or dry_run):
        raise typer.BadParameter("A program can't be asked: say --yes too.", param_hint="--json")
    change = _decided(stage, order_id, decide)
    if not as_json:
        _announce(change)
    if dry_run:
        if as_json:
            print_json(page_of(change.order))
        else:
            say("Nothing was changed.")
        return
    if not yes and not agreed():
        stop("Nothing was changed.", REFUSED)
    _write(stage, change, as_json=as_json)


def _announce(change: Change) -> None:
    after = change.order
    owed = [
        each for each in after.refunds if f"refund-{each.id}" in {m.id for m in change.messages}
    ]
    for each in owed:
        amount = format_money(each.amount, after.currency)
        say(f"{amount} of order {after.id} goes back to the buyer. That can't be taken back.")
    back = change.moved_pieces if change.move else {}
    for sku, count in back.items():
        say(f"{count} × {sku} {'is' if count == 1 else 'are'} for sale again.")
    buyer = sum(m.kind == "mail" and not m.about.startswith("owner_") for m in change.messages)
    say(f"{buyer or 'No'} mail{'' if buyer == 1 else 's'} to the buyer.")


def agreed() -> bool:
    """Whether she says yes. Stops where nobody can be asked."""
    try:
        return typer.confirm("Go on?")
    except typer.Abort:
        typer.echo()
        stop("Nothing was changed. Where nobody can be asked, say --yes.", REFUSED)


def _write(stage: Stage, change: Change, *, as_json: bool) -> None:
    commit(stage, change)
    if as_json:
        print_json(page_of(change.order))
    else:
        say(f"Order {change.order.id} is {status_in_words(change.order)}.")


def commit(stage: Stage, change: Change) -> None:
    """Write it, or say that somebody was quicker."""
    try:
        stage.book.commit(change)
    except (StaleOrderError, StockGoneError):
        stop(
            f"Somebody else has just changed order {change.order.id}. Look at it again, and decide "
            "again.",
            REFUSED,
        )
