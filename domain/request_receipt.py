"""A privacy request as it arrives: when it is due, and what it waits for first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from domain.days import day_there
from domain.policies import PolicyRef
from domain.request_clock import Matter, deadline
from domain.request_states import AT_ONCE, State, Type
from domain.request_steps import answered, joined, step
from domain.requests import Asked, Request, RequestChange

PROMISED = "respond_within_days"
LAPSES = "unverified_request_lapses_days"
LAPSES_AFTER = 14
"""Days, where the shop's policy states none."""


def receive(  # noqa: PLR0917 — what is true of the shop on that day
    asked: Asked,
    request_id: str,
    now: datetime,
    time_zone: str,
    terms: Mapping[str, int],
    policies: tuple[PolicyRef, ...] = (),
) -> RequestChange:
    """A request as it arrives, for `RequestBook.open`; nobody has looked anything up for it.

    What needs no proof stays `received` until it is done, which is at once: the sweep finds what a
    power cut left.
    """
    today = day_there(now, time_zone)
    matter = Matter.COMPLAINT if asked.type is Type.COMPLAINT else Matter.REQUEST
    days = deadline(asked.regime, today, terms[PROMISED], matter)
    lapses_on = today + timedelta(days=terms.get(LAPSES, LAPSES_AFTER))
    request = Request(
        **msgspec.structs.asdict(asked),
        id=request_id,
        state=State.RECEIVED,
        received_at=now,
        deadline=days,
        lapses_on=min(lapses_on, days.due_on),
        changed_at=now,
        revision=0,
        policies=policies,
    )
    facts = {
        "type": asked.type.value,
        "asked_by": asked.asked_by,
        "channel": asked.channel,
        "regime": asked.regime.value,
        "due_on": str(days.due_on),
        "rule": days.rule,
    }
    arrived = step(request, now, "received", facts=facts)
    acknowledged = _acknowledged(arrived.request, now)
    return joined(arrived, acknowledged) if acknowledged else arrived


def _acknowledged(request: Request, now: datetime) -> RequestChange | None:
    if request.type in AT_ONCE:
        return None
    mails = answered(request, "privacy_received")
    if request.type is Type.COMPLAINT:
        mails = (*mails, "owner_privacy_complaint")
        return step(request, now, "acknowledged", State.ACKNOWLEDGED, mails=mails)
    return step(request, now, "acknowledged", State.IDENTITY_PENDING, mails=mails)
