"""`shop returns` and `shop return …`: what comes back, and what the owner says and does about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from desk.by_default import SHOW, ShowsByDefault
from desk.order_page import moment
from desk.places import STACK_FILE, Where
from desk.return_decisions import accepting, every_return, receiving, rejecting, where_to_send_it
from desk.return_page import describe, page_of, pieces
from desk.return_pictures import forget_pictures, save_pictures
from desk.return_writing import ask_and_do, found
from desk.stage import stage_at
from desk.terminal import EXIT_CODES, AsJson, console, print_json, say, within_reach
from domain.return_rules import REASONS
from domain.returned import Return

return_ = typer.Typer(
    cls=ShowsByDefault,
    help="One return: look at it, say yes or no, take it back.",
    no_args_is_help=True,
    epilog=EXIT_CODES,
)

ReturnId = Annotated[str, typer.Argument(metavar="ID", help="As `shop returns` lists it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and do nothing.")]


def returns(
    every: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """List what buyers send back, who waits longest first."""
    with within_reach():
        stage = stage_at(stack)
        known = every_return(stage.book, over=every)
        facts = stage.shelf.facts()
    if as_json:
        print_json([page_of(order, it) for order, it in known])
        return
    if not known:
        say("No returns." if every else "No open returns.")
        return
    table = Table("Return", "Asked", "State", "Why", "Pieces", box=None, header_style="bold")
    for order, it in known:
        asked = moment(it.asked_at, facts)
        table.add_row(it.id, asked, it.state, REASONS[it.reason], pieces(order, it))
    console.print(table)


returns.__doc__ = f"{returns.__doc__}\n\n{EXIT_CODES}"


@return_.command(SHOW)
def show(return_id: ReturnId, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Show everything about a return: `shop return ID` does the same."""
    with within_reach():
        stage = stage_at(stack)
        order, it = found(stage, return_id)
        if as_json:
            print_json(page_of(order, it))
        else:
            describe(order, it, stage.shelf.facts())


@return_.command()
def accept(  # noqa: PLR0917 — a command's own arguments and options
    return_id: ReturnId,
    instructions: Annotated[
        str,
        typer.Option(
            help="What the buyer is told: where to send it, with what label. Your address if left "
            "out."
        ),
    ] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Say yes: the buyer is told how to send it."""
    with within_reach():
        stage = stage_at(stack)
        decide = accepting(instructions or where_to_send_it(stage.shelf.facts()))
        ask_and_do(stage, return_id, decide, (yes, dry_run, as_json))


@return_.command()
def reject(  # noqa: PLR0917 — a command's own arguments and options
    return_id: ReturnId,
    why: Annotated[str, typer.Option(help="What the buyer is told.")],
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Say no, and why: what was held for an exchange is for sale again."""
    with within_reach():
        after = ask_and_do(stage_at(stack), return_id, rejecting(why), (yes, dry_run, as_json))
        _tidy(after, stack)


@return_.command()
def receive(  # noqa: PLR0917 — a command's own arguments and options
    return_id: ReturnId,
    restock: Annotated[
        bool, typer.Option("--restock", help="What can be sold again is for sale again.")
    ] = False,
    amount: Annotated[
        str, typer.Option(help="So much goes back instead of all of it, such as 12.50.")
    ] = "",
    later: Annotated[
        bool,
        typer.Option("--later", help="Only say that it is here; do the same again to close it."),
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Take back what has come: its money goes back, line by line, or the other piece is sold."""
    if later and amount:
        raise typer.BadParameter("It goes with closing, not with --later.", param_hint="--amount")

    decide = receiving(restock=restock, amount=amount, later=later)
    with within_reach():
        after = ask_and_do(stage_at(stack), return_id, decide, (yes, dry_run, as_json))
        _tidy(after, stack)


@return_.command()
def pictures(
    return_id: ReturnId,
    into: Annotated[
        Path | None, typer.Option(help="A folder; `return-ID` here if left out.")
    ] = None,
    stack: Where = STACK_FILE,
) -> None:
    """Save the pictures that a buyer sent of what is damaged, for you to look at."""
    with within_reach():
        _, it = found(stage_at(stack), return_id)
        save_pictures(it, into or Path(f"return-{it.id}"), stack)


def _tidy(after: Return | None, stack: Path) -> None:
    """Pictures go with the decision."""
    if after and not after.is_open:
        forget_pictures(after, stack)
