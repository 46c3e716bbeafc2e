"""Days in words, and which day it is where the shop is."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.languages import language


def day_in_words(day: date, locale: str = "en_US") -> str:
    """“June 4”: month and day, as the language writes them."""
    from babel.dates import format_skeleton  # noqa: PLC0415 — see domain.languages

    at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 — a day, at no place
    return format_skeleton("MMMMd", at, locale=language(locale))


def date_in_words(day: date, locale: str = "en_US") -> str:
    """“June 4, 2026”: a day that may be of another year."""
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(day, "long", locale=language(locale))


def time_in_words(at: datetime, time_zone: str, locale: str = "en_US") -> str:
    """“12:31 PM CST”: the time of day where the shop is, and which time that is."""
    from babel.dates import format_time, get_timezone_name  # noqa: PLC0415

    there = at.astimezone(_zone(time_zone))
    spoken = language(locale)
    zone = get_timezone_name(there, width="short", locale=spoken)
    return f"{format_time(there, 'short', locale=spoken, tzinfo=there.tzinfo)} {zone}"


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
