"""`shop disputes` and `shop dispute pack`: what banks ask about, and what answers them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from desk.evidence import evidence, in_words
from desk.order_page import moment
from desk.order_writing import found
from desk.places import STACK_FILE, Where
from desk.stage import Stage, stage_at
from desk.terminal import (
    EXIT_CODES,
    REFUSED,
    AsJson,
    console,
    print_json,
    say,
    stop,
    within_reach,
)
from domain.disputes import is_over
from domain.money import format_money
from domain.ordered import Dispute
from domain.orders import UNPAID, Order, Status

dispute = typer.Typer(
    help="One dispute: gather what answers it.", no_args_is_help=True, epilog=EXIT_CODES
)


@dispute.callback()
def about() -> None:
    """A bank asks about a payment. Answer at Stripe, by the day that it names."""


def disputes(
    every: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """List what banks ask about, what is due first on top."""
    with within_reach():
        stage = stage_at(stack)
        asked = [each for each in _disputed(stage) if every or not is_over(each[1])]
        facts = stage.shelf.facts()
    asked.sort(key=lambda each: (each[1].due_at is None, each[1].due_at or each[1].opened_at))
    if as_json:
        print_json([{"order": order.id, **msgspec.to_builtins(it)} for order, it in asked])
        return
    if not asked:
        say("No disputes." if every else "No open disputes.")
        return
    table = Table(box=None, header_style="bold")
    for heading in ("Dispute", "Order", "Reason", "Stands", "Answer by"):
        table.add_column(heading)
    table.add_column("Amount", justify="right")
    for order, it in asked:
        due = moment(it.due_at, facts) if it.due_at else ""
        amount = format_money(it.amount, order.currency)
        words = (each.replace("_", " ") for each in (it.reason, it.status))
        table.add_row(it.id, order.id, *words, due, amount)
    console.print(table)


disputes.__doc__ = f"{disputes.__doc__}\n\n{EXIT_CODES}"


@dispute.command()
def pack(
    order_id: Annotated[str, typer.Argument(metavar="ID", help="The order that it is about.")],
    into: Annotated[
        Path | None, typer.Option(help="A folder; `dispute-ID` here if left out.")
    ] = None,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Gather what shows that an order was right: what was agreed to, sent, followed and mailed.

    It writes a page to read and to attach, and Stripe's own fields to paste. It is about your
    buyer: the folder is readable by you alone; delete it when the dispute is over.
    """
    with within_reach():
        stage = stage_at(stack)
        order = found(stage, order_id)
        if not order.disputes:
            stop(f"Nobody disputes order {order.id}. `shop disputes` lists them.", REFUSED)
        fields = evidence(order, stage)
        page = in_words(order, fields, stage)
    folder = into or Path(f"dispute-{order.id}")
    _write(folder, fields, page)
    if as_json:
        print_json({"folder": str(folder), "evidence": fields})
    else:
        say(f"{folder}/evidence.txt is to read and to attach, {folder}/fields.json has Stripe's")
        say("fields. Answer at https://dashboard.stripe.com/disputes, and delete the folder then.")


def _write(folder: Path, fields: dict[str, Any], page: str) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in (
            ("evidence.txt", page.encode()),
            ("fields.json", msgspec.json.format(msgspec.json.encode(fields))),
        ):
            file = folder / name
            file.touch(mode=0o600)
            file.write_bytes(content)
    except OSError as error:
        stop(f"{folder} can't be written: {error.strerror}. Say another one with --into.", REFUSED)


def _disputed(stage: Stage) -> list[tuple[Order, Dispute]]:
    return [
        (order, each)
        for status in Status
        if status not in UNPAID
        for order in stage.book.oldest(status)
        for each in order.disputes
    ]
