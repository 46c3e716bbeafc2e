"""Earlier requests: shown, and what was typed into them forgotten; copies are deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from dateutil.relativedelta import relativedelta

from domain.copying import request_copy, restriction_copy
from domain.exports import Exports
from domain.holdings import Held, Name, Outcome, Subject
from domain.request_decisions import forget_contact
from domain.request_parts import Retained
from domain.request_restriction import lift
from domain.request_steps import step
from domain.requests import LOG_MONTHS, Request, RequestBook, RequestChange


class RequestsSystem(msgspec.Struct, frozen=True):
    book: RequestBook
    exports: Exports

    name: Name = "requests"

    def held(self, subject: Subject) -> Iterator[Held]:
        for request in self.book.of_subject(subject.id):
            yield Held("requests", f"requests/{request.id}", request_copy(request))
        if flag := self.book.restriction(subject.id):
            place = f"requests/restriction#{subject.id}"
            yield Held("set_aside", place, restriction_copy(flag))

    def erase(self, subject: Subject, at: datetime) -> Outcome:
        """What is still open waits for its own answer."""
        lifted = self._lifted(subject, at)
        earlier = [each for each in self.book.of_subject(subject.id) if not each.is_open]
        return Outcome(lifted + sum(self._erased(request, at) for request in earlier))

    def kept(self, subject: Subject) -> Iterator[Retained]:
        """That there was a request, and how it ended: the log, which is about nobody."""
        for request in self.book.of_subject(subject.id):
            ends = (request.closed_at or request.changed_at) + relativedelta(months=LOG_MONTHS)
            yield Retained("request_log", "record_of_requests", ends.date())

    def _lifted(self, subject: Subject, at: datetime) -> bool:
        """Nothing is left that could be used, so nothing is set aside any more."""
        flag = self.book.restriction(subject.id)
        request = self.book.get(flag.request) if flag else None
        if flag is None or request is None:
            return False
        self.book.commit(lift(request, flag, at))
        return True

    def _erased(self, request: Request, at: datetime) -> bool:
        """The copy goes first: its key is known as long as the request names it."""
        changed = False
        if request.download:
            self.exports.delete(request.download.key)
            change = step(request, at, "copy_deleted", download=None)
            self.book.commit(change)
            request, changed = change.request, True
        if forgotten := forget_contact(request, at):
            self.book.commit(forgotten)
            request, changed = forgotten.request, True
        if unsaid := _without_words(request, at):
            self.book.commit(unsaid)
            changed = True
        return changed


def _without_words(request: Request, at: datetime) -> RequestChange | None:
    """The owner's own words may name anybody; codes and days are what the log is made of."""
    moved = request.extension
    if request.says is None and not (moved and moved.reason):
        return None
    extension = msgspec.structs.replace(moved, reason="") if moved else None
    return step(request, at, "words_forgotten", says=None, extension=extension)
