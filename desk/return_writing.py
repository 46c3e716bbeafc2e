"""What every step of a return does beside the step: find it, say what follows, ask, write it."""

from __future__ import annotations

import typer

from desk.order_writing import agreed, commit
from desk.return_decisions import CANT, Decide, found_in
from desk.return_page import page_of
from desk.stage import Stage
from desk.terminal import REFUSED, print_json, say, stop
from desk.what_follows import what_follows_a_return
from domain.orders import Order
from domain.return_steps import find
from domain.returned import Return


def found(stage: Stage, return_id: str) -> tuple[Order, Return]:
    known = found_in(stage.book, return_id)
    if known is None:
        stop(f"There is no return {return_id}. `shop returns --all` lists them.", REFUSED)
    return known


def ask_and_do(
    stage: Stage, return_id: str, decide: Decide, how: tuple[bool, bool, bool]
) -> Return | None:
    """The return afterwards; None where nothing was changed."""
    yes, dry_run, as_json = how
    if as_json and not (yes or dry_run):
        raise typer.BadParameter("A program can't be asked: say --yes too.", param_hint="--json")
    order, it = found(stage, return_id)
    try:
        changes = decide(order, it.id, stage.now())
    except CANT as error:
        stop(str(error), REFUSED)
    if not as_json:
        for sentence in what_follows_a_return(order, changes):
            say(sentence)
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
