"""`shop order …`: one order, and what the owner does with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from desk import order_decisions
from desk.by_default import SHOW, ShowsByDefault
from desk.order_page import about, describe, page_of, plain, time_zone_of
from desk.order_writing import ask_and_do, do, found
from desk.places import STACK_FILE, Where
from desk.stage import stage_at
from desk.terminal import EXIT_CODES, AsJson, print_json, within_reach
from domain.carriers import CARRIERS, ShipmentError, read_shipment

order = typer.Typer(
    cls=ShowsByDefault,
    help="One order: look at it, start it, ship it, refund it.",
    no_args_is_help=True,
    epilog=EXIT_CODES,
)

OrderId = Annotated[str, typer.Argument(metavar="ID", help="As `shop orders` lists it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and do nothing.")]


@order.command(SHOW)
def show(order_id: OrderId, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Show everything about an order: `shop order ID` does the same."""
    with within_reach():
        stage = stage_at(stack)
        it = found(stage, order_id)
        written = about(it, stage.inquiries.of_subject(it.subject) if it.subject else ())
        if as_json:
            print_json(page_of(it) | {"messages": [plain(each) for each in written]})
        else:
            describe(it, stage.shelf.facts(), written)


@order.command()
def start(order_id: OrderId, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Say that the workshop has begun: from now on the buyer can't cancel by themselves."""
    with within_reach():
        do(stage_at(stack), order_id, order_decisions.start, as_json=as_json)


@order.command()
def ship(
    order_id: OrderId,
    carrier: Annotated[str, typer.Option(help=f"One of {', '.join(CARRIERS)}.")],
    tracking: Annotated[str, typer.Option(help="The number on the parcel's label.")] = "",
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Say that the parcel has left: the buyer is told, and can follow it."""
    try:
        shipment = read_shipment(carrier, tracking)
    except ShipmentError as error:
        raise typer.BadParameter(str(error)) from error
    with within_reach():
        decide = order_decisions.shipping(shipment)
        do(stage_at(stack), order_id, decide, as_json=as_json)


@order.command()
def delivered(
    order_id: OrderId,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today if left out.")
    ] = None,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Say that the parcel has arrived: the days to send something back count from then."""
    with within_reach():
        stage = stage_at(stack)
        facts = stage.shelf.facts()
        decide = order_decisions.arrival(on.date() if on else None, time_zone_of(facts))
        do(stage, order_id, decide, as_json=as_json)


@order.command()
def cancel(  # noqa: PLR0917 — a command's own arguments and options
    order_id: OrderId,
    reason: Annotated[str, typer.Option(help="For your own notes; the buyer isn't told.")] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Call an order off before it ships: its money goes back, its pieces are for sale again."""
    decide = order_decisions.calling_off(reason)
    with within_reach():
        ask_and_do(stage_at(stack), order_id, decide, (yes, dry_run, as_json))


@order.command()
def refund(  # noqa: PLR0917 — a command's own arguments and options
    order_id: OrderId,
    lines: Annotated[
        str,
        typer.Option(
            metavar="1,2x3",
            help="Which lines, and how many of each: “1,2x3” is all of "
            "line 1 and three of line 2. With neither this nor --amount: all that is left.",
        ),
    ] = "",
    amount: Annotated[str, typer.Option(help="So much instead, such as 12.50.")] = "",
    reason: Annotated[str, typer.Option(help="For your own notes; the buyer isn't told.")] = "",
    restock: Annotated[
        bool, typer.Option("--restock", help="The pieces of --lines are for sale again.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Send money back, all of it or a part. A line takes its part of delivery and tax with it."""
    if lines and amount:
        raise typer.BadParameter("Say --lines or --amount, not both.")
    if restock and not lines:
        raise typer.BadParameter("It goes with --lines.", param_hint="--restock")
    decide = order_decisions.money_back(reason, lines=lines, amount=amount, restock=restock)
    with within_reach():
        ask_and_do(stage_at(stack), order_id, decide, (yes, dry_run, as_json))


@order.command()
def note(
    order_id: OrderId,
    text: Annotated[str, typer.Argument(help="Only you read it.")],
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Write yourself a note on an order."""
    with within_reach():
        do(stage_at(stack), order_id, order_decisions.noting(text), as_json=as_json)
