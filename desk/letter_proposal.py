"""What sending a letter would mean: who gets it, what is missing, how long and how much it takes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from desk.letter_words import STATES, clock_time
from desk.stage import PostRoom
from domain.days import day_there
from domain.letter_plan import Outlook, Plan, outlook, plan
from domain.letter_terms import LetterTerms, NoLetterError, letter_terms
from domain.letters import LetterContent
from domain.mailings import Mailing, MailingState
from domain.order_book import BookUnavailableError
from domain.readership import Readership, lately
from domain.readiness import unready
from domain.sending_account import Account


class SendError(Exception):
    """The letter doesn't go out; the message says why, and what to do."""


class Proposal(msgspec.Struct, frozen=True):
    """All that the owner is told before she is asked."""

    content: LetterContent
    terms: LetterTerms
    account: Account
    readership: Readership
    plan: Plan
    outlook: Outlook
    start_at: datetime
    missing: tuple[str, ...]


def propose(room: PostRoom, content: LetterContent, at: datetime | None) -> Proposal:
    """Read who would get it, and whether everything is in order. Raises SendError."""
    now = room.now()
    try:
        terms = letter_terms(room.shelf, now)
    except NoLetterError as error:
        raise SendError(
            "The shop as it was last published writes no letters. Say who sends them under "
            "“letter” in shop.yaml and how often in the policy “newsletter”, and publish."
        ) from error
    if terms.facts.topic(content.topic) is None:
        raise SendError(
            f"The shop has no topic “{content.topic}”. Add it to “topics” in shop.yaml, publish, "
            "and send again."
        )
    start_at = start(at, terms.time_zone, now)
    _check_unsent(room.mailings.get(content.slug), content, now)
    account = room.account.account()
    every = room.mailings.every()
    late = lately(room.mailings, every, content.slug, terms.fewer_every.days, now)
    set_aside = {each.subject: each for each in room.restrictions.restrictions()}
    readership = Readership(content, terms.time_zone, late, set_aside.get)
    counts = plan(room.readers, readership, start_at)
    return Proposal(
        content=content,
        terms=terms,
        account=account,
        readership=readership,
        plan=counts,
        outlook=outlook(counts.readers, content, account),
        start_at=start_at,
        missing=(
            *_missing(room, account),
            *unpublished(content, day_there(start_at, terms.time_zone)),
            *_nobody(counts),
        ),
    )


def start(at: datetime | None, zone: str, now: datetime) -> datetime:
    """When it begins; `at` is on the shop's clock. Raises SendError where that is past."""
    if at is None:
        return now
    start_at = at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if start_at <= now:
        raise SendError(
            f"{clock_time(start_at, zone)} is past. Say a time to come, or leave out --at."
        )
    return start_at


def _check_unsent(mailing: Mailing | None, content: LetterContent, now: datetime) -> None:
    if mailing is None or mailing.state is MailingState.PREPARING:
        return
    state = STATES[mailing.state]
    if mailing.sha256 != content.sha256:
        raise SendError(
            f"“{content.slug}” is {state} with other words, and what was sent stays as it is. "
            "Write a new letter under another name."
        )
    if mailing.waits(now):
        raise SendError(
            f"“{content.slug}” waits for its time already. Give it another one with --at, or see: "
            f"./shop letter report {content.slug}"
        )
    raise SendError(
        f"“{content.slug}” is {state} already. See: ./shop letter report {content.slug}"
    )


def _missing(room: PostRoom, account: Account) -> list[str]:
    facts = room.shelf.facts()
    if facts is None or facts.letter is None:
        raise BookUnavailableError("release")
    domain = facts.letter.mail_from.rpartition("@")[2]
    return unready(facts, account, room.account.identity(domain))


def unpublished(content: LetterContent, day: date) -> list[str]:
    """Whether its link to the web would lead nowhere."""
    if not content.archive or content.written_on <= day:
        return []
    first = content.written_on
    later = f"Send it with --at {first}T09:00, or put another day into its file's name and publish."
    return [f"It links to its page, which is there from {first} on. {later}"]


def _nobody(counts: Plan) -> list[str]:
    return [] if counts.readers else ["Nobody would get it. To see who reads: ./shop subscribers"]
