"""Complaints, and answers that somebody appeals: a person decides, and says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from domain.request_clock import Matter, deadline
from domain.request_decisions import NoReasonError
from domain.request_parts import Appeal
from domain.request_receipt import PROMISED
from domain.request_states import CONFIRMED, State
from domain.request_steps import answered, step
from domain.requests import Contact, Request, RequestChange


class AppealError(Exception):
    """An answer that was appealed before: the second one is final."""


class UnprovenError(Exception):
    """A request that lapsed unproven: it goes on only if the owner knows who asks."""


def investigate(request: Request, now: datetime) -> RequestChange:
    return step(request, now, "investigated", State.INVESTIGATING)


def decide(request: Request, says: str, now: datetime) -> RequestChange:
    """The outcome of a complaint, in words. Raises NoReasonError."""
    if not says.strip():
        raise NoReasonError
    mails = answered(request, "privacy_decided")
    return step(request, now, "decided", State.DECIDED, mails=mails, says=says)


def appeal(
    request: Request, contact: Contact, now: datetime, today: date, terms: Mapping[str, int]
) -> RequestChange:
    """Heard again from the beginning; `contact` was forgotten, so it is given anew.

    Its address has to be checked against the request's subject before. Raises AppealError.
    """
    if request.appeal:
        raise AppealError(request.id)
    days = deadline(request.regime, today, terms[PROMISED], Matter.APPEAL)
    heard = msgspec.structs.replace(
        request, contact=contact, closed_at=None, parting=(), reminded=()
    )
    return step(
        heard,
        now,
        "appealed",
        State.APPEALED,
        mails=(*answered(heard, "privacy_appealed"), "owner_privacy_appeal"),
        facts={"due_on": str(days.due_on), "rule": days.rule},
        appeal=Appeal(now, days),
        waits_for_owner=True,
    )


def uphold(request: Request, says: str, now: datetime) -> RequestChange:
    """The answer stands, and the person reads why. Raises NoReasonError."""
    if not says.strip():
        raise NoReasonError
    return step(
        request,
        now,
        "upheld",
        State.UPHELD,
        mails=answered(request, "privacy_upheld"),
        says=says,
        appeal=_decided(request, now),
    )


def reverse(
    request: Request, now: datetime, says: str | None = None, *, vouched: bool = False
) -> RequestChange:
    """The answer was wrong: the request goes on, and nothing hands it back to the owner.

    Raises UnprovenError where nobody knows who asks, unless the owner has `vouched` for them.
    """
    proof = request.verification
    if not _is_proven(request):
        if not vouched:
            raise UnprovenError(request.id)
        proof = msgspec.structs.replace(
            proof,
            level="address",
            method="owner",
            verified_at=now,
            confirmed_at=now,
            order_fact=None,
        )
    return step(
        request,
        now,
        "reversed",
        State.REVERSED,
        mails=answered(request, "privacy_reversed"),
        facts={"method": proof.method},
        verification=proof,
        reason=None,
        says=says,
        appeal=_decided(request, now),
        waits_for_owner=False,
        approved_at=now,
    )


def _is_proven(request: Request) -> bool:
    """Whether nothing is missing: a code alone doesn't show orders, nor erase anything."""
    proof = request.verification
    unconfirmed = request.type in CONFIRMED and proof.confirmed_at is None
    return proof.verified_at is not None and proof.order_fact != "asked" and not unconfirmed


def _decided(request: Request, now: datetime) -> Appeal | None:
    return msgspec.structs.replace(request.appeal, decided_at=now) if request.appeal else None
