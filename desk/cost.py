"""`shop cost`: what a month costs at Amazon, by service, from the dated price table."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.table import Table

from desk.deploy_words import dollars
from desk.terminal import AsJson, console, print_json, say
from infra.prices import Bill, Line, Prices, bill, prices
from infra.usage import Plan, standing, used

EXAMPLES = (
    Plan(orders=0, visits=0, letters=0, subscribers=0),
    Plan(orders=100, visits=20_000, letters=2, subscribers=3_000),
    Plan(orders=10_000, visits=2_000_000, letters=4, subscribers=50_000),
)
"""The months that the README shows."""


READ = {"page": "Amazon's page", "guides": "guides", "known": "not read"}
"""Where a price was read on the day of the table."""


def cost(
    orders: Annotated[int, typer.Option(min=0, help="Orders a month.")] = 100,
    visits: Annotated[int, typer.Option(min=0, help="Visits a month.")] = 20_000,
    letters: Annotated[int, typer.Option(min=0, help="Letters a month.")] = 2,
    subscribers: Annotated[int, typer.Option(min=0, help="Readers of each letter.")] = 3_000,
    *,
    firewall: Annotated[bool, typer.Option("--firewall", help="With the firewall (WAF).")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a month would cost at Amazon, and what of it is there while nobody buys."""
    plan = Plan(orders, visits, letters, subscribers, firewall=firewall)
    table = prices()
    whole, idle = bills(plan, table)
    if as_json:
        print_json(_told(whole, idle, table))
        return
    _show(whole)
    say(f"{dollars(idle.to_pay)} of it while nobody buys:")
    for line in idle.lines:
        say(f"  {_line(line)}")
    say(
        f"\nus-east-1, without tax, from the prices as written down on {table.written_on} in "
        "infra/prices.toml. What each visit, order and letter uses is estimated there, on the high "
        "side. Stripe's own fee for each payment comes on top."
    )


def bills(plan: Plan, table: Prices) -> tuple[Bill, Bill]:
    """The whole month's, and what of it stands while nobody comes."""
    # The translator takes a second to import.
    from infra.translate import translated  # noqa: PLC0415

    template = translated()
    whole = bill(used(plan, template, table.idle), table)
    return whole, bill(standing(plan, template, table.idle), table)


def _show(whole: Bill) -> None:
    shown = Table(box=None, header_style="bold")
    shown.add_column("Service")
    shown.add_column("What")
    for heading in ("How much", "At list price", "To pay"):
        shown.add_column(heading, justify="right")
    shown.add_column("Price read on")
    for each in whole.lines:
        shown.add_row(
            each.service,
            each.what,
            amount(each.amount),
            dollars(each.listed),
            dollars(each.to_pay),
            READ[each.source],
        )
    shown.add_row("", "", "", dollars(whole.listed), dollars(whole.to_pay), style="bold")
    console.print(shown)


def _line(line: Line) -> str:
    free = " (free up to there)" if line.to_pay == 0 and line.listed > 0 else ""
    return f"{line.service}: {amount(line.amount)} {line.what}, {dollars(line.to_pay)}{free}"


def amount(of: Decimal) -> str:
    return f"{of:,.0f}" if of >= 10 or of == of.to_integral_value() else f"{of:.2f}"  # noqa: PLR2004 — small ones are fractions of a gigabyte


def readme_table(table: Prices) -> str:
    """The README's table of a month: what is to pay to each service, for each of the examples."""
    columns = [bills(plan, table)[0] for plan in EXAMPLES]
    heads = [
        f"{p.orders:,} orders, {p.visits:,} visits, {p.letters} letters to {p.subscribers:,}"
        for p in EXAMPLES
    ]
    paid = [each.by_service() for each in columns]
    services = dict.fromkeys(price.service for price in table.price)
    rows = [
        f"| {service} | {' | '.join(dollars(each.get(service, Decimal(0))) for each in paid)} |"
        for service in services
        if any(service in each for each in paid)
    ]
    return "\n".join(
        [
            f"| a month at Amazon | {' | '.join(heads)} |",
            f"| --- |{' ---: |' * len(columns)}",
            *rows,
            f"| **together** | {' | '.join(f'**{dollars(each.to_pay)}**' for each in columns)} |",
        ]
    )


def readme_idle(table: Prices) -> str:
    """The README's list of what stands while nobody buys."""
    idle = bills(EXAMPLES[0], table)[1]
    return "\n".join(f"- {_line(line)}" for line in idle.lines)


def _told(whole: Bill, idle: Bill, table: Prices) -> dict[str, Any]:
    return {
        "prices_written_on": str(table.written_on),
        "to_pay": f"{whole.to_pay:.2f}",
        "at_list_price": f"{whole.listed:.2f}",
        "while_nobody_buys": f"{idle.to_pay:.2f}",
        "services": {name: f"{paid:.2f}" for name, paid in whole.by_service().items()},
        "lines": [
            {
                "service": each.service,
                "what": each.what,
                "amount": str(each.amount),
                "at_list_price": str(each.listed),
                "to_pay": str(each.to_pay),
                "price_from": each.source,
            }
            for each in whole.lines
        ],
    }
