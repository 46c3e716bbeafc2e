"""When a piece leaves the workshop: working days counted on the maker's own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from domain.days import day_there
from domain.shop import ShopFacts, Workshop

SATURDAY = 5


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


def carrier_days(start: date, end: date) -> int:
    """How many of the days after `start` up to `end` carriers work: Monday to Friday."""
    days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def all_ship_on(facts: ShopFacts, ordered_at: datetime, leads: Iterable[int | None]) -> date:
    """When the slowest piece leaves, and the others with it, counted on the shop's own day."""
    ordered_on = day_there(ordered_at, facts.time_zone)
    return max(ships_on(facts.workshop, ordered_on, lead_days) for lead_days in leads)
