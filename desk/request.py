"""`shop request ID …`: one privacy request, and what the owner decides about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import typer

from desk.places import STACK_FILE, Where
from desk.request_correction import correction, say_differences, values_of
from desk.request_decisions import Decision, Said, decided
from desk.request_orders import ERASES, say_unfinished
from desk.request_page import describe, page_of
from desk.request_picture import show_picture
from desk.request_words import REASONS, STATES, TYPES, what_to_do
from desk.stage import Asking, asking_at
from desk.terminal import EXIT_CODES, REFUSED, AsJson, print_json, say, stop, within_reach
from domain.correcting import FIELDS
from domain.order_book import StaleOrderError
from domain.request_states import BY_HAND, State, Type
from domain.requests import Request, RequestChange, StaleRequestError
from domain.subscribers import StaleSubscriberError


def request(  # noqa: PLR0917 — a command's own arguments and options
    request_id: Annotated[str, typer.Argument(metavar="ID", help="As `shop requests` lists it.")],
    decision: Annotated[
        Decision | None,
        typer.Argument(
            metavar="DECISION",
            help="approve, deny, extend, done or lift; picture to look at their ID; none to show it.",
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(help="Why: a code to deny it or to do it in part, words to extend it."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="What they read, in your own words.")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="To which day it is extended.")
    ] = None,
    vouched: Annotated[
        bool,
        typer.Option("--vouched", help="You know that it is them, without their having proven it."),
    ] = False,
    put_right: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help=f"What is right: {', '.join(FIELDS)}."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask first.")] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Show a privacy request, or decide about it: approve, deny, extend, or say that it is done.

    Of data that is set aside, lift lets the shop use it again, two weeks after they were told.

    They are written to by themselves, whatever you decide. A picture of an ID opens in your viewer;
    the file is deleted when you press Enter, and the picture with your decision.
    """
    with within_reach():
        asking = asking_at(stack)
        found = asking.book.get(request_id.strip())
        if found is None:
            stop(f"There is no request {request_id}. List them with ./shop requests", REFUSED)
        if decision is None:
            _show(found, asking, as_json=as_json)
            return
        if decision is Decision.PICTURE:
            if as_json:
                raise typer.BadParameter("A picture is no JSON.", param_hint="--json")
            show_picture(found, stack)
            return
        day = until.date() if until else None
        said = Said(reason, text, day, values_of(put_right or []), vouched)
        _refuse_strange(found, decision, said, unasked=as_json and not (yes or dry_run))
        changes = decided(found, decision, said, asking)
        if not as_json:
            say_differences(found, said.values, asking)
            if decision is Decision.APPROVE:
                say_unfinished(found, asking)
            _announce(found, decision, changes)
        if not dry_run:
            _go_on(changes, found, said.values, asking, yes=yes)
        _end(changes[-1].request, as_json=as_json, dry_run=dry_run)


def _show(found: Request, asking: Asking, *, as_json: bool) -> None:
    if as_json:
        print_json(page_of(found))
        return
    describe(found, asking)


def _refuse_strange(found: Request, decision: Decision, said: Said, *, unasked: bool) -> None:
    """What would be left unread is an error, so that nobody thinks that it was read."""
    if unasked:
        raise typer.BadParameter("A program can't be asked: say --yes too.", param_hint="--json")
    if said.until and decision is not Decision.EXTEND:
        raise typer.BadParameter("It goes with extend alone.", param_hint="--until")
    if said.text and decision is Decision.EXTEND:
        raise typer.BadParameter("Say why in --reason instead.", param_hint="--text")
    if said.reason and decision is Decision.APPROVE:
        raise typer.BadParameter("An approval needs none.", param_hint="--reason")
    if said.vouched and (decision is not Decision.APPROVE or found.appeal is None):
        raise typer.BadParameter("It goes with approve, of an appeal.", param_hint="--vouched")
    if said.values and (decision is not Decision.DONE or found.type is not Type.CORRECTION):
        raise typer.BadParameter("It goes with done, of a correction.", param_hint="--set")


def _announce(found: Request, decision: Decision, changes: Sequence[RequestChange]) -> None:
    """What is about to happen, before anybody is asked."""
    after = changes[-1].request
    mails = sum(
        not message.about.startswith("owner_") for change in changes for message in change.messages
    )
    which = f"Request {found.id} ({TYPES[found.type]})"
    if decision is Decision.LIFT:
        flag = changes[-1].sets
        ends_on = flag.ends_at.date() if flag else ""
        say(f"{which}: their data is used again from {ends_on}, and they are told so now.")
    elif decision is Decision.EXTEND and after.extension:
        say(f"{which}: to be answered by {after.due_on}, and not by {found.due_on}.")
    elif after.state is State.REVERSED and found.type in BY_HAND:
        say(f"{which}: they were right, and it is for you to do. Then say done.")
    elif after.runs_by_itself:
        say(f"{which}: the shop does it by itself, within minutes.")
        say("What is done then can't be taken back.")
        if found.type in ERASES:
            say("The addresses of parcels that haven't left yet go as well: send those first.")
    else:
        say(f"{which}: {STATES[found.state]} → {STATES[after.state]}.")
    if after.reason and after.reason != found.reason:
        say(f"Because {REASONS[after.reason]}. They read the reason.")
    say(f"{mails or 'No'} mail{'' if mails == 1 else 's'} about it.")


def _go_on(
    changes: Iterable[RequestChange],
    found: Request,
    values: dict[str, str],
    asking: Asking,
    *,
    yes: bool,
) -> None:
    """What is put right comes first: if that is cut off, the request is still to be done."""
    if not yes:
        _ask()
    try:
        if values:
            correction(asking).write(found.subject, values)
        for change in changes:
            asking.book.commit(change)
    except (StaleOrderError, StaleRequestError, StaleSubscriberError):
        stop(
            "Somebody else, or the shop itself, has just changed something of it. Look at it again, "
            "and decide again.",
            REFUSED,
        )


def _ask() -> None:
    try:
        agreed = typer.confirm("Go on?")
    except typer.Abort:
        typer.echo()
        stop("Nothing was changed. Where nobody can be asked, say --yes.", REFUSED)
    if not agreed:
        stop("Nothing was changed.", REFUSED)


def _end(last: Request, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json(page_of(last))
    elif dry_run:
        say("Nothing was changed.")
    else:
        say(f"Request {last.id} is {STATES[last.state]}. For you to do: {what_to_do(last)}.")


request.__doc__ = f"{request.__doc__}\n\n{EXIT_CODES}"
