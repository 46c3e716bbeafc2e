"""What every step of an order does beside the step: find it, say what follows, ask, write it once."""

from __future__ import annotations

import typer

from desk.order_decisions import CANT, Decide
from desk.order_page import page_of, status_in_words
from desk.stage import Stage
from desk.terminal import REFUSED, print_json, say, stop
from desk.what_follows import what_follows
from domain.order_book import Change, StaleOrderError
from domain.orders import Order
from domain.stock import StockGoneError


def found(stage: Stage, order_id: str) -> Order:
    order = stage.book.get(order_id.strip().upper())
    if order is None:
        stop(f"There is no order {order_id}. `shop orders --all` lists them.", REFUSED)
    return order


def _decided(stage: Stage, order_id: str, decide: Decide) -> Change:
    try:
        return decide(found(stage, order_id), stage.now())
    except CANT as error:
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
        for sentence in what_follows(change):
            say(sentence)
    if dry_run:
        if as_json:
            print_json(page_of(change.order))
        else:
            say("Nothing was changed.")
        return
    if not yes and not agreed():
        stop("Nothing was changed.", REFUSED)
    _write(stage, change, as_json=as_json)


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
