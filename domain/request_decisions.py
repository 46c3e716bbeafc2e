"""What becomes of a privacy request: each decision a pure function that gives one change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

import msgspec

from domain.request_parts import Download, Extension, Retained, Work
from domain.request_states import Reason, RequestStateError, State
from domain.request_steps import answered, step
from domain.requests import Request, RequestChange

SETTLED = frozenset({"done", "nothing", "left"})
"""Of work on which nobody goes on."""


class ExtensionError(Exception):
    """A day that can't be moved: it was before, it is past, or no rule allows it."""

    def __init__(self, why: Literal["twice", "late", "never", "too_far", "no_reason"]) -> None:
        self.why = why
        super().__init__(why)


class UnfinishedError(Exception):
    """Work that isn't done in every system yet; the message names those."""


class NoReasonError(Exception):
    """A refusal without a reason that a person could understand."""


# The review


def hand_to_owner(request: Request, why: str, now: datetime) -> RequestChange:
    """The owner decides; `why` is a word for the ledger, such as “unshipped_order”."""
    _check(request, State.IN_REVIEW)
    mails = (*answered(request, "privacy_waits"), "owner_privacy_waits")
    return step(
        request, now, "handed_to_owner", mails=mails, facts={"why": why}, waits_for_owner=True
    )


def approve(request: Request, now: datetime) -> RequestChange:
    """The owner lets it go on; nothing hands it back to her."""
    _check(request, State.IN_REVIEW)
    return step(request, now, "approved", waits_for_owner=False, approved_at=now)


def begin(
    request: Request, work: Iterable[Work], now: datetime, *, by_owner: bool = False
) -> RequestChange:
    """Start on it in every system that is named; with `by_owner` it is her hands that do it."""
    planned = tuple(work)
    return step(
        request,
        now,
        "begun",
        State.EXECUTING,
        facts={each.name: each.action for each in planned},
        work=planned,
        waits_for_owner=by_owner,
    )


def record(
    request: Request,
    system: str,
    status: Literal["done", "nothing", "failed", "left"],
    now: datetime,
    why: str | None = None,
) -> RequestChange | None:
    """What came of it in one system; None where that was known before, or it wasn't begun.

    `why` names an error, and nobody.
    """
    _check(request, State.EXECUTING)
    stands = next((each for each in request.work if each.name == system), None)
    if stands is None or (stands.status in SETTLED or stands.status == status):
        return None
    settled = msgspec.structs.replace(stands, status=status, at=now, why=why)
    work = tuple(settled if each.name == system else each for each in request.work)
    return step(request, now, "worked", facts={"system": system, "status": status}, work=work)


def finish(
    request: Request,
    now: datetime,
    *,
    retained: tuple[Retained, ...] = (),
    reason: Reason | None = None,
    says: str | None = None,
    download: Download | None = None,
    whole: bool = False,
) -> RequestChange:
    """Done, or done in part: where something was kept, or for a reason. Raises UnfinishedError.

    It is `whole` in spite of what was kept, where that is nothing that the person asked about.
    """
    left = [each.name for each in request.work if each.status in {"waiting", "failed"}]
    if left:
        raise UnfinishedError(", ".join(left))
    if retained and reason is None and not whole:
        reason = Reason.LEGAL_RETENTION
    state = State.PARTIALLY_FULFILLED if reason else State.FULFILLED
    return step(
        request,
        now,
        "finished",
        state,
        mails=answered(request, "privacy_partly" if reason else "privacy_done"),
        facts={"retained": len(retained)} | ({"reason": reason.value} if reason else {}),
        retained=retained,
        reason=reason,
        says=says,
        download=download,
    )


def deny(request: Request, reason: Reason, now: datetime, says: str | None = None) -> RequestChange:
    """Refused, and the person sees why. Raises NoReasonError: `other` needs words of its own."""
    if reason is Reason.OTHER and not (says and says.strip()):
        raise NoReasonError
    return step(
        request,
        now,
        "denied",
        State.DENIED,
        mails=answered(request, "privacy_denied"),
        facts={"reason": reason.value},
        reason=reason,
        says=says,
    )


def lapse(request: Request, now: datetime, today: date) -> RequestChange | None:
    """Closed, because nobody proved who they are in time; None where it isn't so."""
    if request.state is not State.IDENTITY_PENDING or today < request.lapses_on:
        return None
    reason = Reason.INSUF_VERIFICATION
    return step(
        request,
        now,
        "lapsed",
        State.DENIED,
        mails=answered(request, "privacy_lapsed"),
        facts={"reason": reason.value},
        reason=reason,
    )


# Any open one


def extend(
    request: Request, reason: str, now: datetime, today: date, until: date | None = None
) -> RequestChange:
    """Move the day, once, as far as the law lets it; the person is told. Raises ExtensionError."""
    latest = request.deadline.latest_on
    until = until or latest
    if request.extension:
        raise ExtensionError("twice")
    if not request.is_open or request.appeal or latest is None or until is None:
        raise ExtensionError("never")
    if today > request.due_on:
        raise ExtensionError("late")
    if not request.due_on < until <= latest:
        raise ExtensionError("too_far")
    if not reason.strip():
        raise ExtensionError("no_reason")
    return step(
        request,
        now,
        "extended",
        mails=answered(request, "privacy_extended"),
        facts={"until": str(until)},
        extension=Extension(until, reason, now),
        reminded=(),
    )


def revoke(request: Request, now: datetime) -> RequestChange:
    return step(request, now, "revoked", State.REVOKED, mails=answered(request, "privacy_revoked"))


def repeat(request: Request, of: str, now: datetime) -> RequestChange:
    """Closed as the duplicate of another open one."""
    return step(
        request,
        now,
        "repeated",
        State.DUPLICATE,
        mails=answered(request, "privacy_duplicate"),
        facts={"of": of},
        of=of,
    )


# After the end


def fetch(request: Request, now: datetime) -> RequestChange | None:
    """One download less; None where the copy is gone, or was fetched as often as it may be."""
    copy = request.download
    if copy is None or not copy.is_open(now):
        return None
    left = msgspec.structs.replace(copy, left=copy.left - 1)
    return step(request, now, "fetched", facts={"left": left.left}, download=left)


def forget_contact(request: Request, now: datetime) -> RequestChange | None:
    """What is personal goes, once a closed request's last mail has gone or failed."""
    if request.is_open or request.contact is None:
        return None
    return step(request, now, "contact_forgotten", contact=None, parting=())


def _check(request: Request, state: State) -> None:
    if request.state is not state:
        raise RequestStateError(f"request {request.id} is {request.state}, not {state}")
