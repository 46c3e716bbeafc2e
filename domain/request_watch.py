"""What time does to privacy requests: reminders, lapses, and forgetting whom they were about."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import msgspec

from domain.days import day_there
from domain.messages import State
from domain.outbox import Outbox
from domain.request_decisions import forget_contact, lapse
from domain.request_restriction import run_out
from domain.request_states import OURS, Type
from domain.request_steps import step
from domain.requests import Phase, Request, RequestBook, RequestChange, StaleRequestError
from domain.shelf import Shelf

DAYS_BEFORE = (1, 3, 7)
HALF, LATE = "half", "late"

SETTLED = frozenset({State.DONE, State.FAILED, State.UNKNOWN})
"""Of a mail that won't be written again, so that nobody needs the address any more."""


class Watched(msgspec.Struct):
    """How many requests it changed, by what time did to them."""

    lapsed: int = 0
    reminded: int = 0
    forgotten: int = 0
    lifted: int = 0
    deleted: int = 0


class RequestWatch(msgspec.Struct, frozen=True):
    book: RequestBook
    outbox: Outbox
    shelf: Shelf
    now: Callable[[], datetime]

    def sweep(self) -> Watched:
        """Doing it twice does nothing more. Raises BookUnavailableError."""
        now, zone = self.now(), self._time_zone()
        watched = Watched()
        for request in self.book.in_phase(Phase.OPEN):
            today = day_there(now, zone)
            watched.lapsed += self._done(lapse(request, now, today))
            watched.reminded += self._done(remind(request, now, zone))
        for request in self.book.in_phase(Phase.PARTING):
            if request.due_at <= now or self._is_told(request):
                watched.forgotten += self._done(forget_contact(request, now))
        for flag in self.book.restrictions(now):
            asked = self.book.get(flag.request)
            if asked:
                ended = self._done(run_out(asked, flag, now))
                watched.lifted += ended and flag.told_at is not None
        for request in self.book.in_phase(Phase.KEPT, now):
            if self._still_holds(request):
                continue
            with contextlib.suppress(StaleRequestError):
                self.book.purge(request)
                watched.deleted += 1
        return watched

    def _time_zone(self) -> str:
        facts = self.shelf.facts()
        return facts.time_zone if facts else "UTC"

    def _is_told(self, request: Request) -> bool:
        """Whether the mails of its end have gone, or never will; those long done are forgotten."""
        known = self.outbox.known(request.parting)
        return all(message.state in SETTLED for message in known.values())

    def _still_holds(self, request: Request) -> bool:
        """Whether a flag refers to it, whose end is told by it."""
        if request.type is not Type.RESTRICTION:
            return False
        flag = self.book.restriction(request.subject)
        return flag is not None and flag.request == request.id

    def _done(self, change: RequestChange | None) -> bool:
        """Somebody who was quicker decided it already; the next sweep looks again."""
        if change is None:
            return False
        try:
            self.book.commit(change)
        except StaleRequestError:
            return False
        return True


def remind(request: Request, now: datetime, time_zone: str) -> RequestChange | None:
    """Tell the owner of what is due: the most urgent reminder that has come, once each.

    None of what waits for the person, and on the day of its beginning.
    """
    if request.state not in OURS:
        return None
    which = next(_come(request, day_there(now, time_zone), time_zone), None)
    if which is None or which in request.reminded:
        return None
    return step(
        request,
        now,
        "reminded",
        mails=("owner_privacy_due",),
        key=f"{request.due_on}-{which}",
        facts={"which": which, "due_on": str(request.due_on)},
        reminded=(*request.reminded, which),
    )


def _come(request: Request, today: date, time_zone: str) -> Iterator[str]:
    """The reminders whose day has come, the most urgent first."""
    due_on, begun_on = request.due_on, day_there(_begun_at(request), time_zone)
    if today > due_on:
        yield LATE
    if today <= begun_on:
        return
    for days in DAYS_BEFORE:
        if today >= due_on - timedelta(days=days):
            yield str(days)
    if today >= begun_on + (due_on - begun_on) / 2:
        yield HALF


def _begun_at(request: Request) -> datetime:
    """From when the days are counted that are due now."""
    if request.appeal:
        return request.appeal.at
    return request.extension.at if request.extension else request.received_at
