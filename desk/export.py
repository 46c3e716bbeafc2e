"""`shop export …`: orders for a bookkeeper, as a table for spreadsheets or as JSON."""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime
from typing import Annotated, Any

import typer

from desk.places import STACK_FILE, Where
from desk.stage import Stage, stage_at
from desk.terminal import EXIT_CODES, print_json, within_reach
from domain.days import day_there
from domain.money import plain_amount
from domain.orders import UNPAID, Order, Status
from functions.privacy.tables import cell

export = typer.Typer(
    help="What you give to your bookkeeper.", no_args_is_help=True, epilog=EXIT_CODES
)

COLUMNS = (
    *("order", "paid_on", "status", "currency", "pieces", "delivery", "discount", "tax", "total"),
    *("refunded", "tax_is", "country", "state", "payment", "skus"),
)


@export.callback()
def about() -> None:
    """Only what was paid is in it."""


@export.command()
def orders(
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="A table for spreadsheets.")] = False,
    stack: Where = STACK_FILE,
) -> None:
    """Print the orders paid from one day to another, both included, the oldest first."""
    if until < since:
        raise typer.BadParameter("It is before --from.", param_hint="--to")
    with within_reach():
        rows = _rows(stage_at(stack), since.date(), until.date())
    if not as_csv:
        print_json(rows)
        return
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([[cell(each) for each in row.values()] for row in rows])


def _rows(stage: Stage, since: date, until: date) -> list[dict[str, Any]]:
    facts = stage.shelf.facts()
    zone = facts.time_zone if facts else "UTC"
    found: list[tuple[datetime, dict[str, Any]]] = []
    for status in Status:
        if status in UNPAID:
            continue
        for order in stage.book.oldest(status):
            day = day_there(order.paid_at, zone) if order.paid_at else None
            if day and order.paid_at and since <= day <= until:
                found.append((order.paid_at, _row_of(order, str(day))))
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def _row_of(order: Order, day: str) -> dict[str, Any]:
    """Amounts as plain numbers of the currency: a bookkeeper's program reads no minor units."""
    totals = order.totals
    amounts = {
        "pieces": order.subtotal,
        "delivery": totals.shipping if totals else 0,
        "discount": totals.discount if totals else 0,
        "tax": totals.tax if totals else 0,
        "total": order.paid_total,
        "refunded": order.refunded_total,
    }
    address = order.address
    return {
        "order": order.id,
        "paid_on": day,
        "status": order.status.value,
        "currency": order.currency,
        **{name: plain_amount(each, order.currency) for name, each in amounts.items()},
        "tax_is": "in the prices" if order.tax.inclusive else "on top",
        "country": order.country,
        "state": address.state if address else "",
        "payment": order.payment_intent or "",
        "skus": ", ".join(f"{line.quantity} × {line.sku}" for line in order.lines),
    }
