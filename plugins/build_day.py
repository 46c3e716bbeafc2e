"""The day that a build is of, which decides what policies are in force: today, or as told."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.fields import read_day

ENVIRONMENT = "VITRINE_TODAY"
"""Says another day than today: two builds of one day are the same, byte by byte."""


class BuildDayError(Exception):
    """What is said to be the day is none; the message says what to write."""


def build_day(told: str | None, time_zone: str) -> date:
    """The day that is told, else today where the shop is; in UTC where the zone is none.

    The latter is told by who reads shop.yaml. Raises BuildDayError.
    """
    if not told:
        return datetime.now(_zone(time_zone)).date()
    day = read_day(told)
    if day is None:
        raise BuildDayError(
            f"{ENVIRONMENT}: “{told}” is no date. Write year, month and day as 2026-05-14."
        )
    return day


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
