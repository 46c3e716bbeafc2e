"""Returns on the desk's pages: listed, shown with their pictures, and decided once it is agreed to."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.orders import Order
from domain.return_pictures import picture_keys
from domain.return_steps import accept, receive, reject
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from domain.returns import Asked, request
from domain.withdrawal import withdraw
from tests.desk.desk_page import DeskPage, words
from tests.domain.test_returns import LAST, SIX, TODAY, delivered
from tests.samples import FACTS, SmallShop

JPEG, PNG = b"\xff\xd8\xff\xe0 a photo", b"\x89PNG\r\n\x1a\n a photo"
ONE = ReturnedLine(0, 1)


@pytest.fixture
def desk(tmp_path: Path) -> DeskPage:
    shop = SmallShop()
    delivered(shop)
    return DeskPage(shop, tmp_path)


def asked_back(desk: DeskPage, *lines: ReturnedLine, reason: Reason = Reason.SIZE) -> Order:
    asked = Asked(reason, lines, "Too <b>wide</b>")
    desk.shop.book.commit(request(desk.order(), asked, LAST, TODAY, desk.shop.clock()))
    return desk.order()


def damaged(desk: DeskPage) -> tuple[str, ...]:
    """A return with two pictures, and something that is none between them; where they lie."""
    asked_back(desk, ONE, reason=Reason.DAMAGED)
    keys = picture_keys("ORDER1-B1", desk.shop.address_key)
    for key, file in zip(keys, (JPEG, b"MZ", PNG), strict=True):
        desk.pictures.hand_in(key, file)
    return keys


def returned(desk: DeskPage) -> Return:
    return desk.order().returns[-1]


def test_returns_are_listed_while_they_are_open_and_on_their_orders_page(desk: DeskPage) -> None:
    assert "No open returns." in words(desk.at("/returns"))
    asked_back(desk, SIX)

    listed, of_order = words(desk.at("/returns")), words(desk.at("/orders/ORDER1"))

    for told in (listed, of_order):
        assert "1 × River band, US 7 for RIVER-BAND-6" in told
        assert "requested: It doesn’t fit" in told
    assert "1 return " in listed
    desk.shop.book.commit(reject(desk.order(), "ORDER1-B1", "Worn", desk.shop.clock()))
    assert "No open returns." in words(desk.at("/returns"))
    assert "rejected" in words(desk.at("/returns?show=all"))


def test_today_leads_to_the_returns_that_wait(desk: DeskPage) -> None:
    asked_back(desk, ONE)

    page = desk.at("/")

    assert "To take back or answer 1" in words(page)
    assert '/returns/ORDER1-B1">1 × River band, US 7' in page.text
    assert "./shop trouble" not in page.text


def test_a_return_is_shown_whole(desk: DeskPage) -> None:
    asked_back(desk, SIX)

    told = words(desk.at("/returns/order1-b1"))

    for each in (
        *("Return ORDER1-B1 Requested Asked Mar 2, 12:00", "Of order ORDER1 , Jo Buyer"),
        *("instead is held until Mar 9, 1:00", "They want RIVER-BAND-6 instead"),
        *("It doesn’t fit", "The buyer writes: Too <b>wide</b>", "Say yes Say no"),
    ):
        assert each in told, each
    assert "Pictures" not in told
    assert "Take it back" not in told


def test_its_pictures_are_shown_and_what_is_none_isnt(desk: DeskPage) -> None:
    damaged(desk)

    page = desk.at("/returns/ORDER1-B1")
    first, second, third, fourth = (
        desk.at(f"/returns/ORDER1-B1/pictures/{number}") for number in (1, 2, 3, 4)
    )

    assert page.text.count("<img src") == 2
    assert (first.content, first.headers["content-type"]) == (JPEG, "image/jpeg")
    assert (third.content, third.headers["content-type"]) == (PNG, "image/png")
    assert (second.status_code, fourth.status_code) == (404, 404)


def test_before_a_yes_it_is_said_what_the_buyer_reads(desk: DeskPage) -> None:
    asked_back(desk, ONE)
    form = words(desk.at("/returns/ORDER1-B1/accept"))
    assert f"Send it to: {FACTS.name}" in form

    looked = words(desk.send("/returns/ORDER1-B1/accept", words="Send it to us."))
    assert "The buyer reads: “Send it to us.”" in looked
    assert "1 mail to the buyer." in looked
    assert returned(desk).state is ReturnState.REQUESTED
    done = desk.agree("/returns/ORDER1-B1/accept", words="Send it to us.")

    assert returned(desk).instructions == "Send it to us."
    there = desk.client.get(done.headers["location"])
    assert "The buyer is told how to send it." in words(there)
    assert "Take it back Say no" in words(there)


def test_a_no_is_told_with_its_reason_and_takes_the_pictures_along(desk: DeskPage) -> None:
    damaged(desk)

    desk.agree("/returns/ORDER1-B1/reject", words="It was worn.")

    assert (returned(desk).state, returned(desk).why) == (ReturnState.REJECTED, "It was worn.")
    assert desk.pictures.files == {}


def test_what_has_come_is_paid_back_and_for_sale_again(desk: DeskPage) -> None:
    asked_back(desk, ONE)
    desk.agree("/returns/ORDER1-B1/accept", words="To us")
    before = desk.shop.counters("RIVER-BAND-7")

    looked = words(desk.send("/returns/ORDER1-B1/receive", restock="yes", amount=""))
    assert "goes back to the buyer for 1 × River band. That can't be taken back." in looked
    assert "1 × RIVER-BAND-7 is for sale again." in looked
    desk.agree("/returns/ORDER1-B1/receive", restock="yes", amount="")

    (made,) = desk.order().refunds
    assert (returned(desk).state, returned(desk).refund) == (ReturnState.CLOSED, made.id)
    assert desk.shop.counters("RIVER-BAND-7") == (before[0] + 1, before[1], before[2] - 1)


def test_what_is_only_noted_as_here_is_closed_later_by_an_amount(desk: DeskPage) -> None:
    asked_back(desk, ONE)
    desk.agree("/returns/ORDER1-B1/accept", words="To us")

    desk.agree("/returns/ORDER1-B1/receive", later="yes")
    assert returned(desk).state is ReturnState.RECEIVED
    assert "for sale again" not in words(desk.at("/returns/ORDER1-B1/receive"))
    desk.agree("/returns/ORDER1-B1/receive", amount="12.50")

    assert returned(desk).state is ReturnState.CLOSED
    assert [each.amount for each in desk.order().refunds] == [1250]


@pytest.mark.parametrize(
    ("step", "typed", "says"),
    [
        ("accept", {"words": " "}, "Say where to send it"),
        ("reject", {"words": ""}, "Say why"),
        ("receive", {"amount": ""}, "is requested, so it can't be received"),
        ("receive", {"amount": "much"}, "much"),
    ],
)
def test_what_can_t_be_is_said_and_nothing_is_done(
    desk: DeskPage, step: str, typed: dict[str, str], says: str
) -> None:
    asked_back(desk, ONE)

    answer = desk.send(f"/returns/ORDER1-B1/{step}", **typed)

    assert answer.status_code == 422
    assert says in words(answer)
    assert returned(desk).state is ReturnState.REQUESTED


def test_what_somebody_else_decided_meanwhile_is_said_and_asked_again(desk: DeskPage) -> None:
    asked_back(desk, ONE)
    desk.shop.book.commit(accept(desk.order(), "ORDER1-B1", "To us", desk.shop.clock()))
    known = str(desk.order().revision)
    desk.shop.book.commit(receive(desk.order(), "ORDER1-B1", desk.shop.clock(), restock=False))

    answer = desk.send("/returns/ORDER1-B1/receive", revision=known, answer="yes", amount="5")

    assert answer.status_code == 409
    assert "Somebody else has just changed return ORDER1-B1" in words(answer)
    assert "$5.00 goes back" in words(answer)
    assert returned(desk).state is ReturnState.RECEIVED


def test_nobody_can_say_no_to_a_withdrawal(desk: DeskPage) -> None:
    desk.shop.book.commit(withdraw(desk.order(), (1, 0), LAST, TODAY, desk.shop.clock()))

    told = words(desk.at("/returns/ORDER1-B1"))

    assert "Withdrawn from" in told
    assert "Take it back" in told
    assert "Say no" not in told


def test_pictures_that_can_t_be_reached_keep_nobody_from_deciding(desk: DeskPage) -> None:
    damaged(desk)
    desk.pictures.is_silent = True

    assert "They can't be reached just now." in words(desk.at("/returns/ORDER1-B1"))
    assert desk.at("/returns/ORDER1-B1/pictures/1").status_code == 404
    done = desk.agree("/returns/ORDER1-B1/reject", words="It was worn.")

    assert returned(desk).state is ReturnState.REJECTED
    there = words(desk.client.get(done.headers["location"]))
    assert "Its pictures couldn't be deleted just now. They go by themselves" in there


@pytest.mark.parametrize("path", ["/returns/NOBODYS-B1", "/returns/ORDER1-B9", "/returns/x"])
def test_a_number_that_leads_nowhere_is_said_kindly(desk: DeskPage, path: str) -> None:
    answer = desk.at(path)

    assert answer.status_code == 404
    assert "There is no return with this number." in words(answer)
