"""`shop letter send`: whom a letter goes to, how long that takes, what it costs; then it goes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from desk.letter_files import CONTENT, LetterFileError, built_letter, check_origin
from desk.letter_moving import move, new_time, say_both, waiting
from desk.letter_preview import Content, Slug
from desk.letter_proposal import Proposal, SendError, propose
from desk.letter_words import WHY_NOT, clock_time, counted, dollars, span
from desk.places import STACK_FILE, Where
from desk.stage import PostRoom, post_room_at
from desk.terminal import (
    EXIT_CODES,
    NOT_ANSWERING,
    NOT_RUNNING,
    REFUSED,
    STOPPED,
    AsJson,
    print_json,
    say,
    stop,
    time_on_the_clock,
)
from domain.days import day_there
from domain.letter_plan import Preparation, new_mailing
from domain.letters import LetterContent
from domain.mail import MailUnavailableError
from domain.mailings import ContentFixedError, Mailing, StaleMailingError
from domain.order_book import BookUnavailableError
from infra.stages import StageError


def send(
    slug: Slug,
    *,
    at: Annotated[
        datetime | None,
        typer.Option(
            parser=time_on_the_clock,
            metavar="TIME",
            help="When it begins, on the shop's clock, such as 2026-12-01T09:00. Now without it.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say whom, how long and how much.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before sending.")] = False,
    as_json: AsJson = False,
    content: Content = CONTENT,
    stack: Where = STACK_FILE,
) -> None:
    """Send a letter to its readers, once each; or, with --at, give one that waits another time.

    Stop it whenever you like: nobody gets anything until it says so, and the next run goes on.
    """
    with _told():
        room = post_room_at(stack)
        letter = built_letter(slug, stack, content)
        check_origin(letter, room.origin, stack)
        if at and (stands := waiting(room, letter)):
            _move(room, letter, stands, at, dry_run=dry_run, yes=yes, as_json=as_json)
            return
        proposal = propose(room, letter, at)
        if not as_json:
            _say(proposal, is_emulated=room.is_emulated)
        if proposal.missing:
            raise SendError("\n".join(("The letter can't go out yet.", *proposal.missing)))
        if not dry_run:
            if not yes:
                _ask(f"Send {counted(proposal.plan.readers, 'letter')} {_when(proposal)}?")
            _begin(room, proposal)
    if as_json:
        print_json(_as_json(proposal, "not written" if dry_run else "sending"))
    elif dry_run:
        say("Nothing was written, and nobody gets anything.")
    else:
        say(f"It goes out {_when(proposal)}. To see how it does: ./shop letter report {slug}")


send.__doc__ = f"{send.__doc__}\n\n    {EXIT_CODES}"


def _move(
    room: PostRoom,
    letter: LetterContent,
    stands: Mailing,
    at: datetime,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    start_at = new_time(room, letter, at)
    if not as_json:
        say_both(room, stands, start_at)
    if not dry_run:
        if not yes:
            _ask("Move it?")
        stands = move(room, letter.slug, start_at)
    if as_json:
        print_json(
            {
                "slug": stands.slug,
                "subject": stands.subject,
                "state": stands.state,
                "readers": stands.recipients,
                "starts_at": stands.start_at,
            }
        )
    else:
        say("Nothing was written." if dry_run else "It has its new time.")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Each way in which it can fail, as a sentence and an exit code."""
    try:
        yield
    except (LetterFileError, SendError) as error:
        stop(str(error), REFUSED)
    except (ContentFixedError, StaleMailingError):
        stop("Somebody else has begun to send it meanwhile. See: ./shop letter list", REFUSED)
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop(NOT_ANSWERING, NOT_RUNNING)
    except MailUnavailableError as error:
        stop(f"The mail service can't be asked just now ({error}). Nothing was sent.", NOT_RUNNING)
    except KeyboardInterrupt:
        stop("Stopped. Nobody gets anything yet: run it again to go on from there.", STOPPED)


def _say(proposal: Proposal, *, is_emulated: bool) -> None:
    topic = proposal.terms.facts.topic(proposal.content.topic)
    say(f"“{proposal.content.subject}”, on {topic.label if topic else proposal.content.topic}")
    say(f"{proposal.plan.readers:>7,} get it")
    for why, words in WHY_NOT.items():
        if count := proposal.plan.others.get(why):
            say(f"{count:>7,} don't: {words}")
    if proposal.plan.readers:
        say(_outlook(proposal))
    day, today = proposal.content.written_on, day_there(datetime.now(UTC), proposal.terms.time_zone)
    if proposal.content.archive and day > today and not proposal.missing:
        say(f"It links to its page: publish on {day} or later, before it goes out.")
    if is_emulated:
        say(
            "Mail on this machine is only pretended: whether the domain is in order (SPF, DKIM, "
            "DMARC) wasn't looked at."
        )


def _outlook(proposal: Proposal) -> str:
    account, ahead = proposal.account, proposal.outlook
    rate = f"{account.letters_a_second:g} letters a second"
    takes = f"It takes about {span(ahead.seconds)} at {rate}"
    if ahead.days > 1:
        takes = (
            f"It takes {ahead.days} days, because SES lets {account.letters_a_day:,} letters go a "
            "day, which leaves room for receipts"
        )
    return f"{takes}, and SES asks for about {dollars(ahead.microdollars)}."


def _ask(question: str) -> None:
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:
        typer.echo(err=True)
        raise SendError("Nothing was written. Where nobody can be asked, say --yes.") from None
    if not agreed:
        raise SendError("Nothing was written.")


def _when(proposal: Proposal) -> str:
    waits = proposal.start_at > datetime.now(UTC)
    return f"at {clock_time(proposal.start_at, proposal.terms.time_zone)}" if waits else "now"


def _begin(room: PostRoom, proposal: Proposal) -> None:
    content = proposal.content
    made = new_mailing(content, proposal.start_at, room.now())
    mailing = room.mailings.prepare(made, content)
    preparation = Preparation(room.mailings, room.readers, proposal.readership)
    bar = Console(stderr=True)
    written = preparation.write(content.slug, proposal.start_at)
    steps = (each for batch in written for each in range(batch))
    for _ in track(
        steps,
        "Writing down who gets it",
        total=proposal.plan.readers,
        console=bar,
        transient=True,
        disable=not bar.is_terminal,
    ):
        pass
    begun = preparation.begin(mailing, proposal.start_at, room.now())
    if begun.may_send(room.now()):
        room.relay.hand_over(begun)


def _as_json(proposal: Proposal, state: str) -> dict[str, object]:
    return {
        "slug": proposal.content.slug,
        "subject": proposal.content.subject,
        "state": state,
        "readers": proposal.plan.readers,
        "others": proposal.plan.others,
        "starts_at": proposal.start_at,
        "seconds": proposal.outlook.seconds,
        "days": proposal.outlook.days,
        "dollars": dollars(proposal.outlook.microdollars).removeprefix("$"),
    }
