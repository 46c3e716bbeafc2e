"""`shop doctor`: looks a stage over, part by part, and says what to do about each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from desk.deploy import StageName
from desk.doctor_mail import MAIL_CHECKS, received_letter
from desk.doctor_parts import PART_CHECKS
from desk.examination import Examination, Finding
from desk.terminal import EXIT_CODES, REFUSED, WRONG, AsJson, console, print_json, say, stop
from functions.world import now
from infra.account import Account
from infra.stages import StageError, read_stage

SIGNS = {
    "ok": ("✓", "green"),
    "wrong": ("✗", "bold red"),
    "look": ("!", "yellow"),
    "unknown": ("?", "dim"),
}


def doctor(
    stage: StageName,
    *,
    letter: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A letter as it arrived, saved from your mailbox as .eml.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look a stage over: names, certificate, mail, payments, alarms, clock, quotas.

    Nothing is changed. What can't be asked is said to be unknown, and the rest is looked at.
    """
    try:
        account = Account(read_stage(stage))
    except StageError as error:
        stop(str(error), REFUSED)
    found = examine(Examination(account, now), letter)
    if as_json:
        print_json([msgspec.to_builtins(each) for each in found])
    else:
        _show(found)
    if any(each.verdict == "wrong" for each in found):
        raise typer.Exit(WRONG)


doctor.__doc__ = f"{doctor.__doc__}\n\n    {EXIT_CODES}"


def examine(of: Examination, letter: Path | None = None) -> list[Finding]:
    """Every check by itself: one that fails stops no other."""
    checks: list[tuple[str, Any]] = [*PART_CHECKS.items(), *MAIL_CHECKS.items()]
    found = [of.asked(name, check) for name, check in checks]
    if letter:
        found.append(of.asked("a letter as it arrived", lambda _: received_letter(letter)))
    return found


def _show(found: list[Finding]) -> None:
    table = Table("", "What", "How it is, and what to do", box=None, header_style="bold")
    for each in found:
        sign, style = SIGNS[each.verdict]
        table.add_row(Text(sign, style), each.name, f"{each.said} {each.todo}".strip())
    console.print(table)
    wrong = sum(each.verdict == "wrong" for each in found)
    say(f"\n{wrong} to be mended." if wrong else "\nNothing to be mended.")
