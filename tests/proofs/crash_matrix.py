"""Every call that the functions make, failing in every way: `make crash-matrix`.

Each process is run once undisturbed, and its calls are noted. Then it is run again for each of
them and each way to fail, everything is left to settle, and the books are read. Exits with 1
where a row lost money, stock or mail.
"""

from __future__ import annotations

import html
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from domain.order_book import BookUnavailableError
from domain.payments import PaymentsUnavailableError
from tests.proofs.afterwards import AFTERWARDS
from tests.proofs.endings import Ending, settle
from tests.proofs.scenes import PROCESSES, Process
from tests.proofs.stage import Answer, Stage, opened_stage
from tests.proofs.wire import Fault, Way
from tests.samples import PowerCutError

WIDE = 200
"""Columns where nobody looks at a terminal."""


class Row(msgspec.Struct, frozen=True):
    """`number` counts the calls of a process from 1; 0 is the run in which none failed."""

    process: str
    number: int
    call: str
    fault: str
    saw: str
    ended: str
    losses: tuple[str, ...] = ()


class Trial(msgspec.Struct, frozen=True):
    process: Process
    number: int = 0
    call: str = "none"
    way: Way | None = None


def rows(stage: Stage, only: str = "") -> Iterator[Row]:
    every = (*PROCESSES, *AFTERWARDS)
    trials = [Trial(process) for process in every if process.name.startswith(only)]
    while trials:
        trial = trials.pop(0)
        row = run(stage, trial)
        if trial.way is None:
            calls = list(enumerate(stage.wire.calls, 1))
            trials = [Trial(trial.process, *call, way) for call in calls for way in Way] + trials
        yield row


def run(stage: Stage, trial: Trial) -> Row:
    process = trial.process
    stage.clear()
    process.prepare(stage)
    with stage.wire.listening(Fault(trial.number, trial.way) if trial.way else None):
        answer = _answer(stage, process)
    calls = list(stage.wire.calls)
    process.follow(stage, answer)
    settle(stage)
    ending = Ending(stage)
    stage.wire.calls = calls
    losses = ending.losses
    if trial.way and trial.call not in calls[trial.number - 1 : trial.number]:
        losses.append(f"another call was made in its place: {calls}")
    fault = trial.way.value if trial.way else ""
    return Row(
        process.name, trial.number, trial.call, fault, saw(answer), ending.words, tuple(losses)
    )


def _answer(stage: Stage, process: Process) -> Answer:
    """What came back; nothing from a function that is gone, whatever its frame says for it."""
    try:
        answer = process.act(stage)
    except PowerCutError:
        return {}
    except (BookUnavailableError, PaymentsUnavailableError) as error:
        return {"failed with": type(error).__name__}
    return {} if stage.wire.is_dead else answer


def saw(answer: Answer) -> str:
    """What the one who asked was answered, in a few words."""
    if not answer:
        return "nothing"
    if "statusCode" not in answer:
        return ", ".join(f"{name} {count}" for name, count in answer.items())
    if answer["statusCode"] == 303:
        return "303 to the payment page"
    heading = re.search(r"<h1[^>]*>([^<]+)", answer.get("body") or "")
    return html.unescape(f"{answer['statusCode']} {heading[1] if heading else ''}").strip()


def show(found: list[Row], seconds: float) -> None:
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else WIDE)
    table = Table("process", "call", "fault", "who asked saw", "how it ended")
    before = ""
    for row in found:
        name, before = "" if row.process == before else row.process, row.process
        ended = "\n".join([row.ended, *(f"LOST: {loss}" for loss in row.losses)])
        number = f"{row.number} " if row.number else ""
        table.add_row(name, f"{number}{row.call}", row.fault, row.saw, ended)
    console.print(table)
    for ended, count in Counter(row.ended for row in found).most_common():
        console.print(f"{count:5}  {ended}", soft_wrap=True)
    lost = sum(bool(row.losses) for row in found)
    console.print(
        f"{len(found)} rows over {len({row.process for row in found})} processes in {seconds:.0f} s: "
        f"{lost or 'none'} lost money, stock or mail.",
        soft_wrap=True,
    )


def main(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")] = False,
    only: Annotated[str, typer.Option(help="Only processes whose name begins so.")] = "",
) -> None:
    """Fail every call of the functions in every way, and print how it ended."""
    began = time.monotonic()
    with opened_stage() as stage:
        console = Console(stderr=True)
        found = list(
            track(rows(stage, only), "Failing every call …", console=console, transient=True)
        )
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    else:
        show(found, time.monotonic() - began)
    if any(row.losses for row in found):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
