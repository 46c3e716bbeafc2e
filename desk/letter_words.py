"""How the commands speak of letters on their way: counts, spans, prices and states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.mailings import Mailing, MailingState
from domain.readership import Reason

MINUTE, HOUR = 60, 3600

WHY_NOT: Mapping[Reason, str] = {
    "topic": "chose other topics",
    "segment": "aren't in its segment",
    "paused": "have paused their letters",
    "fewer": "want fewer letters, and had one lately",
    "pending": "haven't confirmed yet",
    "suppressed": "left, bounced or complained",
    "set aside": "had their data set aside",
}

STATES: Mapping[MailingState, str] = {
    MailingState.PREPARING: "being prepared",
    MailingState.SENDING: "on its way",
    MailingState.PAUSED: "paused",
    MailingState.HALTED: "halted",
    MailingState.DONE: "done",
    MailingState.CANCELLED: "cancelled",
}

HALTED_BY: Mapping[str, str] = {
    "complaints": "too many readers called it spam",
    "bounces": "too many of its addresses don't exist",
    "refused": "SES refused one letter after the other",
    "not ready": "the domain or SES's account isn't in order",
}

NOT_FOLLOWED = (
    "There are no opens or clicks: counting them takes a hidden picture and links that lead "
    "elsewhere first, and tells who read what and when. Nobody agreed to that."
)


def state_of(mailing: Mailing, zone: str, now: datetime) -> str:
    if mailing.waits(now):
        return f"waiting for {clock_time(mailing.start_at, zone)}"
    return STATES[mailing.state]


def counted(number: int, of: str) -> str:
    return f"{number:,} {of}{'' if number == 1 else 's'}"


def span(seconds: int) -> str:
    """About how long, in one unit: “8 minutes”."""
    if seconds < 2 * MINUTE:
        return counted(max(1, seconds), "second")
    if seconds < 2 * HOUR:
        return counted(round(seconds / MINUTE), "minute")
    return counted(round(seconds / HOUR), "hour")


def dollars(microdollars: int) -> str:
    cents = -(-microdollars // 10_000)
    return f"${cents // 100:,}.{cents % 100:02}"


def clock_time(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}"
