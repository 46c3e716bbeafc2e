"""Letters to many: counted first, written only when told to, and how many, but never to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track

from desk.terminal import NOT_RUNNING, REFUSED, STOPPED, say, stop
from domain.messages import State
from domain.notices import Plan
from domain.order_book import BookUnavailableError
from infra.stages import StageError

WORDS = {
    State.WAITING: "waiting",
    State.SENDING: "being sent",
    State.DONE: "sent",
    State.UNKNOWN: "cut off while being sent",
    State.FAILED: "refused",
}

Send = Annotated[
    bool, typer.Option("--send", help="Write the letters. Without it they are only counted.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask before writing.")]


class NotifyError(Exception):
    """What nobody is written to about; the message says why, and what to do."""


class Round(msgspec.Struct, frozen=True):
    """What one run would write, by `write`; `command` is how the owner says so."""

    plan: Plan
    write: Callable[[Plan], Iterator[bool]]
    command: str


def write_round(counted: Callable[[], Round], *, send: bool, yes: bool) -> None:
    """Count, and write if told to; whatever stops it, the next run goes on from there."""
    written = 0
    try:
        planned = counted()
        fresh = len(planned.plan.fresh)
        if not fresh:
            return
        if not send:
            say(f"Nothing was written. To write: {planned.command} --send")
            return
        if not yes:
            _ask(fresh)
        for added in _with_progress(planned.write(planned.plan), fresh):
            written += added
    except (StageError, BookUnavailableError) as error:
        stop(_unreachable(error, written), NOT_RUNNING)
    except NotifyError as error:
        stop(str(error), REFUSED)
    except KeyboardInterrupt:
        stop(f"Stopped after {_letters(written)}. Run it again to go on from there.", STOPPED)
    say(f"Wrote {_letters(written)}. They go out as the shop sends its mail.")


def say_written(plan: Plan) -> None:
    """Who has theirs already, by what became of it; and who is still to be written to."""
    if plan.written:
        by_state = (
            f"{plan.written[state]} {word}"
            for state, word in WORDS.items()
            if plan.written.get(state)
        )
        count = sum(plan.written.values())
        say(f"{count:>6} skipped: have their letter already ({', '.join(by_state)})")
    say(f"{len(plan.fresh):>6} to write to")


def _ask(count: int) -> None:
    try:
        agreed = typer.confirm(f"Write {_letters(count)} now?")
    except typer.Abort:
        typer.echo()
        stop("Nothing was written. Where nobody can be asked, say --yes.", REFUSED)
    if not agreed:
        stop("Nothing was written.", REFUSED)


def _with_progress(written: Iterator[bool], count: int) -> Iterator[bool]:
    bar = Console(stderr=True)
    yield from track(
        written, "Writing", total=count, console=bar, transient=True, disable=not bar.is_terminal
    )


def _unreachable(error: StageError | BookUnavailableError, written: int) -> str:
    if isinstance(error, StageError):
        return str(error)
    advice = "Try again in a moment; on this machine, see whether `make dev` still runs."
    if written:
        advice = f"{_letters(written).capitalize()} are written: run it again to go on from there."
    return f"The shop's database isn't answering. {advice}"


def _letters(count: int) -> str:
    return f"{count} letter{'' if count == 1 else 's'}"
