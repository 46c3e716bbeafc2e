"""Deadlines of privacy requests, each worked out by hand from a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from domain.request_clock import Deadline, Matter, Regime, business_days, deadline

GDPR, UK, CCPA, TDPSA = Regime.GDPR, Regime.UK, Regime.CCPA, Regime.TDPSA
VOLUNTARY, UNSAID = Regime.VOLUNTARY, Regime.UNSAID


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.promise("privacy/respond-within")
@pytest.mark.parametrize(
    ("regime", "received", "promised", "due", "rule"),
    [
        # A month is longer than thirty days, or shorter, or neither.
        (GDPR, "2026-01-01", 30, "2026-01-31", "promise"),
        (GDPR, "2026-01-28", 30, "2026-02-27", "promise"),
        (GDPR, "2026-01-29", 30, "2026-02-28", "gdpr/12.3"),
        (GDPR, "2026-01-30", 30, "2026-02-28", "gdpr/12.3"),
        (GDPR, "2026-01-31", 30, "2026-02-28", "gdpr/12.3"),
        (GDPR, "2026-02-01", 30, "2026-03-01", "gdpr/12.3"),
        (GDPR, "2026-02-27", 30, "2026-03-27", "gdpr/12.3"),
        (GDPR, "2026-02-28", 30, "2026-03-28", "gdpr/12.3"),
        (GDPR, "2026-03-01", 30, "2026-03-31", "promise"),
        (GDPR, "2026-03-31", 30, "2026-04-30", "gdpr/12.3"),
        (GDPR, "2026-04-30", 30, "2026-05-30", "gdpr/12.3"),
        (GDPR, "2026-05-31", 30, "2026-06-30", "gdpr/12.3"),
        (GDPR, "2026-08-31", 30, "2026-09-30", "gdpr/12.3"),
        (GDPR, "2026-12-01", 30, "2026-12-31", "promise"),
        (GDPR, "2026-12-31", 30, "2027-01-30", "promise"),
        # Leap years.
        (GDPR, "2028-01-29", 30, "2028-02-28", "promise"),
        (GDPR, "2028-01-30", 30, "2028-02-29", "gdpr/12.3"),
        (GDPR, "2028-01-31", 30, "2028-02-29", "gdpr/12.3"),
        (GDPR, "2028-02-01", 30, "2028-03-01", "gdpr/12.3"),
        (GDPR, "2028-02-29", 30, "2028-03-29", "gdpr/12.3"),
        (GDPR, "2100-01-31", 30, "2100-02-28", "gdpr/12.3"),
        # A policy that promises more or less than the law.
        (GDPR, "2026-01-15", 45, "2026-02-15", "gdpr/12.3"),
        (GDPR, "2026-01-15", 10, "2026-01-25", "promise"),
        (GDPR, "2026-01-15", 1, "2026-01-16", "promise"),
        (UK, "2026-01-31", 30, "2026-02-28", "uk-gdpr/12.3"),
        (UK, "2026-06-15", 30, "2026-07-15", "uk-gdpr/12.3"),
        (UK, "2026-07-15", 30, "2026-08-14", "promise"),
        # Forty-five days, where the policy doesn't promise less.
        (CCPA, "2026-01-01", 45, "2026-02-15", "ccpa/7021"),
        (CCPA, "2026-01-01", 30, "2026-01-31", "promise"),
        (CCPA, "2028-01-20", 45, "2028-03-05", "ccpa/7021"),
        (TDPSA, "2026-11-26", 45, "2027-01-10", "tdpsa/541.052"),
        (TDPSA, "2026-11-26", 30, "2026-12-26", "promise"),
        # Under no law at all, the policy's promise; where nobody says, the best of all.
        (VOLUNTARY, "2026-01-31", 30, "2026-03-02", "promise"),
        (VOLUNTARY, "2028-01-31", 30, "2028-03-01", "promise"),
        (VOLUNTARY, "2026-12-25", 45, "2027-02-08", "promise"),
        (UNSAID, "2026-01-31", 30, "2026-02-28", "gdpr/12.3"),
        (UNSAID, "2026-03-01", 30, "2026-03-31", "promise"),
        (UNSAID, "2026-03-01", 45, "2026-04-01", "gdpr/12.3"),
    ],
)
def test_an_answer_is_due_by_the_strictest_rule(
    regime: Regime, received: str, promised: int, due: str, rule: str
) -> None:
    found = deadline(regime, day(received), promised)

    assert (found.due_on, found.rule) == (day(due), rule)


@pytest.mark.parametrize(
    ("regime", "received", "latest"),
    [
        (GDPR, "2026-01-31", "2026-04-30"),
        (GDPR, "2026-11-30", "2027-02-28"),
        (GDPR, "2027-11-30", "2028-02-29"),
        (UK, "2026-05-15", "2026-08-15"),
        (CCPA, "2026-01-01", "2026-04-01"),
        (CCPA, "2028-01-01", "2028-03-31"),
        (TDPSA, "2026-12-01", "2027-03-01"),
        (VOLUNTARY, "2026-01-01", None),
        (UNSAID, "2026-01-01", None),
    ],
)
def test_an_answer_can_be_put_off_as_far_as_the_law_says_and_no_further(
    regime: Regime, received: str, latest: str | None
) -> None:
    found = deadline(regime, day(received), 30)

    assert found.latest_on == (day(latest) if latest else None)


@pytest.mark.parametrize(
    ("received", "tenth"),
    [
        ("2026-11-26", "2026-12-10"),  # a Thursday
        ("2026-11-27", "2026-12-11"),  # a Friday
        ("2026-11-28", "2026-12-11"),  # a Saturday
        ("2026-11-29", "2026-12-11"),  # a Sunday
        ("2026-11-30", "2026-12-14"),  # a Monday
        ("2028-02-29", "2028-03-14"),  # a leap day, a Tuesday
    ],
)
def test_ten_business_days_leave_out_saturdays_and_sundays(received: str, tenth: str) -> None:
    assert business_days(day(received), 10) == day(tenth)
    assert deadline(CCPA, day(received), 30).acknowledge_on == day(tenth)
    assert deadline(UNSAID, day(received), 30).acknowledge_on == day(tenth)
    assert deadline(GDPR, day(received), 30).acknowledge_on is None


@pytest.mark.promise("privacy/heard-again")
def test_an_appeal_is_heard_within_the_promise_or_texas_sixty_days() -> None:
    received = day("2026-11-26")

    assert deadline(TDPSA, received, 30, Matter.APPEAL) == Deadline(day("2026-12-26"), "promise")
    assert deadline(GDPR, received, 30, Matter.APPEAL) == Deadline(day("2026-12-26"), "promise")


def test_a_british_complaint_is_acknowledged_within_thirty_days_and_cant_be_put_off() -> None:
    found = deadline(UK, day("2026-01-31"), 30, Matter.COMPLAINT)

    assert found == Deadline(day("2026-02-28"), "uk-gdpr/12.3", acknowledge_on=day("2026-03-02"))
