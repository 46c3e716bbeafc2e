"""The letter's readers: shown with the proof of their yes, and forgotten but for a hash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from domain.copying import ask_copy, asked_to_move, letter_copy, moved_from
from domain.forgetting import unbind
from domain.holdings import Held, Name, Outcome, Subject
from domain.moves import earlier, end_trail
from domain.reader_sends import ReaderSends
from domain.request_parts import Retained
from domain.subscribers import Ask, Standing, Subscriber, SubscriberBook

LISTED = frozenset({Standing.BOUNCED, Standing.COMPLAINED})
"""Standings that SES tells of, which has the address on its own list for the account then."""

ASKS: tuple[Literal["join", "choices"], ...] = ("join", "choices")


class SubscribersSystem(msgspec.Struct, frozen=True):
    book: SubscriberBook
    sends: ReaderSends

    name: Name = "subscribers"

    def held(self, subject: Subject) -> Iterator[Held]:
        record = self.book.get(subject.id)
        if record:
            yield Held("letter", f"subscribers/{record.id}", letter_copy(record))
        for ask in self._asks(subject):
            yield Held("asks", f"subscribers/ask#{ask.what}#{ask.subscriber}", ask_copy(ask))
        for other in self.book.moving_here(subject.id):
            yield Held("moves", f"subscribers/{other.id}", asked_to_move(other))
        for before in earlier(self.book, subject.id):
            yield Held("moves", f"subscribers/{before.id}", moved_from())

    def erase(self, subject: Subject, at: datetime) -> Outcome:
        """Letters end where they have moved to, too: after this nothing knows where that is.

        Whoever was never a reader is suppressed all the same: no list shall bring them in.
        """
        asks = len(list(self._asks(subject)))
        unbound = unbind(self.book, self.sends, subject.id)
        record = self.book.get(subject.id)
        if record and is_tombstone(record) and not asks:
            return Outcome(unbound)
        end_trail(self.book, subject.id, at)
        self.book.forget(subject.id, at)
        return Outcome(unbound + asks + (record is not None))

    def kept(self, subject: Subject) -> Iterator[Retained]:
        record = self.book.get(subject.id)
        if record:
            yield Retained("suppression", "your_wish")
        if record and record.standing in LISTED:
            yield Retained("mail_service_list", "undeliverable")

    def _asks(self, subject: Subject) -> Iterator[Ask]:
        for what in ASKS:
            if ask := self.book.asked(what, subject.id):
                yield ask


def is_tombstone(record: Subscriber) -> bool:
    """Whether there is nothing but the hash, the standing and since when."""
    bare = Subscriber(record.id, record.standing, record.since, record.revision)
    return record.is_suppressed and record == bare
