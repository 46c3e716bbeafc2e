"""Who tries to get at somebody else's things: by guessing, by two presses at once, by another's token."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.account_doors import AccountDoor
from domain.links import Purpose
from domain.messages import Message
from domain.subscribers import Standing, Subscriber, SubscriberChange
from domain.things import Things
from functions.adapters.dynamo_account_doors import DynamoAccountDoors
from functions.adapters.dynamo_things import DynamoThings
from functions.adapters.fake_account import FakeThings
from functions.adapters.fake_tables import FakeTables
from functions.settings import Tables
from tests.functions.guest import JO, OAK, Guest
from tests.functions.test_same_answer import Call, Watched
from tests.samples import NOON, SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient

AL = "al@buyer.example"


@pytest.mark.promise("privacy/things-by-mail")
def test_every_address_gets_the_same_answer_by_the_same_calls() -> None:
    answers = {}
    for address in (JO, "unknown@buyer.example", "reader@buyer.example", "JO@Buyer.example"):
        calls: list[Call] = []
        shop = SmallShop()
        known = Guest(shop)
        known.buys()
        reader = Subscriber(
            shop.address_key.id_of("reader@buyer.example"), Standing.SUBSCRIBED, NOON
        )
        shop.subscribers.commit(SubscriberChange(reader))
        known.comes_in()
        known.does("add", **OAK)
        watched = SmallShop(
            clock=shop.clock,
            shelf=Watched(shop.shelf, "shelf", calls),
            book=Watched(shop.book, "orders", calls),
            limits=Watched(shop.limits, "limits", calls),
            outbox=Watched(shop.outbox, "outbox", calls),
            subscribers=Watched(shop.subscribers, "readers", calls),
            requests=Watched(shop.requests, "requests", calls),
            doors=Watched(shop.doors, "doors", calls),
            things=Watched(shop.things, "things", calls),
        )
        guest = Guest(watched, "203.0.113.7")
        calls.clear()

        told = guest.asks(address)

        headers = sorted(told.headers.items())
        answers[address] = (told.status_code, headers, told.text), calls

    assert answers[JO][0][0] == 303
    assert answers[JO][1] == [("limits", "count")] * 3 + [("doors", "put")]
    assert all(each == answers[JO] for each in answers.values())


def test_two_presses_at_once_open_one_page(
    dynamo_shop: SmallShop, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    names = Tables(**tables)
    shop = dynamo_shop
    shop.entrance.ask(shop.address_key.id_of(JO), JO)
    (door,) = shop.doors.of_subject(shop.address_key.id_of(JO))
    token = shop.entrance.mailed(door)
    opened: list[int] = []
    start = threading.Barrier(2)

    def press() -> None:
        pair = SmallShop(
            shelf=shop.shelf,
            clock=shop.clock,
            book=shop.book,
            doors=DynamoAccountDoors(dynamodb, names),
            things=DynamoThings(dynamodb, names),
        )
        guest = Guest(pair)
        start.wait()
        opened.append(guest.opens(token).status_code)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(opened) == [200, 410]


@pytest.mark.parametrize("purpose", ["account", "account-checkout", "order", "whole"])
def test_a_token_for_something_else_is_none_of_the_pages(purpose: Purpose) -> None:
    jo = Guest()
    jo.comes_in()
    (door,) = jo.shop.tables.doors.values()
    jo.token = jo.shop.links.sign(purpose, door.id, jo.shop.clock() + timedelta(hours=1))

    after = jo.does("add", **OAK)

    assert after.status_code == 410
    assert jo.shop.tables.things == {}


def test_a_door_that_nobody_opened_has_no_forms() -> None:
    jo = Guest()
    jo.asks()
    (door,) = jo.shop.tables.doors.values()
    jo.token = jo.shop.entrance.form_token(door)

    after = jo.does("add", **OAK)

    assert after.status_code == 410
    assert jo.shop.tables.things == {}


def test_the_id_of_somebody_elses_address_reaches_nothing() -> None:
    jo = Guest()
    jo.comes_in()
    jo.does("add", **OAK)
    things = jo.shop.things.get(jo.jo())
    assert things
    theirs = things.addresses[0].id
    al = Guest(jo.shop)
    al.comes_in(AL)

    pages = [
        al.does("drop", id=theirs),
        al.does("choose", id=theirs),
        al.does("correct", id=theirs, **OAK),
    ]

    assert jo.shop.things.get(jo.jo()) == things
    assert list(jo.shop.tables.things) == [jo.jo()]
    assert all("Oak St" not in page.text for page in pages)


def test_a_form_on_another_site_is_refused() -> None:
    jo = Guest()
    jo.comes_in()

    answer = jo.web.post(
        "/api/account/things",
        data={"t": jo.token, "do": "erase-all"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 400
    assert jo.shop.tables.requests == {}


@pytest.mark.parametrize("do", ["", "made-up", "erase-everything", "KEEP"])
def test_a_button_that_there_isnt_changes_nothing(do: str) -> None:
    jo = Guest()
    jo.buys()
    jo.comes_in()

    page = jo.does(do, order="ORDER1", id="A1", **OAK)

    assert page.status_code == 200
    assert jo.shop.tables.things == {}
    assert jo.shop.tables.requests == {}


class ErasedMeanwhile(FakeThings):
    """The doors are taken away after they were looked at, and before anything is written."""

    def __init__(self, tables: FakeTables) -> None:
        super().__init__(tables)
        self._doors = tables.doors

    def keep(self, things: Things, door: AccountDoor) -> None:
        self._doors.clear()
        super().keep(things, door)


def test_nothing_is_written_by_a_page_whose_person_was_erased_meanwhile() -> None:
    shop = SmallShop()
    shop.things = ErasedMeanwhile(shop.tables)
    jo = Guest(shop)
    jo.comes_in()

    after = jo.does("add", **OAK)

    assert after.status_code == 410
    assert jo.shop.tables.things == {}


def test_a_mail_that_comes_late_leads_nowhere_and_isnt_sent() -> None:
    jo = Guest()
    jo.asks()
    jo.shop.clock.forward(minutes=30)

    jo.shop.delivery.sweep()

    (message,) = (each for each in jo.shop.tables.outbox.values() if isinstance(each, Message))
    assert message.reference == "not wanted"
    assert jo.shop.mailer.sent == []
