from datetime import UTC, date, datetime

import pytest

from domain.days import date_in_words, day_in_words, day_there


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en_US", "June 4"), ("en_GB", "4 June"), ("de_DE", "4. Juni"), ("xx_YY", "June 4")],
)
def test_a_day_is_said_as_the_shops_language_says_it(locale: str, words: str) -> None:
    assert day_in_words(date(2026, 6, 4), locale) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en_US", "June 4, 2026"), ("de_DE", "4. Juni 2026"), ("xx_YY", "June 4, 2026")],
)
def test_a_day_that_may_be_of_another_year_is_said_with_its_year(locale: str, words: str) -> None:
    assert date_in_words(date(2026, 6, 4), locale) == words


def test_it_is_the_day_that_it_is_in_the_shop() -> None:
    just_after_midnight = datetime(2026, 6, 5, 0, 30, tzinfo=UTC)

    assert day_there(just_after_midnight, "America/Chicago") == date(2026, 6, 4)
    assert day_there(just_after_midnight, "Asia/Tokyo") == date(2026, 6, 5)


def test_a_time_zone_that_the_system_doesnt_know_is_greenwichs() -> None:
    assert day_there(datetime(2026, 6, 5, tzinfo=UTC), "Nowhere/There") == date(2026, 6, 5)
