"""`shop letter pause`, `resume`, `cancel` and `list`: a letter on its way, and who decides."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Annotated

import typer
from rich.table import Table

from desk.letter_preview import Slug
from desk.letter_words import clock_time, state_of
from desk.places import STACK_FILE, Where
from desk.stage import PostRoom, post_room_at
from desk.terminal import (
    EXIT_CODES,
    NOT_ANSWERING,
    NOT_RUNNING,
    REFUSED,
    AsJson,
    console,
    print_json,
    say,
    stop,
)
from domain.mailings import Mailing, MailingState, StaleMailingError
from domain.order_book import BookUnavailableError
from domain.stopping import NotInThatStateError, cancelled, paused, resumed
from infra.stages import StageError

ATTEMPTS = 10
"""Whoever sends the letter notes every second how far it is, which is a change each time."""

Change = Callable[[Mailing], Mailing]


def pause(slug: Slug, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Stop a letter on its way, within about a second. Go on with: letter resume."""
    with told(slug):
        room = post_room_at(stack)
        mailing = changed(room, slug, paused)
    _tell(room, mailing, as_json, "It is paused. Who hasn't got it waits until you resume it.")


def resume(slug: Slug, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Go on with a letter that was paused, or that halted by itself."""
    with told(slug):
        room = post_room_at(stack)
        counts = room.mailings.counts(slug)
        mailing = changed(room, slug, lambda found: resumed(found, counts, room.now()))
        if mailing.may_send(room.now()):
            room.relay.hand_over(mailing)
        begins = f" at {clock_time(mailing.start_at, time_zone(room))}"
    _tell(room, mailing, as_json, f"It goes on{begins if mailing.start_at > room.now() else ''}.")


def cancel(
    slug: Slug,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Give a letter up: who hasn't got it never gets it."""
    question = f"Cancel “{slug}” for good? Who has it keeps it, and nobody else gets it."
    with told(slug):
        room = post_room_at(stack)
        found_mailing(room, slug)
        if not yes and not typer.confirm(question, err=True):
            stop("Nothing was changed.", REFUSED)
        mailing = changed(room, slug, lambda found: cancelled(found, room.now()))
    _tell(room, mailing, as_json, "It is canceled. Nobody else gets it.")


def list_letters(as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """List the letters that were sent or begun, the newest first."""
    with told():
        room = post_room_at(stack)
        mailings = room.mailings.every()
        zone = time_zone(room)
    if as_json:
        print_json([_row(room, each) for each in mailings])
        return
    if not mailings:
        say("No letter has been sent yet.")
        return
    table = Table("Letter", "Subject", "Begins", "State", box=None, header_style="bold")
    table.add_column("For", justify="right")
    for each in mailings:
        begins = clock_time(each.start_at, zone)
        state = state_of(each, zone, room.now())
        table.add_row(each.slug, each.subject, begins, state, f"{each.recipients:,}")
    console.print(table)


for command in (pause, resume, cancel, list_letters):
    command.__doc__ = f"{command.__doc__}\n\n{EXIT_CODES}"


@contextlib.contextmanager
def told(slug: str = "") -> Iterator[None]:
    """Each way in which it can fail with that letter, as a sentence and an exit code."""
    try:
        yield
    except NotInThatStateError as error:
        stop(_not_now(error.state, slug), REFUSED)
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except (BookUnavailableError, StaleMailingError):
        stop(NOT_ANSWERING, NOT_RUNNING)
    except typer.Abort:
        typer.echo(err=True)
        stop("Nothing was changed. Where nobody can be asked, say --yes.", REFUSED)


def _not_now(state: MailingState, slug: str) -> str:
    match state:
        case MailingState.PREPARING:
            return "It isn't on its way yet: nobody gets it until you send it."
        case MailingState.SENDING:
            return "It is on its way already."
        case MailingState.PAUSED | MailingState.HALTED:
            return f"It has stopped already. Go on with: ./shop letter resume {slug}"
        case MailingState.DONE:
            return "Everybody has had it: there is nothing left to stop or to go on with."
    return "It was canceled, and stays so. Write a new letter instead."


def found_mailing(room: PostRoom, slug: str) -> Mailing:
    mailing = room.mailings.get(slug)
    if mailing is None:
        stop(f"No letter “{slug}” has been sent. See: ./shop letter list", REFUSED)
    return mailing


def changed(room: PostRoom, slug: str, change: Change) -> Mailing:
    """The mailing as changed, tried again where its sender noted something meanwhile."""
    for _ in range(ATTEMPTS):
        mailing = change(found_mailing(room, slug))
        with contextlib.suppress(StaleMailingError):
            room.mailings.commit(mailing)
            return mailing
    raise StaleMailingError(slug)


def _tell(room: PostRoom, mailing: Mailing, as_json: bool, sentence: str) -> None:
    if as_json:
        print_json(_row(room, mailing))
    else:
        say(sentence)


def _row(room: PostRoom, mailing: Mailing) -> dict[str, object]:
    return {
        "slug": mailing.slug,
        "subject": mailing.subject,
        "state": mailing.state,
        "is_due": mailing.start_at <= room.now(),
        "starts_at": mailing.start_at,
        "recipients": mailing.recipients,
        "why": mailing.why,
    }


def time_zone(room: PostRoom) -> str:
    facts = room.shelf.facts()
    return facts.time_zone if facts else "UTC"
