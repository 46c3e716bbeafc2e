"""Doors open once, and what is kept behind them is written on what was read, on both engines."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from domain import outbox
from domain.account_doors import AccountDoor, DoorGoneError
from domain.ordered import Address
from domain.things import SavedAddress, StaleThingsError, Things
from tests.samples import NOON, SmallShop

JO, AL = "a" * 40, "b" * 40
HOME = Address("Jo Buyer", "1 River Road", "", "Llano", "TX", "78643", "US")
DOOR = AccountDoor("DOOR1", JO, "jo@buyer.example", NOON, ("river-band",))
OTHERS = AccountDoor("DOOR2", AL, "al@buyer.example", NOON - timedelta(minutes=5))
MAIL = outbox.of_a_door("account_link", "DOOR1", JO, NOON)
THINGS = Things(
    JO,
    "jo@buyer.example",
    NOON,
    NOON,
    (SavedAddress("A1", HOME),),
    "A1",
    ("river-band",),
    at_stripe=True,
    customer="cus_1",
    revision=1,
)


@pytest.fixture
def house(shop: SmallShop) -> SmallShop:
    shop.doors.put(DOOR, (MAIL,))
    shop.doors.put(OTHERS, ())
    return shop


def test_a_door_is_written_with_its_mail_and_found_by_all_that_it_is_known_by(
    house: SmallShop,
) -> None:
    assert house.outbox.get(MAIL.id) == MAIL
    assert house.doors.get("DOOR1") == DOOR
    assert house.doors.of_subject(JO) == [DOOR]
    assert list(house.doors.oldest()) == [OTHERS, DOOR]
    assert house.book.of_subject(JO) == []


def test_a_door_opens_once(house: SmallShop) -> None:
    opened = house.doors.spend(DOOR, NOON + timedelta(minutes=2))

    with pytest.raises(DoorGoneError):
        house.doors.spend(DOOR, NOON + timedelta(minutes=3))

    assert house.doors.get("DOOR1") == opened
    assert opened.spent_at == NOON + timedelta(minutes=2)


def test_a_door_that_was_taken_away_opens_for_nobody(house: SmallShop) -> None:
    house.doors.remove(DOOR)
    house.doors.remove(DOOR)

    with pytest.raises(DoorGoneError):
        house.doors.spend(DOOR, NOON)

    assert house.doors.get("DOOR1") is None


def test_things_are_kept_as_they_were_written(house: SmallShop) -> None:
    house.things.keep(THINGS, DOOR)

    assert house.things.get(JO) == THINGS
    assert house.things.get(AL) is None
    assert house.book.of_subject(JO) == []
    assert house.waits.of_subject(JO) == []


def test_of_two_who_change_the_same_things_one_has_to_look_again(house: SmallShop) -> None:
    house.things.keep(THINGS, DOOR)
    changed = msgspec.structs.replace(THINGS, wishes=(), revision=2)
    house.things.keep(changed, DOOR)

    with pytest.raises(StaleThingsError):
        house.things.keep(msgspec.structs.replace(THINGS, addresses=(), revision=2), DOOR)
    with pytest.raises(StaleThingsError):
        house.things.keep(THINGS, DOOR)
    with pytest.raises(StaleThingsError):
        house.things.remove(THINGS)

    assert house.things.get(JO) == changed


def test_nothing_is_kept_for_a_door_that_was_taken_away(house: SmallShop) -> None:
    house.doors.remove(DOOR)

    with pytest.raises(DoorGoneError):
        house.things.keep(THINGS, DOOR)

    assert house.things.get(JO) is None


def test_what_is_removed_is_gone_and_may_be_removed_again(house: SmallShop) -> None:
    house.things.keep(THINGS, DOOR)

    house.things.remove(THINGS)
    house.things.remove(THINGS)

    assert house.things.get(JO) is None


def test_the_longest_unused_come_first(house: SmallShop) -> None:
    als = Things(AL, "al@buyer.example", NOON, NOON - timedelta(days=9), revision=1)
    house.things.keep(THINGS, DOOR)
    house.things.keep(als, OTHERS)

    assert list(house.things.oldest()) == [als, THINGS]
