"""Days in words, and which day it is where the shop is."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name


def day_in_words(day: date, locale: str = "en_US") -> str:
    """“June 4”: month and day, as the language writes them."""
    at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 — a day, at no place
    return format_skeleton("MMMMd", at, locale=_spoken(locale))


def date_in_words(day: date, locale: str = "en_US") -> str:
    """“June 4, 2026”: a day that may be of another year."""
    return format_date(day, "long", locale=_spoken(locale))


def time_in_words(at: datetime, time_zone: str, locale: str = "en_US") -> str:
    """“12:31 PM CST”: the time of day where the shop is, and which time that is."""
    there = at.astimezone(_zone(time_zone))
    spoken = _spoken(locale)
    zone = get_timezone_name(there, width="short", locale=spoken)
    return f"{format_time(there, 'short', locale=spoken, tzinfo=there.tzinfo)} {zone}"


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


def day_begins(day: date, time_zone: str) -> datetime:
    """When a day begins in a time zone, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=_zone(time_zone)).astimezone(UTC)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
