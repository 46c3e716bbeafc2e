"""A flag on somebody's data: set by their request, and never lifted without their knowing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.holdings import Subject
from domain.request_restriction import (
    EndsAlreadyError,
    NotSetAsideError,
    announce_end,
    lift,
    run_out,
)
from domain.request_states import State, Type
from domain.request_watch import RequestWatch, Watched
from domain.requests import Request
from domain.restriction import LIFTED_AFTER, TOLD_BEFORE, Restriction
from tests.fixtures.people import JO, PeopleShop


class Aside(PeopleShop):
    """The small shop with somebody who reads the letter, and had their data set aside."""

    def __init__(self) -> None:
        super().__init__()
        self.reads_the_letter()
        self.asked = self.sets_aside()

    def sets_aside(self) -> Request:
        asked = self.asks(Type.RESTRICTION)
        self.executing.run(asked.id)
        self.watch()
        return self.request(asked.id)

    @property
    def flag(self) -> Restriction | None:
        return self.shop.requests.restriction(self.jo)

    def watch(self) -> Watched:
        shop = self.shop
        shop.delivery.sweep()
        return RequestWatch(shop.requests, shop.outbox, shop.shelf, shop.clock).sweep()

    def mails(self) -> list[str]:
        before = len(self.shop.mailer.sent)
        self.shop.delivery.sweep()
        return [each.text for each in self.shop.mailer.sent[before:]]


def test_it_ends_after_two_years_and_they_are_told_a_month_before() -> None:
    there = Aside()
    flag = there.flag
    assert flag
    assert there.request(there.asked.id).contact is None

    there.shop.clock.at = flag.ends_at - TOLD_BEFORE - timedelta(minutes=5)
    too_soon = (there.watch().lifted, there.mails())
    there.shop.clock.at = flag.ends_at - TOLD_BEFORE
    there.watch()
    (told,) = there.mails()
    there.watch()
    again = there.mails()
    there.shop.clock.at = flag.ends_at - timedelta(minutes=5)
    there.watch()
    stands = there.flag
    there.shop.clock.at = flag.ends_at
    lifted = there.watch().lifted

    assert too_soon == (0, [])
    assert "Your data is used again from March 2, 2028" in told
    assert "after two years" in told
    assert again == []
    assert stands
    assert (lifted, there.flag) == (1, None)


def test_a_clock_that_stood_still_tells_first_all_the_same() -> None:
    there = Aside()

    there.shop.clock.forward(days=4000)
    there.watch()

    flag = there.flag
    assert flag
    assert flag.ends_at == there.shop.clock() + TOLD_BEFORE
    assert "Your data is used again from" in there.mails()[0]


def test_the_record_of_the_request_stays_as_long_as_its_flag() -> None:
    there = Aside()
    there.shop.clock.forward(days=4000)
    there.watch()
    still = there.shop.requests.get(there.asked.id)

    there.shop.clock.forward(days=30)
    there.watch()

    assert still
    assert (there.flag, there.shop.requests.get(there.asked.id)) == (None, None)


def test_the_owner_lifts_it_two_weeks_after_they_were_told() -> None:
    there = Aside()
    now = there.shop.clock()
    change = announce_end(there.asked, there.flag, now)
    there.shop.requests.commit(change)

    (told,) = there.mails()
    there.shop.clock.forward(days=13)
    there.watch()
    stands = there.flag
    there.shop.clock.at = now + LIFTED_AFTER
    there.watch()

    assert there.shop.mailer.sent[-1].recipient == JO
    assert "That ends on March 16, 2026." in told
    assert "/api/privacy/request?t=" in told
    assert stands
    assert there.flag is None
    assert there.request(there.asked.id).state is State.FULFILLED


def test_the_owner_cant_lift_twice_nor_what_isnt_set_aside() -> None:
    there = Aside()
    told = announce_end(there.asked, there.flag, there.shop.clock())

    with pytest.raises(EndsAlreadyError):
        announce_end(told.request, told.sets, there.shop.clock())
    with pytest.raises(NotSetAsideError):
        announce_end(there.asked, None, there.shop.clock())


def test_who_asks_again_starts_anew_and_the_earlier_request_lifts_nothing() -> None:
    there = Aside()
    there.shop.requests.commit(announce_end(there.asked, there.flag, there.shop.clock()))
    there.mails()

    again = there.sets_aside()
    there.shop.clock.forward(days=20)
    there.watch()

    flag = there.flag
    assert flag
    assert (flag.request, flag.told_at) == (again.id, None)
    with pytest.raises(NotSetAsideError):
        lift(there.asked, flag, there.shop.clock())


def test_whom_nothing_is_held_of_any_more_isnt_written_to() -> None:
    there = Aside()
    there.shop.subscribers.forget(there.jo, there.shop.clock())
    flag = there.flag
    assert flag

    there.shop.clock.at = flag.ends_at
    there.watch()

    assert there.mails() == []
    (message,) = [m for m in there.shop.tables.outbox.values() if m.about == "privacy_lifting"]
    assert message.reference == "not wanted"


def test_an_erasure_lifts_it_because_nothing_is_left_to_be_used() -> None:
    there = Aside()

    there.executing.run(there.asks(Type.ERASURE).id)

    assert there.flag is None


def test_a_copy_says_that_the_data_is_set_aside() -> None:
    there = Aside()

    held = {
        each.kind: each.place
        for system in there.executing.copies.systems
        for each in system.held(Subject(there.jo, "", JO))
    }

    assert held["set_aside"] == f"requests/restriction#{there.jo}"


def test_time_does_nothing_to_a_flag_before_it_is_due() -> None:
    there = Aside()
    flag = there.flag
    assert flag

    assert run_out(there.asked, flag, flag.due_at - timedelta(seconds=1)) is None
