"""Setting the flag that a restriction asks for, telling of its end, and lifting it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.request_decisions import record
from domain.request_steps import step
from domain.requests import Request, RequestChange
from domain.restriction import LIFTED_AFTER, TOLD_BEFORE, Restriction, restricted

EVERYWHERE = "restriction"
"""The name of the work: one flag, which holds wherever the data is."""


class NotSetAsideError(Exception):
    """A request whose flag doesn't stand: it never did, it was lifted, or a later one has set it."""


class EndsAlreadyError(Exception):
    """A flag whose person has been told already when it ends."""


def set_aside(request: Request, now: datetime) -> RequestChange | None:
    """The flag, in one write with what it was set for; None where that was done before."""
    change = record(request, EVERYWHERE, "done", now)
    if change is None:
        return None
    return msgspec.structs.replace(change, sets=restricted(request.subject, request.id, now))


def announce_end(request: Request, stands: Restriction | None, now: datetime) -> RequestChange:
    """The owner lifts it: its person is told first. Raises NotSetAsideError, EndsAlreadyError."""
    flag = _of(request, stands)
    if flag.told_at:
        raise EndsAlreadyError(str(flag.ends_at.date()))
    return _told(request, flag, now, now + LIFTED_AFTER)


def lift(request: Request, stands: Restriction | None, now: datetime) -> RequestChange:
    """Its person lifts it, on the page of their request. Raises NotSetAsideError."""
    return step(request, now, "restriction_lifted", lifts=_of(request, stands))


def run_out(request: Request, flag: Restriction, now: datetime) -> RequestChange | None:
    """What time does to it: first its person is told, then it ends; None where it isn't time."""
    if now < flag.due_at:
        return None
    if flag.told_at is None:
        return _told(request, flag, now, max(flag.ends_at, now + TOLD_BEFORE))
    return step(request, now, "restriction_ended", lifts=flag)


def _of(request: Request, stands: Restriction | None) -> Restriction:
    if stands is None or stands.request != request.id:
        raise NotSetAsideError(request.id)
    return stands


def _told(request: Request, flag: Restriction, now: datetime, ends_at: datetime) -> RequestChange:
    ending = msgspec.structs.replace(flag, ends_at=ends_at, told_at=now)
    facts = {"ends_on": str(ends_at.date())}
    mails = ("privacy_lifting",)
    return step(request, now, "restriction_end_told", mails=mails, facts=facts, sets=ending)
