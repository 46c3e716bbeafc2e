"""The bench: how many made-to-order pieces fit into a week, and when the next one is ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from domain.shop import Workshop
from domain.workshop import is_open

FARTHEST = timedelta(weeks=52)
"""Nobody is promised a piece later than this from the day on which it could be ready."""

MOST_WEEKS = 52
"""What one order may fill: a condition at DynamoDB has 4 KB, and each week takes 50 bytes of it."""


class BenchFullError(Exception):
    """The weeks were taken meanwhile, or there is no room within FARTHEST."""


class Plan(msgspec.Struct, frozen=True):
    """`weeks`: how many pieces each takes; `ready_on`: when the last of them leaves the bench."""

    weeks: dict[str, int]
    ready_on: date


def week_of(day: date) -> str:
    """“2026-W10” (ISO 8601)."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def plan(
    workshop: Workshop, wanted: Iterable[tuple[date, int]], taken: Mapping[str, int]
) -> Plan | None:
    """Where pieces fit: `wanted` says from which day on how many could be ready.

    Those that can be ready first are given room first. None where nothing is made to order, or
    nobody counts. Raises BenchFullError where there is no room within FARTHEST.
    """
    most = workshop.made_a_week
    pieces = sorted((day, count) for day, count in wanted if count)
    if most is None or not pieces:
        return None
    weeks: dict[str, int] = {}
    ready_on = pieces[0][0]
    for first, count in pieces:
        left, day = count, first
        while True:
            week = week_of(day)
            room = max(0, most - taken.get(week, 0) - weeks.get(week, 0))
            if takes := min(room, left):
                weeks[week] = weeks.get(week, 0) + takes
                ready_on, left = max(ready_on, day), left - takes
            if not left:
                break
            day = _end_of_next_week(workshop, day)
            if day > first + FARTHEST or len(weeks) >= MOST_WEEKS:
                raise BenchFullError
    return Plan(weeks, ready_on)


def _end_of_next_week(workshop: Workshop, day: date) -> date:
    """The last working day of the next week that has one."""
    monday = day - timedelta(days=day.weekday())
    for _ in range(FARTHEST.days // 7 + 1):
        monday += timedelta(weeks=1)
        open_days = (monday + timedelta(days=ahead) for ahead in range(6, -1, -1))
        if found := next((each for each in open_days if is_open(workshop, each)), None):
            return found
    return day + FARTHEST + timedelta(days=1)
