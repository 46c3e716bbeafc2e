"""Somebody's addresses, one after the other: a goodbye, a copy and an erasure go along with a move.

Only the newest has anything to send letters to. Those before it are hashes that lead there.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain import outbox
from domain.subscribers import (
    StaleSubscriberError,
    Standing,
    Subscriber,
    SubscriberBook,
    SubscriberChange,
)

MOST_MOVES = 20
"""How far somebody is followed from the address that a letter went to: addresses can go round."""

ENDED = "letter_ended"
"""What an ask is about that follows a goodbye to where they have moved."""


def trail(book: SubscriberBook, subscriber_id: str) -> list[str]:
    """That one, and whom they have become by moving since, the newest last.

    A letter outlives the address that it went to. Raises BookUnavailableError.
    """
    found = [subscriber_id]
    while len(found) <= MOST_MOVES:
        record = book.get(found[-1])
        if record is None or record.moved_to is None or record.moved_to in found:
            break
        found.append(record.moved_to)
    return found


def earlier(book: SubscriberBook, subscriber_id: str) -> list[Subscriber]:
    """Records of the addresses that they had before, the latest first.

    An address that letters go to again is somebody's own by now: it is among them for its pointer
    to this one, and nothing before it is. Raises BookUnavailableError.
    """
    found: dict[str, Subscriber] = {}
    to_look_at = [subscriber_id]
    while to_look_at and len(found) <= MOST_MOVES:
        for record in book.moved_here(to_look_at.pop(0)):
            if record.id != subscriber_id and record.id not in found:
                found[record.id] = record
                to_look_at += [record.id] if record.is_suppressed else []
    return list(found.values())


def lives(book: SubscriberBook, subscriber_id: str) -> list[str]:
    """That one, and their earlier addresses that have become nobody else's since."""
    before = earlier(book, subscriber_id)
    return [subscriber_id, *(each.id for each in before if each.is_suppressed)]


def end_letters(book: SubscriberBook, subscriber_id: str, now: datetime) -> None:
    """From now on no letters, whoever typed the address, nor where its reader has moved to.

    The same calls for everybody: here nobody looks whether they have moved. Postman does, as soon
    as the outbox rings (`end_trail`).
    """
    book.suppress(subscriber_id, Standing.LEFT, now)
    key = f"{subscriber_id}-{now:%Y%m%dT%H%M%S}"
    message = outbox.ask(ENDED, key, now, subscriber=subscriber_id)
    try:
        book.commit(SubscriberChange(None, (message,)))
    except StaleSubscriberError:
        return  # The same was said within this second.


def end_trail(book: SubscriberBook, subscriber_id: str, now: datetime) -> list[str]:
    """The same where it may be looked: those who got letters until now, the newest last."""
    readers = trail(book, subscriber_id)
    return [each for each in readers if book.suppress(each, Standing.LEFT, now)]


def unasked(record: Subscriber) -> Subscriber:
    """The record without a move that waits to be confirmed."""
    revision = record.revision + 1
    return msgspec.structs.replace(
        record, revision=revision, moving_to=None, moving_id=None, due_at=None
    )


def unlinked(record: Subscriber) -> Subscriber:
    """An earlier address's record that leads nowhere; of one that nobody reads, only the hash."""
    if record.is_suppressed:
        return Subscriber(record.id, record.standing, record.since, record.revision + 1)
    return msgspec.structs.replace(record, revision=record.revision + 1, moved_to=None)
