"""Days of shipping are counted on the maker's own calendar."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from domain.shop import Workshop
from domain.workshop import all_ship_on, is_open, ships_on
from tests.samples import FACTS

MONDAY, FRIDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 7)
EASTER = (date(2026, 4, 3), date(2026, 4, 6))
HOLIDAYS = tuple(date(2026, 3, day) for day in range(3, 14))


@pytest.mark.promise("shipping/working-days")
@pytest.mark.parametrize(
    ("workshop", "ordered_on", "expected"),
    [
        (Workshop(), MONDAY, date(2026, 3, 3)),
        (Workshop(), FRIDAY, date(2026, 3, 9)),
        (Workshop(), SATURDAY, date(2026, 3, 9)),
        (Workshop(ready_days=3), FRIDAY, date(2026, 3, 11)),
        (Workshop(closed_on=(date(2026, 3, 3),)), MONDAY, date(2026, 3, 4)),
        (Workshop(closed_on=HOLIDAYS), MONDAY, date(2026, 3, 16)),
        (Workshop(closed_on=HOLIDAYS), HOLIDAYS[4], date(2026, 3, 16)),
        (Workshop(closed_on=EASTER), date(2026, 4, 2), date(2026, 4, 7)),
        (Workshop(closed_weekdays=(0, 6)), SATURDAY, date(2026, 3, 10)),
        (Workshop(closed_weekdays=(0, 6)), FRIDAY, SATURDAY),
        (Workshop(closed_weekdays=()), SATURDAY, date(2026, 3, 8)),
        (Workshop(ready_days=0), MONDAY, MONDAY),
        (Workshop(ready_days=0), SATURDAY, date(2026, 3, 9)),
    ],
)
def test_what_is_made_already_leaves_after_so_many_days_on_which_the_workshop_is_open(
    workshop: Workshop, ordered_on: date, expected: date
) -> None:
    assert ships_on(workshop, ordered_on) == expected


@pytest.mark.promise("shipping/working-days")
@pytest.mark.parametrize(("lead_days", "expected"), [(1, 3), (4, 6), (5, 9), (10, 16)])
def test_what_is_made_to_order_takes_its_own_days_in_place_of_the_packing(
    lead_days: int, expected: int
) -> None:
    workshop = Workshop(ready_days=3)

    assert ships_on(workshop, MONDAY, lead_days) == date(2026, 3, expected)


@pytest.mark.promise("shipping/working-days")
def test_a_day_is_open_unless_its_weekday_or_the_day_itself_is_closed() -> None:
    workshop = Workshop(closed_on=(MONDAY,))

    assert [is_open(workshop, day) for day in (MONDAY, FRIDAY, SATURDAY)] == [False, True, False]


def test_everything_leaves_with_the_slowest_and_the_day_begins_where_the_shop_is() -> None:
    late = datetime(2026, 3, 3, 5, 30, tzinfo=UTC)  # 23:30 on Monday in Texas
    tokyo = msgspec.structs.replace(FACTS, time_zone="Asia/Tokyo")

    assert all_ship_on(FACTS, late, [None, 2]) == date(2026, 3, 4)
    assert all_ship_on(tokyo, late, [2, None]) == date(2026, 3, 5)
