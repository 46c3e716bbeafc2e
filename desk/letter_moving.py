"""`shop letter send --at` of a letter that waits for its time already: it gets another one."""

from __future__ import annotations

from datetime import datetime

from desk.letter_control import changed, time_zone
from desk.letter_proposal import SendError, start, unpublished
from desk.letter_words import clock_time, counted
from desk.stage import PostRoom
from desk.terminal import say
from domain.days import day_there
from domain.letters import LetterContent
from domain.mailings import Mailing
from domain.stopping import NotInThatStateError, moved_to


def waiting(room: PostRoom, content: LetterContent) -> Mailing | None:
    """The letter, where these very words wait for a time to come."""
    found = room.mailings.get(content.slug)
    if found is None or found.sha256 != content.sha256 or not found.waits(room.now()):
        return None
    return found


def new_time(room: PostRoom, content: LetterContent, at: datetime) -> datetime:
    """Raises SendError for one that is past, or before the letter's page is there."""
    zone = time_zone(room)
    start_at = start(at, zone, room.now())
    if missing := unpublished(content, day_there(start_at, zone)):
        raise SendError("\n".join(missing))
    return start_at


def say_both(room: PostRoom, mailing: Mailing, start_at: datetime) -> None:
    zone = time_zone(room)
    say(f"“{mailing.subject}” waits for {clock_time(mailing.start_at, zone)} already.")
    say(
        f"It would go out at {clock_time(start_at, zone)} instead, to the same "
        f"{counted(mailing.recipients, 'reader')} who were written down for it."
    )


def move(room: PostRoom, slug: str, start_at: datetime) -> Mailing:
    """The letter with its new time. Raises SendError where it has begun meanwhile."""
    try:
        return changed(room, slug, lambda found: moved_to(found, start_at, room.now()))
    except NotInThatStateError as error:
        raise SendError(
            f"It doesn't wait any more, so its time stays. See: ./shop letter report {slug}"
        ) from error
