"""When a piece leaves the workshop: working days counted on the maker's own calendar."""

from __future__ import annotations

from datetime import date, timedelta

from domain.shop import Workshop


def is_open(workshop: Workshop, day: date) -> bool:
    return day.weekday() not in workshop.closed_weekdays and day not in workshop.closed_on


def ships_on(workshop: Workshop, ordered_on: date, lead_days: int | None = None) -> date:
    """The day by which a piece ordered on a day leaves; that day itself doesn't count.

    `lead_days` working days later where it is made to order, else after the workshop's
    `ready_days`.
    """
    day = ordered_on
    wanted = workshop.ready_days if lead_days is None else lead_days
    while wanted > 0 or not is_open(workshop, day):
        day += timedelta(days=1)
        wanted -= is_open(workshop, day)
    return day
