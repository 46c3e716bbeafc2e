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
from desk.disputes import dispute, disputes
from desk.doctor import doctor
from desk.export import export
from desk.init import init
from desk.ledger import ledger
from desk.letter import letter
from desk.listings import order_rows
from desk.order import order
from desk.places import STACK_FILE, Where
from desk.policies import policies
from desk.reconcile import reconcile
from desk.request import request
from desk.requests import requests
from desk.returns import return_, returns
from desk.secret import secret
from desk.stage import stage_at
from desk.stock import stock
from desk.subscribers import subscribers
from desk.terminal import EXIT_CODES, NOT_ANSWERING, NOT_RUNNING, AsJson, console, print_json, stop
from desk.today import today
from domain.orders import BookUnavailableError, Status
from infra.stages import StageError

UNSEEN = (Status.DRAFT, Status.EXPIRED)
"""Orders that nobody has to do anything about."""

app = typer.Typer(
    help="Your shop, from the command line.", no_args_is_help=True, add_completion=False
)
app.add_typer(policies, name="policies")
app.add_typer(letter, name="letter")
app.command()(today)
app.command()(disputes)
app.add_typer(dispute, name="dispute")
app.add_typer(order, name="order")
app.command()(returns)
app.add_typer(return_, name="return")
app.add_typer(export, name="export")
app.add_typer(ledger, name="ledger")
app.add_typer(stock, name="stock")
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
