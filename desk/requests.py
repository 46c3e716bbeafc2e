"""`shop requests`: what people ask about their data, by when, and a year of it in numbers."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Any

import typer
from rich.table import Table

from desk.places import STACK_FILE, Where
from desk.request_words import REASONS, TYPES, days_left, what_to_do
from desk.stage import asking_at
from desk.terminal import EXIT_CODES, AsJson, console, print_json, say, within_reach
from domain.days import day_there
from domain.request_report import Row, YearReport, report
from domain.requests import Phase, Request

requests = typer.Typer(
    help="What people ask about their data. Without a command: what is open, and by when.",
    add_completion=False,
    invoke_without_command=True,
    epilog=EXIT_CODES,
)


@requests.callback()
def list_requests(
    context: typer.Context,
    due: Annotated[
        bool, typer.Option("--due", help="Only those that the shop reminds you of.")
    ] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """List open requests, the most urgent first: nobody's name or address is among it."""
    if context.invoked_subcommand:
        return
    with within_reach():
        asking = asking_at(stack)
        found = [each for each in asking.book.in_phase(Phase.OPEN) if each.reminded or not due]
        today = asking.today()
    rows = [row_of(each, today) for each in sorted(found, key=lambda each: each.due_on)]
    if as_json:
        print_json(rows)
        return
    if not rows:
        say("Nothing that you are reminded of." if due else "Nothing is open.")
        return
    table = Table(box=None, header_style="bold")
    for heading in ("Request", "They want to", "By", "Left"):
        table.add_column(heading, no_wrap=heading != "They want to")
    table.add_column("For you to do")
    for row in rows:
        table.add_row(row["id"], row["wants_to"], row["due_on"], row["left"], row["to_do"])
    console.print(table)


def row_of(request: Request, today: date) -> dict[str, Any]:
    return {
        "id": request.id,
        "type": request.type.value,
        "wants_to": TYPES[request.type],
        "state": request.state.value,
        "due_on": str(request.due_on),
        "left": days_left(request, today),
        "days_left": (request.due_on - today).days,
        "to_do": what_to_do(request),
        "waits_for_you": request.waits_for_owner,
    }


@requests.command("report")
def year_report(
    year: Annotated[int, typer.Option(min=2000, max=9999, help="The year in which they arrived.")],
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Count a year's requests: how many, what became of them, in how many days.

    The counts are those that California asks larger businesses for (11 CCR 7102). There is nothing
    about anybody in it. A request's record stays for 24 months after its end: keep what this says.
    """
    with within_reach():
        asking = asking_at(stack)
        day_of = partial(day_there, time_zone=asking.time_zone())
        told = report(asking.book.every(), year, day_of)
    if as_json:
        print_json(told)
        return
    if not told.total.received:
        say(f"Nobody asked in {year}, or the records are gone: they stay for 24 months.")
        return
    _tell(told)


def _tell(told: YearReport) -> None:
    table = Table(box=None, header_style="bold")
    table.add_column("Asked to")
    headings = ("Asked", "Done", "In part", "Denied", "Ended", "Open", "Median", "Mean")
    for heading in headings:
        table.add_column(heading, justify="right")
    for kind, row in told.types.items():
        if row.received:
            table.add_row(TYPES[kind], *_numbers(row))
    table.add_section()
    table.add_row("all together", *_numbers(told.total))
    console.print(table)
    console.print()
    say("Median and mean are days from the day of receipt to the last answer.")
    for reason, count in told.total.denied.items():
        say(f"{count:>5} denied because {REASONS[reason].removesuffix(', which --text says')}")
    say(f"{told.extended:>5} moved to a later day")
    say(f"{told.appealed:>5} appealed")
    say(f"{told.late:>5} answered late")
    say(f"{told.total.received:>5} by the form; what came by mail only if it was typed in there")
    say(f"{told.signals:>5} of them from a browser with Global Privacy Control")
    say("Nobody's data is sold or shared, so that signal had nothing to stop, and visits that have")
    say("it aren't counted.")


def _numbers(row: Row) -> list[str]:
    days = ("" if each is None else f"{each:g}" for each in (row.median_days, row.mean_days))
    counts = (
        row.received,
        row.complied_in_whole,
        row.complied_in_part,
        sum(row.denied.values()),
        row.given_up,
        row.open,
    )
    return [*map(str, counts), *days]
