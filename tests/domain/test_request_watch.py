from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.messages import State as Mail
from domain.request_appeals import appeal
from domain.request_clock import Regime
from domain.request_decisions import deny, extend
from domain.request_states import Reason, State, Type
from domain.request_watch import RequestWatch, Watched, remind
from domain.requests import Request, RequestChange
from tests.privacy import CONTACT, TERMS, arrived, pending, proven
from tests.samples import FACTS, NOON, SmallShop

ZONE = FACTS.time_zone
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> SmallShop:
    return SmallShop()


def watch(shop: SmallShop) -> Watched:
    return RequestWatch(shop.requests, shop.outbox, shop.shelf, shop.clock).sweep()


def opened(shop: SmallShop, change: RequestChange) -> Request:
    shop.requests.open(change)
    return change.request


def as_it_stands(shop: SmallShop) -> Request:
    found = shop.requests.get("REQUEST1")
    assert found
    return found


def days_reminded(request: Request, days: int = 100) -> dict[str, date]:
    """Which reminder came on which day, with a clock that looks every day."""
    found: dict[str, date] = {}
    for number in range(days):
        now = NOON + number * DAY
        change = remind(request, now, ZONE)
        if change:
            request = change.request
            found[request.reminded[-1]] = now.date()
    return found


def test_the_owner_is_reminded_at_half_time_and_7_3_and_1_days_before_and_when_its_late() -> None:
    """Received on March 2, due on April 1."""
    assert days_reminded(proven(pending())) == {
        "half": date(2026, 3, 17),
        "7": date(2026, 3, 25),
        "3": date(2026, 3, 29),
        "1": date(2026, 3, 31),
        "late": date(2026, 4, 2),
    }


def test_a_moved_day_is_reminded_of_anew() -> None:
    moved = extend(proven(pending()), "Much.", NOON, NOON.date()).request

    assert days_reminded(moved) == {
        "half": date(2026, 4, 17),
        "7": date(2026, 5, 26),
        "3": date(2026, 5, 30),
        "1": date(2026, 6, 1),
        "late": date(2026, 6, 3),
    }


def test_an_appeal_is_reminded_of_by_its_own_day() -> None:
    refused = deny(proven(pending()), Reason.NO_MATCH, NOON).request
    heard = appeal(refused, CONTACT, NOON, NOON.date(), TERMS).request

    assert days_reminded(heard)["1"] == heard.due_on - DAY


def test_a_clock_that_stood_still_reminds_of_the_most_urgent_day_only() -> None:
    request = proven(pending())

    change = remind(request, datetime(2026, 3, 30, 18, tzinfo=NOON.tzinfo), ZONE)

    assert change
    assert change.request.reminded == ("3",)
    assert remind(change.request, datetime(2026, 3, 30, 19, tzinfo=NOON.tzinfo), ZONE) is None


def test_what_waits_for_the_person_isnt_the_owners_to_be_reminded_of() -> None:
    assert days_reminded(pending()) == {}


def test_a_complaint_is_reminded_of_from_its_beginning() -> None:
    assert "7" in days_reminded(pending(Type.COMPLAINT, regime=Regime.UK))


def test_a_reminder_is_a_mail_to_the_owner_once(shop: SmallShop) -> None:
    opened(shop, arrived(Type.COMPLAINT))
    shop.clock.at = datetime(2026, 3, 31, 18, tzinfo=NOON.tzinfo)

    assert (watch(shop).reminded, watch(shop).reminded) == (1, 0)

    message = shop.outbox.get("owner_privacy_due-REQUEST1-2026-04-01-1")
    assert message
    assert message.request == "REQUEST1"


@pytest.mark.promise("privacy/unconfirmed-lapses")
def test_an_unproven_request_is_closed_where_its_days_are_over(shop: SmallShop) -> None:
    opened(shop, arrived())
    shop.clock.at = datetime(2026, 3, 16, 4, 59, tzinfo=NOON.tzinfo)
    assert watch(shop).lapsed == 0

    shop.clock.at = datetime(2026, 3, 16, 5, 0, tzinfo=NOON.tzinfo)  # midnight in Llano
    assert (watch(shop).lapsed, watch(shop).lapsed) == (1, 0)

    assert as_it_stands(shop).reason is Reason.INSUF_VERIFICATION
    assert shop.outbox.get(as_it_stands(shop).parting[0])


@pytest.mark.promise("privacy/request-forgets-you")
def test_a_contact_is_forgotten_as_soon_as_the_last_mail_has_gone(shop: SmallShop) -> None:
    opened(shop, arrived())
    shop.clock.forward(days=20)
    watch(shop)
    told = shop.outbox.get(as_it_stands(shop).parting[0])
    assert told
    assert watch(shop).forgotten == 0

    shop.outbox.swap(told, msgspec.structs.replace(told, state=Mail.DONE))

    assert watch(shop).forgotten == 1
    assert as_it_stands(shop).contact is None


def test_a_contact_is_forgotten_after_two_days_whatever_became_of_the_mail(
    shop: SmallShop,
) -> None:
    opened(shop, arrived())
    shop.clock.forward(days=20)
    watch(shop)

    shop.clock.forward(days=2)

    assert watch(shop).forgotten == 1


def test_the_record_is_deleted_two_years_after_its_end_and_the_ledger_stays(
    shop: SmallShop,
) -> None:
    opened(shop, arrived())
    shop.clock.at = datetime(2026, 3, 31, 18, tzinfo=NOON.tzinfo)
    watch(shop)
    shop.clock.forward(days=3)
    watch(shop)

    shop.clock.at = datetime(2028, 3, 31, 17, 59, tzinfo=NOON.tzinfo)
    assert watch(shop).deleted == 0
    shop.clock.forward(minutes=1)
    assert watch(shop).deleted == 1

    assert shop.requests.get("REQUEST1") is None
    assert [entry.what for entry in shop.ledger.entries("request#REQUEST1")][-1] == (
        "contact_forgotten"
    )


def test_an_open_request_is_never_deleted(shop: SmallShop) -> None:
    opened(shop, arrived(Type.COMPLAINT))
    shop.clock.forward(days=4000)

    assert watch(shop).deleted == 0
    assert as_it_stands(shop).state is State.ACKNOWLEDGED
