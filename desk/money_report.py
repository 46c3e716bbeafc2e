"""`shop reconcile --report`: each day's money at Stripe, beside what the orders say of it."""

from __future__ import annotations

from datetime import date, datetime

from rich.table import Table

from desk.stage import Stage
from desk.terminal import console, say
from domain.days import day_there
from domain.money import format_money
from domain.money_report import DayOfMoney, Difference, MoneyReport, compare, window
from domain.movements import MovementKind
from domain.orders import UNPAID, Status
from domain.payments import Payments

KNOWN = {
    MovementKind.PAID: "the payment",
    MovementKind.REFUNDED: "the refund",
    MovementKind.REFUND_FAILED: "the failure of the refund",
    MovementKind.DISPUTED: "the dispute",
    MovementKind.DISPUTE_WON: "the end of the dispute",
}
COLUMNS = (("paid", "Paid"), ("refunded", "Refunded"), ("disputed", "Disputed"))


def money_report(
    stage: Stage, payments: Payments, since: datetime | None, until: datetime | None
) -> MoneyReport:
    """Of all days of a month until now, where they aren't said. Days are the shop's own."""
    facts = stage.shelf.facts()
    zone = facts.time_zone if facts else "UTC"
    last = until.date() if until else day_there(stage.now(), zone)
    first = since.date() if since else last.replace(day=1)
    orders = [
        order for status in Status if status not in UNPAID for order in stage.book.oldest(status)
    ]
    return compare(orders, payments.movements(*window(first, last, zone)), first, last, zone)


def tell(report: MoneyReport) -> None:
    if not report.days:
        say(f"No money moved from {report.since} to {report.until}.")
        return
    table = Table(box=None, header_style="bold")
    table.add_column("Day", no_wrap=True)
    for _, heading in COLUMNS:
        table.add_column(heading, justify="right")
        table.add_column("here", justify="right")
    table.add_column("Fees", justify="right")
    table.add_column("")
    for row in report.days:
        table.add_row(*_cells(row))
    console.print(table)
    for each in report.differences:
        say(_sentence(each))
    if report.is_fine:
        say("Every day's money is as the orders say.")
    else:
        say("`shop reconcile` catches up with what the shop missed in the last 30 days.")


def _cells(row: DayOfMoney) -> list[str]:
    sums = [getattr(side, name) for name, _ in COLUMNS for side in (row.at_stripe, row.here)]
    cells = [format_money(each, row.currency) for each in (*sums, row.fees)]
    return [str(row.day), *cells, "" if row.at_stripe == row.here else "differs"]


def _sentence(it: Difference) -> str:
    day = date.isoformat(it.day)
    what = f"{KNOWN[it.kind]} {it.reference}"
    if it.at_stripe is None:
        shown = format_money(it.here or 0, it.currency)
        return f"{day}: order {it.order} has {what} of {shown}, and Stripe doesn't."
    there = format_money(it.at_stripe, it.currency)
    if it.here is None:
        who = f"order {it.order} doesn't" if it.order else "no order has it"
        return f"{day}: Stripe has {what} of {there}, and {who}."
    here = format_money(it.here, it.currency)
    return f"{day}: Stripe has {what} with {there}, and order {it.order} with {here}."
