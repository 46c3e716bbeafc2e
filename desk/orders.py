"""`shop orders`: what was sold, the newest first, and what of it needs a look."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from desk.listings import Wanted, order_rows
from desk.places import STACK_FILE, Where
from desk.stage import stage_at
from desk.terminal import EXIT_CODES, AsJson, console, print_json, within_reach
from domain.orders import Status

UNSEEN = (Status.DRAFT, Status.EXPIRED)
"""Orders that nobody has to do anything about."""


def orders(  # noqa: PLR0917 — a command's own options
    status: Annotated[
        list[Status] | None, typer.Option(help="Only orders of this status; may be repeated.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also drafts that are being paid for, and expired ones.")
    ] = False,
    late: Annotated[
        bool, typer.Option("--late", help="Only those that should have left by now.")
    ] = False,
    refunded: Annotated[
        bool, typer.Option("--refunded", help="Only those of whose money some went back.")
    ] = False,
    disputed: Annotated[
        bool, typer.Option("--disputed", help="Only those that a bank asks, or asked, about.")
    ] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """List orders, the newest first."""
    wanted = Wanted(
        tuple(status or (s for s in Status if every or s not in UNSEEN)), late, refunded, disputed
    )
    with within_reach():
        rows = order_rows(stage_at(stack), wanted)
    if as_json:
        print_json(rows)
        return
    if not rows:
        narrowed = late or refunded or disputed
        plain = "No orders with this status." if status else "No orders yet."
        console.print("No such orders." if narrowed else plain)
        return
    table = Table("Order", "When", "Status", "For", "Pieces", "Delivery", box=None)
    table.header_style = "bold"
    for heading in ("Total", "Back"):
        table.add_column(heading, justify="right")
    for row in rows:
        named = (row["id"], row["when"], row["shown_status"], row["customer_name"] or "")
        sent = (row["pieces"], row["delivery"] or "")
        table.add_row(*named, *sent, row["shown_total"], row["shown_refunded"])
    console.print(table)


orders.__doc__ = f"{orders.__doc__}\n\n{EXIT_CODES}"
