"""`shop ledger …`: whether what happened still says what it said."""

from __future__ import annotations

import typer

from desk.places import STACK_FILE, Where
from desk.stage import asking_at
from desk.terminal import EXIT_CODES, WRONG, AsJson, print_json, say, stop, within_reach
from domain.ledger import BrokenChainError
from domain.seals import verify_all

ledger = typer.Typer(
    help="The record of what happened, which can't be changed without its showing.",
    no_args_is_help=True,
    epilog=EXIT_CODES,
)


@ledger.callback()
def about() -> None:
    """Each order, request and SKU has a chain of its own; a daily seal holds them together."""


@ledger.command()
def verify(as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Read all of it, and name the first entry that was changed, taken out or put in."""
    with within_reach():
        try:
            chains = verify_all(asking_at(stack).ledger)
        except BrokenChainError as error:
            if as_json:
                print_json({"chain": error.chain, "entry": error.sequence})
                raise typer.Exit(WRONG) from error
            stop(f"{error} Keep a copy of it as it is, and restore it from a backup.", WRONG)
    if as_json:
        print_json({"chains": chains})
    else:
        say(f"All {chains} chains fit together, and with every daily seal.")
