"""The day that a build is of, which decides what policies are in force: today, or as told."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from plugins.fields import read_day

ENVIRONMENT = "VITRINE_TODAY"
"""Says another day than today: two builds of one day are the same, byte by byte."""


class BuildDayError(Exception):
    """What is said to be the day is none; the message says what to write."""


def build_day(told: str | None, time_zone: str) -> date:
    """The day that is told, else today where the shop is."""
    if not told:
        return datetime.now(ZoneInfo(time_zone)).date()
    day = read_day(told)
    if day is None:
        raise BuildDayError(
            f"{ENVIRONMENT}: “{told}” is no date. Write year, month and day as 2026-05-14."
        )
    return day
