"""What a reader chooses: topics, fewer letters, a pause, a name, another address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from domain.days import day_begins, day_there
from domain.shop import LetterFacts
from domain.subscribers import Standing, Subscriber, SubscriberChange

LONGEST_PAUSE = timedelta(days=366)
LONGEST_NAME = 80

MOVE_WITHIN = timedelta(days=2)
"""For how long a new address can be confirmed."""


class NoTopicError(Exception):
    """Somebody wants letters about nothing: they have to say goodbye instead."""


class PauseError(Exception):
    """A pause that would end in the past, or in more than a year; `reason` says which."""

    def __init__(self, reason: Literal["past", "too_long"]) -> None:
        self.reason = reason
        super().__init__(reason)


class ReaderNameError(Exception):
    """A name that is too long to be one."""


class SameAddressError(Exception):
    """The new address is the one that the letter goes to already."""


class AddressSuppressedError(Exception):
    """From the new address came a complaint about letters: none goes there again."""


class Choices(msgspec.Struct, frozen=True):
    """All that a reader chooses at once. `paused_until` is the day on which letters come again."""

    topics: tuple[str, ...]
    fewer: bool = False
    paused_until: date | None = None
    name: str | None = None


def read_name(text: str) -> str | None:
    """A reader's name on one line; None without one. Raises ReaderNameError."""
    name = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    if len(name) > LONGEST_NAME:
        raise ReaderNameError
    return name or None


def chosen(
    record: Subscriber, choices: Choices, letter: LetterFacts, now: datetime, time_zone: str
) -> Subscriber:
    """The record as they want it from now on. Raises NoTopicError, PauseError."""
    return msgspec.structs.replace(
        record,
        revision=record.revision + 1,
        topics=_topics(choices.topics, letter),
        fewer=choices.fewer,
        paused_until=_pause(choices.paused_until, now, time_zone),
        name=choices.name,
    )


def reduced(
    record: Subscriber, letter: LetterFacts, *, only: Iterable[str] | None, fewer: bool
) -> Subscriber | None:
    """The record with no more than before: a goodbye's link may do that, and nothing else.

    None where that changes nothing. Raises NoTopicError where no topic would be left.
    """
    topics = record.topics
    if only is not None:
        now = {each.id for each in letter.topics} if topics is None else set(topics)
        wanted = _topics(only, letter)
        topics = topics if wanted is None else tuple(each for each in wanted if each in now)
        if topics == ():
            raise NoTopicError
    changed = msgspec.structs.replace(record, topics=topics, fewer=record.fewer or fewer)
    if changed == record:
        return None
    return msgspec.structs.replace(changed, revision=record.revision + 1)


def moving(record: Subscriber, address: str, new_id: str, now: datetime) -> Subscriber:
    """The record, noting where they want the letter from now on, once that is confirmed there."""
    return msgspec.structs.replace(
        record,
        revision=record.revision + 1,
        moving_to=address,
        moving_id=new_id,
        due_at=now + MOVE_WITHIN,
    )


def moved(
    old: Subscriber, new_id: str, there: Subscriber | None, now: datetime
) -> SubscriberChange:
    """The record under its new address; under the old one nothing but that they have moved.

    So a letter that they got there still ends the letters, and no list brings that address back.
    Whoever gets the letter at the new one already keeps what they chose there. The confirmation
    lifts an earlier goodbye from there. Raises AddressSuppressedError.
    """
    if there and there.standing is Standing.COMPLAINED:
        raise AddressSuppressedError
    left = Subscriber(old.id, Standing.LEFT, now, old.revision + 1, moved_to=new_id)
    if there and there.standing is Standing.SUBSCRIBED:
        return SubscriberChange(None, leaves=left)
    record = msgspec.structs.replace(
        old,
        id=new_id,
        since=now,
        revision=there.revision + 1 if there else 1,
        address=old.moving_to,
        moving_to=None,
        moving_id=None,
        due_at=None,
        moved_to=there.moved_to if there else old.moved_to,
    )
    return SubscriberChange(record, leaves=left)


def stored(record: Subscriber) -> dict[str, object]:
    """All that is stored of a reader, as plain values: what a page shows and a file holds."""
    fields: dict[str, object] = msgspec.to_builtins(record)
    return {name: value for name, value in fields.items() if value is not None}


def _topics(wanted: Iterable[str], letter: LetterFacts) -> tuple[str, ...] | None:
    """Those of the shop's topics, in its order; None for all of them. Raises NoTopicError."""
    among = set(wanted)
    known = tuple(each.id for each in letter.topics)
    topics = tuple(each for each in known if each in among)
    if not topics and known:
        raise NoTopicError
    return None if topics == known else topics


def _pause(until: date | None, now: datetime, time_zone: str) -> datetime | None:
    if until is None:
        return None
    today = day_there(now, time_zone)
    if until <= today:
        raise PauseError("past")
    if until > today + LONGEST_PAUSE:
        raise PauseError("too_long")
    return day_begins(until, time_zone)
