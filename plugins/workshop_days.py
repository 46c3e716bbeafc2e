"""Reads when the workshop works: its weekdays, the days it is closed, how long it packs, how much it makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.shop import Workshop
from plugins.fields import Fields, read_day

WORKSHOP_FIELDS = ("ready_days", "closed_weekdays", "closed", "made_a_week")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_PACKING = 60
LONGEST_CLOSING = timedelta(days=366)


def read_workshop(fields: Fields | None) -> Workshop:
    """The calendar; what is wrong is noted."""
    if fields is None:
        return Workshop()
    fields.refuse_unknown(WORKSHOP_FIELDS)
    days = (day for number, text in _closings(fields) for day in _days(fields, number, text))
    return Workshop(
        ready_days=fields.count("ready_days", required=True, most=LONGEST_PACKING) or 1,
        closed_weekdays=_weekdays(fields),
        closed_on=tuple(sorted(set(days))),
        made_a_week=fields.count("made_a_week"),
    )


def _weekdays(fields: Fields) -> tuple[int, ...]:
    """As `date.weekday()` counts them."""
    names = fields.texts("closed_weekdays")
    for number, name in enumerate(names, 1):
        if name.casefold() not in WEEKDAYS:
            advice = "Write one such as sunday."
            fields.note("closed_weekdays", f"“{name}” is no weekday. {advice}", number)
    closed = {WEEKDAYS.index(name.casefold()) for name in names if name.casefold() in WEEKDAYS}
    if len(closed) == len(WEEKDAYS):
        fields.note("closed_weekdays", "Nothing would ever ship. Leave one weekday out.")
        return ()
    return tuple(sorted(closed))


def _closings(fields: Fields) -> Iterator[tuple[int, str]]:
    return enumerate(fields.texts("closed"), 1)


def _days(fields: Fields, number: int, text: str) -> Iterator[date]:
    """The days of “2026-12-24 to 2027-01-02”, or the one of “2026-11-26”."""
    first, _, last = text.partition(" to ")
    day, end = read_day(first), read_day(last or first)
    if day is None or end is None:
        advice = "Write a day as 2026-11-26, or days as 2026-12-24 to 2027-01-02."
        fields.note("closed", f"“{text}” is no day. {advice}", number)
    elif end < day:
        fields.note("closed", f"“{text}” runs backward. Write the earlier day first.", number)
    elif end - day > LONGEST_CLOSING:
        fields.note("closed", f"“{text}” is more than a year. Write a shorter span.", number)
    else:
        yield from (day + timedelta(days=count) for count in range((end - day).days + 1))
