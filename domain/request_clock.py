"""By when a privacy request is to be answered, and by which rule: counted from its receipt.

Where several rules hold, the earliest day counts. Days on which nobody works make no deadline
later here, though some laws would let them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, timedelta

import msgspec
from dateutil.relativedelta import relativedelta


class Regime(enum.StrEnum):
    """The law that a person asks under, by where they live; `unsaid` has the best of all."""

    GDPR = "gdpr"
    UK = "uk"
    CCPA = "ccpa"
    TDPSA = "tdpsa"
    VOLUNTARY = "voluntary"
    UNSAID = "unsaid"


class Matter(enum.StrEnum):
    """What is waited for: an answer, the outcome of a complaint, or that of an appeal."""

    REQUEST = "request"
    COMPLAINT = "complaint"
    APPEAL = "appeal"


class Deadline(msgspec.Struct, frozen=True):
    """`due_on` is the last day on which an answer is in time, by the `rule`.

    `acknowledge_on` is the last day for saying that it has arrived, `latest_on` how far it can be
    put off, once, if that is said by `due_on`. None where there is no such day.
    """

    due_on: date
    rule: str
    acknowledge_on: date | None = None
    latest_on: date | None = None


class _Limit(msgspec.Struct, frozen=True):
    """A rule's name and the last day that it leaves, from the day of receipt."""

    rule: str
    last_day: Callable[[date], date]


def _months(count: int) -> Callable[[date], date]:
    """The same day of a later month, or that month's last (Regulation 1182/71, article 3)."""
    return lambda received: received + relativedelta(months=count)


def _days(count: int) -> Callable[[date], date]:
    return lambda received: received + timedelta(days=count)


def business_days(received: date, count: int) -> date:
    """The day that is so many of Monday to Friday later."""
    day = received
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5  # noqa: PLR2004 — Saturday
    return day


_ANSWER: dict[Regime, tuple[_Limit, ...]] = {
    Regime.GDPR: (_Limit("gdpr/12.3", _months(1)),),
    Regime.UK: (_Limit("uk-gdpr/12.3", _months(1)),),
    Regime.CCPA: (_Limit("ccpa/7021", _days(45)),),
    Regime.TDPSA: (_Limit("tdpsa/541.052", _days(45)),),
    Regime.VOLUNTARY: (),
}
_LATEST: dict[Regime, Callable[[date], date]] = {
    Regime.GDPR: _months(3),
    Regime.UK: _months(3),
    Regime.CCPA: _days(90),
    Regime.TDPSA: _days(90),
}
"""How far each law lets an answer be put off. Who asks under none, or doesn't say, isn't put off."""

_APPEAL = _Limit("tdpsa/541.053", _days(60))
PROMISE = "promise"
"""The rule of the shop's own policy, which holds for everybody."""

ACKNOWLEDGE = 10
"""Business days (California, 11 CCR 7021); ours comes at once."""

COMPLAINT_ACKNOWLEDGED = 30
"""Days (Data (Use and Access) Act 2025, section 103)."""


def deadline(
    regime: Regime, received_on: date, promised_days: int, matter: Matter = Matter.REQUEST
) -> Deadline:
    """The days of a request that arrived on `received_on`; `promised_days` is the policy's."""
    promise = _Limit(PROMISE, _days(promised_days))
    limits = (*_limits(regime, matter), promise)
    strictest = min(limits, key=lambda limit: limit.last_day(received_on))
    latest = _LATEST.get(regime) if matter is Matter.REQUEST else None
    return Deadline(
        due_on=strictest.last_day(received_on),
        rule=strictest.rule,
        acknowledge_on=_acknowledge_on(regime, received_on, matter),
        latest_on=latest(received_on) if latest else None,
    )


def _limits(regime: Regime, matter: Matter) -> tuple[_Limit, ...]:
    if matter is Matter.APPEAL:
        return (_APPEAL,) if regime in (Regime.TDPSA, Regime.UNSAID) else ()
    if regime is Regime.UNSAID:
        return tuple(limit for limits in _ANSWER.values() for limit in limits)
    return _ANSWER[regime]


def _acknowledge_on(regime: Regime, received_on: date, matter: Matter) -> date | None:
    if matter is Matter.COMPLAINT:
        british = regime in (Regime.UK, Regime.UNSAID)
        return received_on + timedelta(days=COMPLAINT_ACKNOWLEDGED) if british else None
    californian = regime in (Regime.CCPA, Regime.UNSAID)
    return business_days(received_on, ACKNOWLEDGE) if californian else None
