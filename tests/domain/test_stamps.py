"""A form's stamp: signed, of that day, and no younger than it takes to type an address."""

from datetime import timedelta

import itsdangerous
import pytest

from domain.letter_links import LetterLinks
from domain.links import OrderLinks
from domain.stamps import LATEST, SOONEST, StampError, Stamps
from tests.samples import NOON

STAMPS = Stamps(["a-token-key-for-tests"])


@pytest.mark.parametrize("age", [SOONEST, timedelta(minutes=3), LATEST])
def test_a_form_is_taken_from_two_seconds_to_a_day_after_it_was_opened(age: timedelta) -> None:
    STAMPS.check(STAMPS.make(NOON), NOON + age)


@pytest.mark.parametrize(
    ("age", "young"),
    [
        (SOONEST - timedelta(seconds=1), True),
        (LATEST + timedelta(seconds=1), False),
        (timedelta(days=-1), False),
    ],
)
def test_a_form_that_comes_too_soon_or_too_late_is_not(age: timedelta, *, young: bool) -> None:
    stamp = STAMPS.make(NOON)

    with pytest.raises(StampError) as raised:
        STAMPS.check(stamp, NOON + age)

    assert raised.value.young is young


def test_a_stamp_cannot_be_made_up_or_be_another_links_token() -> None:
    later = NOON + timedelta(minutes=1)
    key = "a-token-key-for-tests"
    others = [
        "",
        "17",
        "made.up",
        Stamps(["another-key"]).make(NOON),
        itsdangerous.URLSafeSerializer(key, salt="letter/stamp").dumps("NaN"),
        itsdangerous.URLSafeSerializer(key, salt="letter/stamp").dumps([1]),
        OrderLinks([key]).sign("thanks", "1", later),
        LetterLinks([key], "lasting").sign("confirm", "1", later),
        LetterLinks([key], "lasting").sign_goodbye("1"),
    ]

    for each in others:
        with pytest.raises(StampError):
            STAMPS.check(each, later)


def test_stamps_of_an_older_key_count_while_keys_rotate() -> None:
    stamp = Stamps(["older"]).make(NOON)

    Stamps(["newest", "older"]).check(stamp, NOON + timedelta(minutes=1))


def test_stamps_need_a_key() -> None:
    with pytest.raises(ValueError, match="token key"):
        Stamps([])
