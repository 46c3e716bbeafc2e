"""`shop …`: what was sold and what is left, as tables or as JSON, and the policies' commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from desk.announce import notify
from desk.letter import letter
from desk.listings import order_rows, stock_rows
from desk.policies import policies
from desk.publish import publish
from desk.reconcile import reconcile
from desk.request import request
from desk.requests import requests
from desk.rollback import rollback
from desk.stage import STACK_FILE, StageError, local_stage
from desk.subscribers import subscribers
from desk.terminal import EXIT_CODES, NOT_RUNNING, AsJson, console, print_json, stop
from domain.money import format_money
from domain.orders import BookUnavailableError, Status

UNSEEN = (Status.DRAFT, Status.EXPIRED)
"""Orders that nobody has to do anything about."""

app = typer.Typer(
    help="Your shop, from the command line.", no_args_is_help=True, add_completion=False
)
app.add_typer(policies, name="policies")
app.add_typer(letter, name="letter")
app.add_typer(subscribers, name="subscribers")
app.add_typer(requests, name="requests")
app.command()(request)
app.command()(reconcile)
app.command(epilog=EXIT_CODES)(notify)
app.command(epilog=EXIT_CODES)(publish)
app.command(epilog=EXIT_CODES)(rollback)

StackFile = Annotated[
    Path, typer.Option("--stack", help="The file that the running shop writes.", hidden=True)
]


@app.callback()
def shop() -> None:
    """Talk to the shop that `make dev` runs on this machine."""


@app.command()
def orders(
    status: Annotated[
        list[Status] | None, typer.Option(help="Only orders of this status; may be repeated.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also drafts that are being paid for, and expired ones.")
    ] = False,
    as_json: AsJson = False,
    stack: StackFile = STACK_FILE,
) -> None:
    """List orders, the newest first."""
    wanted = status or [s for s in Status if every or s not in UNSEEN]
    rows = _ask(stack, lambda stage: order_rows(stage, wanted))
    if as_json:
        print_json(rows)
        return
    if not rows:
        console.print("No orders with this status." if status else "No orders yet.")
        return
    table = Table("Order", "When", "Status", "For", "Pieces", "Delivery", box=None)
    table.header_style = "bold"
    table.add_column("Total", justify="right")
    for row in rows:
        table.add_row(
            row["id"],
            row["when"],
            _status(row),
            row["customer_name"] or "",
            row["pieces"],
            row["delivery"] or "",
            row["shown_total"],
        )
    console.print(table)


@app.command()
def stock(
    low: Annotated[bool, typer.Option(help="Only what has 2 or fewer left.")] = False,
    as_json: AsJson = False,
    stack: StackFile = STACK_FILE,
) -> None:
    """List what is left of every piece, what is being paid for, and what is sold."""
    rows = _ask(stack, lambda stage: stock_rows(stage, low=low))
    if as_json:
        print_json(rows)
        return
    if not rows:
        console.print("Nothing is running low." if low else "The shelf is empty.")
        return
    table = Table(box=None, header_style="bold")
    table.add_column("SKU", no_wrap=True)
    table.add_column("Piece")
    for heading in ("Price", "Made", "Left", "On hold", "Sold"):
        table.add_column(heading, justify="right")
    for row in rows:
        counters = [str(row[name]) for name in ("made", "left", "on_hold", "sold")]
        name = row["piece"] if row["listed"] else f"{row['piece']} (no longer listed)"
        table.add_row(row["sku"], name, format_money(row["price"], row["currency"]), *counters)
    console.print(table)


def _status(row: dict[str, Any]) -> str:
    status = str(row["status"]).replace("_", " ")
    return f"{status}: {row['why']}" if row["status"] == Status.UNDER_REVIEW else status


def _ask(stack: Path, question: Any) -> list[dict[str, Any]]:  # noqa: ANN401 — a function of the stage
    try:
        answer: list[dict[str, Any]] = question(local_stage(stack))
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop("The shop's database isn't answering. Is `make dev` still running?", NOT_RUNNING)
    return answer
