"""`shop policies notify`: a letter about a change that matters, once to each customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from desk.stage import STACK_FILE, Stage, StageError, local_stage
from desk.terminal import NOT_RUNNING, REFUSED, STOPPED, say, stop
from domain.days import day_there
from domain.notices import Notices, Plan
from domain.orders import BookUnavailableError
from domain.outbox import State
from domain.policies import PolicyVersion, announced, in_force

WORDS = {
    State.WAITING: "waiting",
    State.SENDING: "being sent",
    State.DONE: "sent",
    State.UNKNOWN: "cut off while being sent",
    State.FAILED: "refused",
}


class NotifyError(Exception):
    """A version that nobody is written to about; the message says why, and what to do."""


def notify(
    policy: Annotated[str, typer.Argument(help="Its folder's name, such as privacy.")],
    version: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The version's day. The next one that is announced where none is said, else the "
            "one in force.",
        ),
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Write the letters. Without it they are only counted.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before writing.")] = False,
    stack: Annotated[
        Path, typer.Option("--stack", help="The file that the running shop writes.", hidden=True)
    ] = STACK_FILE,
) -> None:
    """Write to each customer, once, about a change that matters to them.

    Stop it whenever you like: run again, it goes on with those who haven't been written to.
    """
    written = 0
    try:
        stage = local_stage(stack)
        told = published(stage, policy, version.date() if version else None)
        notices = Notices(stage.book, stage.outbox, stage.now)
        plan = notices.plan(told.ref)
        _say(told, plan)
        if not plan.fresh:
            return
        if not send:
            chosen = f" --version {told.effective}" if version else ""
            say(f"Nothing was written. To write: ./shop policies notify {policy}{chosen} --send")
            return
        if not yes:
            _ask(len(plan.fresh))
        for added in _with_progress(notices.write(plan), len(plan.fresh)):
            written += added
    except (StageError, BookUnavailableError) as error:
        stop(_unreachable(error, written), NOT_RUNNING)
    except NotifyError as error:
        stop(str(error), REFUSED)
    except KeyboardInterrupt:
        stop(f"Stopped after {_letters(written)}. Run it again to go on from there.", STOPPED)
    say(f"Wrote {_letters(written)}. They go out as the shop sends its mail.")


def published(stage: Stage, policy: str, day: date | None) -> PolicyVersion:
    """The version to write about, as the shop has published it. Raises NotifyError."""
    facts = stage.shelf.facts()
    today = day_there(stage.now(), facts.time_zone if facts else "UTC")
    versions = stage.shelf.policies()
    theirs = [each for each in announced(versions, today) if each.policy == policy]
    if current := in_force(versions, today).of(policy):
        theirs.append(current)
    found = [each for each in theirs if day in (None, each.effective)]
    if not found:
        named = f"{policy}/{day}" if day else policy
        known = ", ".join(each.key for each in theirs)
        raise NotifyError(
            f"{named} isn't in force or announced as the shop was last published"
            f"{f': there is {known}' if known else ''}. Publish it first, or name another one."
        )
    _check(found[0])
    return found[0]


def _check(version: PolicyVersion) -> None:
    if not version.sealed:
        raise NotifyError(
            f"{version.key} isn't sealed as the shop was last published, so it could still change "
            "after people have read of it. Run ./shop policies seal, and publish."
        )
    if not version.material:
        raise NotifyError(
            f"{version.key} says “material: false”, and nobody is written to about a change that "
            "doesn't matter to them. Its page and the feed of changes tell of it."
        )


def _say(version: PolicyVersion, plan: Plan) -> None:
    """How many, and never who."""
    say(f"{version.key}: {version.summary}")
    say(f"{plan.customers:>6} with a mail address")
    if plan.agreed:
        say(f"{plan.agreed:>6} skipped: ordered under this version already")
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
    advice = "Is `make dev` still running?"
    if written:
        advice = f"{_letters(written).capitalize()} are written: run it again to go on from there."
    return f"The shop's database isn't answering. {advice}"


def _letters(count: int) -> str:
    return f"{count} letter{'' if count == 1 else 's'}"
