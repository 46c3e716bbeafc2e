"""What somebody has kept: addresses of which one is next, and a list; and who may still use a door."""

from __future__ import annotations

import msgspec
import pytest

from domain.account_doors import AccountDoor, Closing, DoorGoneError
from domain.links import LinkError
from domain.ordered import Address
from domain.readdressing import AddressFormError
from domain.things import (
    MOST_ADDRESSES,
    MOST_WISHES,
    SavedAddress,
    Things,
    TooManyAddressesError,
    of,
    read_any_address,
    read_wishes,
    with_address,
    with_chosen,
    with_corrected,
    with_wishes,
    without_address,
    without_wish,
)
from functions.adapters.fake_customers import FakeCustomers
from tests.samples import NOON, SmallShop

DOOR = AccountDoor("DOOR1", "a" * 40, "jo@buyer.example", NOON)
HOME = Address("Jo Buyer", "1 River Road", "", "Llano", "TX", "78643", "US")
WORK = msgspec.structs.replace(HOME, line1="9 Mill Lane")
NOTHING = of(DOOR, NOON)


def kept(*addresses: Address) -> Things:
    things = NOTHING
    for number, address in enumerate(addresses, start=1):
        things = with_address(things, address, f"A{number}")
    return things


def test_the_latest_address_is_used_next() -> None:
    things = kept(HOME, WORK)

    assert things.next_address == WORK
    assert [each.id for each in things.addresses] == ["A1", "A2"]


def test_an_address_that_is_there_already_is_chosen_and_not_kept_twice() -> None:
    things = with_address(kept(HOME, WORK), HOME, "A3")

    assert things.next_address == HOME
    assert len(things.addresses) == 2


def test_there_is_room_for_so_many_addresses_and_no_more() -> None:
    full = kept(*(msgspec.structs.replace(HOME, line1=f"{n} Elm") for n in range(MOST_ADDRESSES)))

    with pytest.raises(TooManyAddressesError):
        with_address(full, WORK, "A9")


def test_without_the_chosen_address_the_latest_other_is_next_and_then_none() -> None:
    one = without_address(kept(HOME, WORK), "A2")
    none = without_address(one, "A1")

    assert one.next_address == HOME
    assert none.next_address is None
    assert none.is_empty


def test_what_isnt_theirs_cant_be_chosen_corrected_or_deleted() -> None:
    things = kept(HOME)

    assert with_chosen(things, "A9") == things
    assert with_corrected(things, "A9", WORK) == things
    assert without_address(things, "A9") == things
    assert without_wish(things, "gone") == things


def test_a_corrected_address_stays_where_it_was() -> None:
    things = with_corrected(kept(HOME, WORK), "A1", msgspec.structs.replace(HOME, line1="2 River"))

    assert things.addresses[0] == SavedAddress("A1", msgspec.structs.replace(HOME, line1="2 River"))
    assert things.next_address == WORK


def test_of_a_list_that_is_too_long_the_oldest_go() -> None:
    slugs = [f"piece-{number}" for number in range(MOST_WISHES + 2)]

    things = with_wishes(with_wishes(NOTHING, slugs[:3]), slugs[1:])

    assert things.wishes == tuple(slugs[2:])


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (["dawn-hoops,ember-ring"], ("dawn-hoops", "ember-ring")),
        (["dawn-hoops", "dawn-hoops"], ("dawn-hoops",)),
        (["<script>,Dawn,-x,", ""], ()),
        ([",".join(f"p{n}" for n in range(60))], tuple(f"p{n}" for n in range(MOST_WISHES))),
    ],
)
def test_a_list_is_read_as_its_link_has_it(sent: list[str], read: tuple[str, ...]) -> None:
    assert read_wishes(sent) == read


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({}, {"name", "line1", "city", "state", "postal_code"}),
        ({"country": "IE"}, {"name", "line1", "city"}),
        ({"country": "DE"}, {"name", "line1", "city", "postal_code"}),
        ({"country": "XX"}, {"name", "line1", "city", "postal_code", "country"}),
    ],
)
def test_of_an_address_is_asked_what_its_country_has(
    typed: dict[str, str], faults: set[str]
) -> None:
    pairs = list(({"country": "US"} | typed).items())

    with pytest.raises(AddressFormError) as wrong:
        read_any_address(pairs, ("US", "DE", "IE"))

    assert set(wrong.value.errors) == faults


def test_where_the_shop_sends_to_one_country_only_it_isnt_asked() -> None:
    sent = {"name": "Jo", "line1": "1 Elm", "city": "Llano", "state": "TX", "postal_code": "78643"}

    assert read_any_address(list(sent.items()), ("US",)).country == "US"


def test_a_door_waits_half_an_hour_and_then_is_open_for_another() -> None:
    shop = SmallShop()
    shop.entrance.ask("a" * 40, "jo@buyer.example")
    (door,) = shop.doors.of_subject("a" * 40)
    token = shop.entrance.mailed(door)
    shop.clock.forward(minutes=29)

    opened = shop.entrance.enter(token)
    form = shop.entrance.form_token(opened)
    shop.clock.forward(minutes=29)
    still = shop.entrance.inside(form)
    shop.clock.forward(minutes=1)

    assert still == opened
    with pytest.raises(LinkError):
        shop.entrance.inside(form)


def test_of_doors_that_are_over_nothing_stays_an_hour_after_they_were_asked_for() -> None:
    shop = SmallShop()
    closing = Closing(shop.doors, shop.clock)
    shop.entrance.ask("a" * 40, "jo@buyer.example")
    shop.clock.forward(minutes=30)
    shop.entrance.ask("b" * 40, "al@buyer.example")
    assert closing.sweep() == 0
    shop.clock.forward(minutes=30)

    gone = closing.sweep()

    assert gone == 1
    assert [door.address for door in shop.doors.oldest()] == ["al@buyer.example"]


def test_a_door_opens_once() -> None:
    shop = SmallShop()
    shop.entrance.ask("a" * 40, "jo@buyer.example")
    (door,) = shop.doors.of_subject("a" * 40)
    token = shop.entrance.mailed(door)
    shop.entrance.enter(token)

    with pytest.raises(DoorGoneError):
        shop.entrance.enter(token)


@pytest.mark.promise("privacy/things-forgotten")
def test_what_nobody_comes_for_goes_after_two_years_at_stripe_as_well() -> None:
    customers = FakeCustomers()
    shop = SmallShop(customers=customers)
    things = msgspec.structs.replace(kept(HOME), at_stripe=True, customer="cus_1", revision=1)
    shop.doors.put(DOOR, ())
    shop.things.keep(things, DOOR)
    customers.remember(things, HOME)
    shop.clock.forward(days=729)
    assert shop.retention.run().things == 0
    shop.clock.forward(days=1)
    customers.is_down = True
    assert shop.retention.run().things == 0
    customers.is_down = False

    gone = shop.retention.run()

    assert gone.things == 1
    assert shop.things.get(DOOR.subject) is None
    assert customers.known == {}
