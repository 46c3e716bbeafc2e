"""`shop request ID …`: one privacy request, and what the owner decides about it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, NoReturn

import msgspec
import typer

from desk.places import STACK_FILE, Where
from desk.request_correction import correction, say_differences, values_of
from desk.request_orders import ERASES, say_unfinished
from desk.request_page import describe, page_of
from desk.request_words import REASONS, STATES, TYPES, what_to_do
from desk.stage import Asking, asking_at
from desk.terminal import EXIT_CODES, REFUSED, AsJson, print_json, say, stop, within_reach
from domain import request_decisions, request_owner
from domain.correcting import FIELDS
from domain.orders import StaleOrderError
from domain.request_appeals import UnprovenError
from domain.request_decisions import ExtensionError, NoReasonError
from domain.request_owner import NotHersError
from domain.request_states import Reason, RequestStateError, Type
from domain.requests import Request, RequestChange, StaleRequestError
from domain.subscribers import StaleSubscriberError


class Decision(enum.StrEnum):
    APPROVE = "approve"
    DENY = "deny"
    EXTEND = "extend"
    DONE = "done"


SAYS_NO_REASON = {
    Decision.DENY: f"Say --reason and one of {', '.join(Reason)}; with “other” say --text as well.",
    Decision.DONE: "Say --text and your answer: they read it.",
}
APPEAL_NEEDS_WORDS = "Say --text and why your answer stands: they read it."
UNPROVEN = (
    "Nobody has proven whose request this is, and going on would hand over or erase somebody's "
    "data. If you know that it is them, say --vouched too; else let them ask anew."
)
NO_EXTENSION = {
    "twice": "It was moved once already, and can't be moved again.",
    "late": "Its day is past. It can only be moved before: answer it as soon as you can.",
    "never": "No law lets this one be moved. Answer it by its day.",
    "too_far": "It can't be moved to that day. Leave --until out to move it as far as it goes.",
    "no_reason": "Say --reason and why it takes longer: they read it.",
}


def request(  # noqa: PLR0917 — a command's own arguments and options
    request_id: Annotated[str, typer.Argument(metavar="ID", help="As `shop requests` lists it.")],
    decision: Annotated[
        Decision | None,
        typer.Argument(metavar="DECISION", help="approve, deny, extend or done; none to show it."),
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

    They are written to by themselves, whatever you decide.
    """
    with within_reach():
        asking = asking_at(stack)
        found = asking.book.get(request_id.strip())
        if found is None:
            stop(f"There is no request {request_id}. List them with ./shop requests", REFUSED)
        if decision is None:
            _show(found, asking, as_json=as_json)
            return
        day = until.date() if until else None
        said = _Said(reason, text, day, values_of(put_right or []), vouched)
        _refuse_strange(found, decision, said, unasked=as_json and not (yes or dry_run))
        changes = _decided(found, decision, said, asking)
        if not as_json:
            say_differences(found, said.values, asking)
            if decision is Decision.APPROVE:
                say_unfinished(found, asking)
            _announce(found, decision, changes)
        if not dry_run:
            _go_on(changes, found, said.values, asking, yes=yes)
        _end(changes[-1].request, as_json=as_json, dry_run=dry_run)


class _Said(msgspec.Struct, frozen=True):
    """What stood on the command line beside the decision."""

    reason: str | None
    text: str | None
    until: date | None
    values: dict[str, str]
    vouched: bool = False

    @property
    def code(self) -> Reason | None:
        if self.reason is None:
            return None
        try:
            return Reason(self.reason)
        except ValueError:
            codes = "; ".join(f"{code} ({words})" for code, words in REASONS.items())
            raise typer.BadParameter(
                f"“{self.reason}” is no reason. Say one of these: {codes}.", param_hint="--reason"
            ) from None


def _show(found: Request, asking: Asking, *, as_json: bool) -> None:
    if as_json:
        print_json(page_of(found))
        return
    describe(found, asking)


def _refuse_strange(found: Request, decision: Decision, said: _Said, *, unasked: bool) -> None:
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


def _decided(
    found: Request, decision: Decision, said: _Said, asking: Asking
) -> tuple[RequestChange, ...]:
    """The changes, worked out to the end before any is written."""
    try:
        return tuple(_changes(found, decision, said, asking))
    except (NotHersError, RequestStateError):
        _stop_not_hers(found, decision)
    except UnprovenError:
        stop(UNPROVEN, REFUSED)
    except NoReasonError:
        stop(APPEAL_NEEDS_WORDS if found.appeal else SAYS_NO_REASON[decision], REFUSED)
    except ExtensionError as error:
        stop(NO_EXTENSION[error.why], REFUSED)


def _changes(
    found: Request, decision: Decision, said: _Said, asking: Asking
) -> Iterator[RequestChange]:
    now = asking.now()
    match decision:
        case Decision.APPROVE:
            yield request_owner.approve(found, now, said.text, vouched=said.vouched)
        case Decision.DENY:
            yield request_owner.deny(found, now, said.code, said.text)
        case Decision.EXTEND:
            today, until = asking.today(), said.until
            yield request_decisions.extend(found, said.reason or "", now, today, until)
        case Decision.DONE:
            yield from request_owner.finish(found, now, said.code, said.text)


def _stop_not_hers(found: Request, decision: Decision) -> NoReturn:
    stop(
        f"Request {found.id} is {STATES[found.state]}: “{decision}” isn't for that. "
        f"For you to do: {what_to_do(found)}.",
        REFUSED,
    )


def _announce(found: Request, decision: Decision, changes: Iterable[RequestChange]) -> None:
    """What is about to happen, before anybody is asked."""
    after = [*changes][-1].request
    mails = sum(
        not message.about.startswith("owner_") for change in changes for message in change.messages
    )
    which = f"Request {found.id} ({TYPES[found.type]})"
    if decision is Decision.EXTEND and after.extension:
        say(f"{which}: to be answered by {after.due_on}, and not by {found.due_on}.")
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
