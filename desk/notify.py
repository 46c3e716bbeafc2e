"""`shop policies notify`: a letter about a change that matters, once to each customer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from desk.letters_out import NotifyError, Round, Send, Yes, say_written, write_round
from desk.places import STACK_FILE, Where
from desk.stage import Stage, stage_at
from desk.terminal import say
from domain.days import day_there
from domain.notices import Notices, Plan
from domain.policies import PolicyVersion, announced, in_force


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
    send: Send = False,
    yes: Yes = False,
    stack: Where = STACK_FILE,
) -> None:
    """Write to each customer, once, about a change that matters to them.

    Stop it whenever you like: run again, it goes on with those who haven't been written to.
    """

    def counted() -> Round:
        stage = stage_at(stack)
        told = published(stage, policy, version.date() if version else None)
        notices = Notices(stage.book, stage.outbox, stage.now)
        plan = notices.plan(told.ref)
        _say(told, plan)
        chosen = f" --version {told.effective}" if version else ""
        return Round(plan, notices.write, f"./shop policies notify {policy}{chosen}")

    write_round(counted, send=send, yes=yes)


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
    say(f"{plan.people:>6} with a mail address")
    if plan.agreed:
        say(f"{plan.agreed:>6} skipped: ordered under this version already")
    say_written(plan)
