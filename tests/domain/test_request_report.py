"""A year's requests in numbers: received, done, denied and why, in how many days, and about nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import msgspec

from domain.days import day_there
from domain.request_clock import Regime
from domain.request_parts import Extension, Work
from domain.request_receipt import receive
from domain.request_report import Row, YearReport, report
from domain.request_states import Reason, State, Type
from domain.requests import Asked, Contact, Request

DAY_OF = partial(day_there, time_zone="America/Chicago")
NEW_YEARS_EVE = datetime(2026, 1, 1, 5, 59, tzinfo=UTC)
"""A minute before 2026 in Texas, when it has long begun by UTC."""


def request(
    kind: Type,
    state: State,
    days: int | None = None,
    received_at: datetime = datetime(2026, 3, 2, 18, tzinfo=UTC),
    **changed: object,
) -> Request:
    asked = Asked(kind, "a" * 40, Contact("jo@reader.example"), Regime.GDPR)
    terms = {"respond_within_days": 30}
    arrived = receive(asked, "REQUEST", received_at, "America/Chicago", terms).request
    closed_at = None if days is None else received_at + timedelta(days=days)
    return msgspec.structs.replace(arrived, state=state, closed_at=closed_at, **changed)


def of_2026(*requests: Request) -> YearReport:
    return report(requests, 2026, DAY_OF)


def test_what_was_asked_is_counted_by_what_became_of_it() -> None:
    told = of_2026(
        request(Type.ERASURE, State.FULFILLED, 2),
        request(Type.ERASURE, State.PARTIALLY_FULFILLED, 4, reason=Reason.LEGAL_RETENTION),
        request(Type.ERASURE, State.DENIED, 30, reason=Reason.NO_MATCH),
        request(Type.ERASURE, State.DENIED, 14, reason=Reason.INSUF_VERIFICATION),
        request(Type.ERASURE, State.REVOKED, 1),
        request(Type.ERASURE, State.EXECUTING),
        request(Type.OPT_OUT, State.FULFILLED, 0),
    )

    assert told.types[Type.ERASURE] == Row(
        received=6,
        complied_in_whole=1,
        complied_in_part=1,
        denied={Reason.INSUF_VERIFICATION: 1, Reason.NO_MATCH: 1},
        given_up=1,
        open=1,
        median_days=9,
        mean_days=12.5,
    )
    assert told.types[Type.ACCESS] == Row(0, 0, 0, {}, 0, 0, None, None)
    assert told.total.received == 7


def test_the_year_is_the_shops_own() -> None:
    told = of_2026(
        request(Type.ACCESS, State.EXECUTING, received_at=NEW_YEARS_EVE),
        request(Type.ACCESS, State.EXECUTING, received_at=NEW_YEARS_EVE + timedelta(minutes=1)),
    )

    assert told.total.received == 1


def test_an_answer_that_an_appeal_let_stand_is_what_it_was_before() -> None:
    part = (Work("orders", "erase", "done"),)
    told = of_2026(
        request(Type.ERASURE, State.UPHELD, 40, reason=Reason.NO_MATCH),
        request(Type.ERASURE, State.UPHELD, 40, reason=Reason.LEGAL_RETENTION, work=part),
    )

    assert (told.total.denied, told.total.complied_in_part) == ({Reason.NO_MATCH: 1}, 1)


def test_signals_extensions_and_late_answers_are_counted() -> None:
    until = date(2026, 6, 2)
    moved = Extension(until, "Many orders.", datetime(2026, 3, 20, tzinfo=UTC))
    told = of_2026(
        request(Type.OPT_OUT, State.FULFILLED, 0, signal=True),
        request(Type.ACCESS, State.FULFILLED, 45, signal=True, extension=moved),
        request(Type.ACCESS, State.FULFILLED, 45),
    )

    assert (told.signals, told.extended, told.late) == (2, 1, 1)


def test_a_report_holds_nothing_about_anybody() -> None:
    told = of_2026(request(Type.ACCESS, State.FULFILLED, 2))

    written = msgspec.json.encode(told).decode()

    assert "jo@reader" not in written
    assert "a" * 40 not in written
    assert "REQUEST" not in written
