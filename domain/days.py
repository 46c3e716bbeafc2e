"""Days in words, and which day it is where the shop is."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton


def day_in_words(day: date, locale: str = "en_US") -> str:
    """“June 4”: month and day, as the language writes them."""
    at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 — a day, at no place
    return format_skeleton("MMMMd", at, locale=_spoken(locale))


def date_in_words(day: date, locale: str = "en_US") -> str:
    """“June 4, 2026”: a day that may be of another year."""
    return format_date(day, "long", locale=_spoken(locale))


def _spoken(locale: str) -> Locale:
    try:
        return Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")


def day_there(at: datetime, time_zone: str) -> date:
    """The day that a moment falls on in a time zone, such as America/Chicago.

    In UTC where the system knows no such zone: some have no list of zones at all.
    """
    return at.astimezone(_zone(time_zone)).date()


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
