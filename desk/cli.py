"""`shop …`: what was sold and what is left, as tables or as JSON, and the policies' commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from desk.announce import notify
from desk.backup import backup, restore
from desk.cost import cost
from desk.deploy import deploy
from desk.doctor import doctor
from desk.init import init
from desk.letter import letter
from desk.listings import order_rows, stock_rows
from desk.places import STACK_FILE, Where
from desk.policies import policies
from desk.reconcile import reconcile
from desk.request import request
from desk.requests import requests
from desk.secret import secret
from desk.stage import stage_at
from desk.subscribers import subscribers
from desk.terminal import EXIT_CODES, NOT_ANSWERING, NOT_RUNNING, AsJson, console, print_json, stop
from domain.money import format_money
from domain.orders import BookUnavailableError, Status
from infra.stages import StageError

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
app.command()(deploy)
app.command()(secret)
app.command()(backup)
app.command()(restore)
app.command()(init)
app.command()(cost)
app.command()(doctor)


@app.callback()
def shop() -> None:
    """Talk to the shop that `make dev` runs on this machine, or to a stage of yours at AWS."""


@app.command()
def orders(
    status: Annotated[
        list[Status] | None, typer.Option(help="Only orders of this status; may be repeated.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also drafts that are being paid for, and expired ones.")
    ] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
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
    stack: Where = STACK_FILE,
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
        answer: list[dict[str, Any]] = question(stage_at(stack))
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop(NOT_ANSWERING, NOT_RUNNING)
    return answer
