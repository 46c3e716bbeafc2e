"""A year's privacy requests in numbers, as California asks for them (11 CCR 7102): nobody in it."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime

import msgspec

from domain.request_states import Reason, State, Type
from domain.requests import Request

WHOLE = frozenset({State.FULFILLED, State.DECIDED})
"""A complaint that is decided was answered in whole, whichever way it went."""

GIVEN_UP = frozenset({State.REVOKED, State.DUPLICATE})


class Row(msgspec.Struct, frozen=True):
    """Requests of one type: what became of them, and in how many days they were answered.

    `received` is all the rest together, and an appeal counts until the second answer. `denied` counts by reason. Days are None where nothing
    was answered; what was done at once took 0.
    """

    received: int
    complied_in_whole: int
    complied_in_part: int
    denied: dict[Reason, int]
    given_up: int
    open: int
    median_days: float | None
    mean_days: float | None


class YearReport(msgspec.Struct, frozen=True):
    """`signals` are requests of any type that a browser sent Global Privacy Control with.

    Each is counted under its own type as well: the signal opts out of being sold and shared, which
    nobody is, so there is nothing more to do for it.
    """

    year: int
    types: dict[Type, Row]
    total: Row
    signals: int
    extended: int
    appealed: int
    late: int


def report(
    requests: Iterable[Request], year: int, day_of: Callable[[datetime], date]
) -> YearReport:
    """Of those received in that year; `day_of` says which day a time was where the shop is.

    A record stays for 24 months after its end, so a report can be asked for that long.
    """
    asked = [each for each in requests if day_of(each.received_at).year == year]
    by_type = {kind: [each for each in asked if each.type is kind] for kind in Type}
    return YearReport(
        year=year,
        types={kind: _row(theirs, day_of) for kind, theirs in by_type.items()},
        total=_row(asked, day_of),
        signals=sum(each.signal for each in asked),
        extended=sum(each.extension is not None for each in asked),
        appealed=sum(each.appeal is not None for each in asked),
        late=sum(_is_late(each, day_of) for each in asked),
    )


def _row(asked: list[Request], day_of: Callable[[datetime], date]) -> Row:
    outcomes = Counter(_outcome(each) for each in asked)
    denied = (each.reason or Reason.OTHER for each in asked if _outcome(each) == "denied")
    days = [
        (day_of(each.closed_at) - day_of(each.received_at)).days
        for each in asked
        if each.closed_at and _outcome(each) in {"whole", "part", "denied"}
    ]
    return Row(
        received=len(asked),
        complied_in_whole=outcomes["whole"],
        complied_in_part=outcomes["part"],
        denied=dict(sorted(Counter(denied).items())),
        given_up=outcomes["given_up"],
        open=outcomes["open"],
        median_days=round(statistics.median(days), 1) if days else None,
        mean_days=round(statistics.fmean(days), 1) if days else None,
    )


def _outcome(request: Request) -> str:
    """What became of it; an answer that an appeal let stand is what it was before."""
    if request.is_open:
        return "open"
    if request.state in GIVEN_UP:
        return "given_up"
    if request.state in WHOLE:
        return "whole"
    if request.state is State.UPHELD:
        return "part" if request.work else "denied"
    return "denied" if request.state is State.DENIED else "part"


def _is_late(request: Request, day_of: Callable[[datetime], date]) -> bool:
    """Answered after its last day; an open one isn't counted before it is answered."""
    return request.closed_at is not None and day_of(request.closed_at) > request.due_on
