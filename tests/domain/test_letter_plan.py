"""How long a letter takes and what it costs, and what has to be in order before."""

from __future__ import annotations

import msgspec
import pytest

from domain.letter_plan import Outlook, outlook
from domain.letters import marked
from domain.mail import InlinePicture
from domain.pace import HOPELESS_AFTER, SLOWEST, Pace
from domain.readiness import unready
from domain.sending_account import Account, Identity
from tests.letter_post import SPRING
from tests.samples import FACTS, Clock

ACCOUNT = Account(rate=10, quota=50_000, sent=5_000, in_production=True, may_send=True)
IN_ORDER = Identity(is_verified=True, is_signed=True, is_aligned=True, has_dmarc=True)


def test_what_fits_into_a_day_takes_as_long_as_the_rate_asks_for() -> None:
    assert outlook(9_000, SPRING, ACCOUNT) == Outlook(seconds=1_000, days=1, microdollars=900_000)


def test_what_doesnt_fit_takes_so_many_days_of_the_quota() -> None:
    days = [outlook(count, SPRING, ACCOUNT).days for count in (40_000, 40_001, 85_000, 85_001)]

    assert days == [1, 2, 2, 3]


def test_pictures_that_come_along_are_paid_for_by_their_size() -> None:
    picture = InlinePicture("p", "p.jpg", "image/jpeg", b"0" * 100_000)
    letter = marked(msgspec.structs.replace(SPRING, pictures=(picture,)))

    found = outlook(10_000, letter, ACCOUNT)

    assert found.microdollars == 10_000 * 100 + 120_000


@pytest.mark.parametrize(
    ("facts", "account", "identity", "words"),
    [
        (msgspec.structs.replace(FACTS, postal_address=()), ACCOUNT, IN_ORDER, "postal address"),
        (
            msgspec.structs.replace(FACTS, postal_address=(" ",)),
            ACCOUNT,
            IN_ORDER,
            "postal address",
        ),
        (FACTS, msgspec.structs.replace(ACCOUNT, in_production=False), IN_ORDER, "sandbox"),
        (FACTS, msgspec.structs.replace(ACCOUNT, may_send=False), IN_ORDER, "stopped sending"),
        (FACTS, ACCOUNT, msgspec.structs.replace(IN_ORDER, is_verified=False), "is yours"),
        (FACTS, ACCOUNT, msgspec.structs.replace(IN_ORDER, is_signed=False), "DKIM"),
        (FACTS, ACCOUNT, msgspec.structs.replace(IN_ORDER, is_aligned=False), "SPF"),
        (FACTS, ACCOUNT, msgspec.structs.replace(IN_ORDER, has_dmarc=False), "DMARC"),
    ],
)
def test_each_thing_that_is_missing_has_a_sentence_of_its_own(
    facts: object, account: Account, identity: Identity, words: str
) -> None:
    (sentence,) = unready(facts, account, identity)  # type: ignore[arg-type]  # the shop's facts

    assert words in sentence


def test_nothing_is_missing_where_all_is_in_order() -> None:
    assert unready(FACTS, ACCOUNT, IN_ORDER) == []


def a_pace(rate: float) -> tuple[Pace, Clock]:
    clock = Clock()
    pace = Pace(rate, lambda: clock().timestamp(), lambda seconds: clock.forward(seconds=seconds))
    return pace, clock


def test_complaints_halve_the_pace_once_a_second_and_patience_brings_it_back() -> None:
    pace, clock = a_pace(8)

    pace.slow_down()
    pace.slow_down()
    at_once = pace.rate
    clock.forward(seconds=1)
    pace.slow_down()
    later = pace.rate
    for _ in range(200):
        pace.went_well()

    assert (at_once, later, pace.rate) == (4, 2, 8)


def test_it_never_gets_slower_than_a_run_can_wait_for() -> None:
    pace, clock = a_pace(1)

    for _ in range(HOPELESS_AFTER):
        pace.slow_down()
        clock.forward(seconds=1)

    assert pace.rate == SLOWEST
    assert pace.is_hopeless
    pace.went_well()
    assert not pace.is_hopeless
