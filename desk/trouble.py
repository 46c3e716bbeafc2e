"""`shop trouble`: which alarms are on, what no function could take, and the faults that were noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer

from desk.deploy import StageName
from desk.terminal import (
    EXIT_CODES,
    REFUSED,
    WRONG,
    AsJson,
    print_json,
    say,
    stop,
    within_reach,
)
from functions.world import now
from infra.account import Account
from infra.stages import StageError, read_stage
from infra.trouble import PutAside, Trouble, clear_aside, find_trouble

ALARMS = "docs/owner/alarms.md"
"""Says of each alarm, by its name, what it means and what to do."""

QUEUES = {
    "Failures": "what a function couldn't take",
    "LettersDead": "turns at sending a letter that were given up",
}


def trouble(
    stage: StageName,
    *,
    hours: Annotated[
        int, typer.Option(min=1, max=720, help="How far to look back for faults.")
    ] = 24,
    clear: Annotated[
        bool,
        typer.Option("--clear", help="Empty the queues of what was put aside, once you know why."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before clearing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say which alarms are on, what no function could take, and what went wrong lately.

    Nobody's name or address is shown, and nothing is changed without --clear.
    """
    try:
        account = Account(read_stage(stage))
    except StageError as error:
        stop(str(error), REFUSED)
    with within_reach():
        found = find_trouble(account, now() - timedelta(hours=hours))
        if as_json:
            print_json(found)
        else:
            _show(found, hours)
        if clear and found.aside:
            _agree(found.aside, yes=yes)
            clear_aside(account, found.aside)
            if not as_json:
                say("Cleared. The alarm ends within minutes.")
    if not found.is_quiet:
        raise typer.Exit(WRONG)


trouble.__doc__ = f"{trouble.__doc__}\n\n    {EXIT_CODES}"


def _show(found: Trouble, hours: int) -> None:
    if found.is_quiet:
        say(f"All is quiet: no alarm, nothing put aside, no fault in {hours} hours.")
        return
    for alarm in found.alarms:
        say(f"Alarm {alarm.name}, since {_clock(alarm.since)}: {ALARMS}#{alarm.name}")
    for aside in found.aside:
        whose = f", from {', '.join(aside.functions)}" if aside.functions else ""
        say(f"Put aside: {aside.count} × {QUEUES[aside.queue]}{whose}")
    if found.faults:
        say(f"Faults in {hours} hours, the last of each:")
    for fault in sorted(found.faults, key=lambda each: each.last, reverse=True):
        often = f", {fault.count} times" if fault.count > 1 else ""
        say(f"  {_clock(fault.last)}  {fault.where}: {fault.said}{often}")


def _agree(aside: tuple[PutAside, ...], *, yes: bool) -> None:
    if yes:
        return
    count = sum(each.count for each in aside)
    try:
        agreed = typer.confirm(f"Delete {count} from what was put aside, for good?", err=True)
    except typer.Abort:
        stop("\nNothing was cleared. Where nobody can be asked, say --yes.", REFUSED)
    if not agreed:
        stop("Nothing was cleared.", REFUSED)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
