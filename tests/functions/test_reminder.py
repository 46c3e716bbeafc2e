"""Asking for one reminder, and the link in it: looked at anew, and nothing held by looking."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.limits import MAILBOX, REMINDERS
from domain.order_book import Change
from domain.orders import Status, rewritten
from domain.publishing import publish
from tests.functions.browser import FORM, Visitor
from tests.policies import AGREEMENT
from tests.samples import DAWN_HOOPS, EMBER_RING, RELEASE, SIGNET, SmallShop, cart

if TYPE_CHECKING:
    from httpx2 import Response


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def back(visitor: Visitor, number: int = 1) -> str:
    """The token of the way back from the payment page."""
    return visitor.shop.payments.ways_back[f"cs_{number}"][1].partition("t=")[2]


def remind(visitor: Visitor, token: str, mail: str = "jo@buyer.example") -> Response:
    return visitor.orders.post("/api/orders/remind", data={"t": token, "mail": mail}, headers=FORM)


def again(visitor: Visitor) -> str:
    """The address in the reminder, which has been sent by now."""
    visitor.shop.clock.forward(hours=1)
    visitor.shop.holds.sweep()
    visitor.shop.clock.at += timedelta(hours=20)
    visitor.shop.delivery.sweep()
    (letter,) = [
        each for each in visitor.shop.mailer.sent if each.tags["message"].startswith("reminder")
    ]
    found = re.search(r"/api/checkout/again\?t=\S+", letter.text)
    assert found
    return found[0]


def hidden(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)


def test_the_way_back_offers_a_reminder_and_says_so_once_it_was_asked_for(
    visitor: Visitor,
) -> None:
    visitor.shop.buy("EMBER-RING")
    token = back(visitor)
    before = visitor.orders.get(f"/api/orders/back?t={token}").text

    answer = remind(visitor, token, " jo@buyer.example ")

    assert "Remind me once" in before
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (
        303,
        "https://shop.example/api/orders/back",
    )
    after = visitor.orders.get(f"/api/orders/back?t={token}").text
    assert "write to you once, tomorrow" in after
    assert "Remind me once" not in after
    assert "jo@buyer.example" not in after
    assert visitor.shop.order("ORDER1").reminder_mail == "jo@buyer.example"


@pytest.mark.parametrize("put_back", [False, True])
def test_a_wrong_address_is_asked_for_again_with_what_was_typed(
    visitor: Visitor, put_back: bool
) -> None:
    order = visitor.shop.buy("EMBER-RING")
    token = back(visitor)
    if put_back:
        visitor.shop.holds.let_go(order)

    answer = remind(visitor, token, "<b>jo")

    assert answer.status_code == 422
    assert "Enter your email address, such as name@example.com." in answer.text
    assert 'value="&lt;b&gt;jo"' in answer.text
    assert '<a href="#mail">Enter your email address' in answer.text
    assert visitor.shop.order("ORDER1").reminder_mail is None


def test_one_network_asks_for_so_many_reminders_and_no_more(visitor: Visitor) -> None:
    visitor.orders = visitor.orders_from("203.0.113.7")
    answers = []
    for number in range(1, REMINDERS.most + 2):
        visitor.shop.buy("DAWN-HOOPS")
        answers.append(remind(visitor, back(visitor, number), f"jo{number}@buyer.example"))

    assert [each.status_code for each in answers] == [303] * REMINDERS.most + [429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert "Many reminders were asked for from your network" in answers[-1].text
    assert "nothing is held" not in answers[-1].text
    assert visitor.shop.order(f"ORDER{REMINDERS.most + 1}").reminder_mail is None


def test_nobody_is_written_to_again_and_again_because_others_know_their_address(
    visitor: Visitor,
) -> None:
    asked = ["Jo@Buyer.example", "jo+a@buyer.example", "j.o@buyer.example", "jo@buyer.example"]
    answers = []
    for number, mail in enumerate(asked, 1):
        visitor.orders = visitor.orders_from(f"203.0.{number}.7")
        visitor.shop.buy("DAWN-HOOPS")
        answers.append(remind(visitor, back(visitor, number), mail))

    assert [each.status_code for each in answers] == [303, 303, 303, 429]
    assert "given for several reminders today" in answers[-1].text
    assert answers[-1].headers["Retry-After"] == "86400"
    assert visitor.shop.order("ORDER4").reminder_mail is None
    assert not any("buyer" in bucket for bucket in visitor.shop.tables.tries)


def test_asking_once_more_counts_for_nothing(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")

    answers = [remind(visitor, back(visitor)).status_code for _ in range(MAILBOX.most + 2)]

    assert answers == [303] * (MAILBOX.most + 2)


def test_who_was_reminded_is_told_that_there_is_one_reminder_only(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    token = back(visitor)
    remind(visitor, token)
    again(visitor)

    page = visitor.orders.get(f"/api/orders/back?t={token}").text
    answer = remind(visitor, token)

    assert "You asked for a reminder of this before." in page
    assert "Remind me once" not in page
    assert answer.status_code == 303
    assert visitor.shop.order("ORDER1").reminder_mail is None


@pytest.mark.parametrize("token", ["", "nonsense", "WyJPUkRFUjEiLDFd.abc"])
def test_a_link_that_is_not_ours_asks_for_nothing(visitor: Visitor, token: str) -> None:
    visitor.shop.buy("EMBER-RING")

    answer = remind(visitor, token)

    assert answer.status_code == 400
    assert visitor.shop.order("ORDER1").reminder_mail is None


def test_the_link_shows_the_order_as_it_could_be_placed_now_and_holds_nothing(
    visitor: Visitor,
) -> None:
    visitor.shop.begin(cart("SIGNET-7-SILVER 1 20500 Ada", "EMBER-RING 1 92000"))
    remind(visitor, back(visitor))
    link = again(visitor)

    page = visitor.checkout.get(link)

    assert page.status_code == 200
    assert "It is as you left it." in page.text
    assert "$205.00" in page.text
    assert "$920.00" in page.text
    assert hidden(page.text) == [
        ("line", "SIGNET-7-SILVER 1 20500 Ada"),
        ("line", "EMBER-RING 1 92000"),
        ("country", "US"),
    ]
    assert f'name="terms" value="{AGREEMENT}"' in page.text
    assert visitor.shop.counters("EMBER-RING") == (1, 0, 0)


def test_the_link_opens_the_order_for_a_week_and_then_no_more(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    remind(visitor, back(visitor))
    link = again(visitor)

    visitor.shop.clock.forward(days=6, hours=23)
    opened = visitor.checkout.get(link)
    visitor.shop.clock.forward(hours=2)

    assert (opened.status_code, visitor.checkout.get(link).status_code) == (200, 410)


def test_a_gift_and_a_code_go_on_from_the_link_and_consent_to_letters_doesnt(
    visitor: Visitor,
) -> None:
    shop = msgspec.structs.replace(RELEASE.shop, codes=True)
    publish(msgspec.structs.replace(RELEASE, shop=shop), visitor.shop.shelf)
    visitor.shop.payments.codes = {"welcome": "promo_1"}
    gift = {"gift_message": "For Ada,\n<3", "gift_receipt": "yes"}
    visitor.shop.begin(cart("EMBER-RING 1 92000", code="Welcome", newsletter="yes", **gift))
    remind(visitor, back(visitor))

    page = visitor.checkout.get(again(visitor)).text

    assert hidden(page) == [
        ("line", "EMBER-RING 1 92000"),
        ("country", "US"),
        ("code", "Welcome"),
        ("gift_message", "For Ada,\n&lt;3"),
        ("gift_receipt", "yes"),
    ]


def test_who_asks_while_somebody_else_changes_the_order_is_noted_all_the_same(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.shop.buy("EMBER-RING")
    commit, meanwhile = visitor.shop.book.commit, [1, 2]

    def late(change: Change) -> None:
        if meanwhile:
            commit(Change(rewritten(visitor.shop.order("ORDER1"), why=f"{meanwhile.pop()}")))
        commit(change)

    monkeypatch.setattr(visitor.shop.book, "commit", late)

    answer = remind(visitor, back(visitor))

    order = visitor.shop.order("ORDER1")
    assert answer.status_code == 303
    assert (order.reminder_mail, order.why) == ("jo@buyer.example", "1")


def test_the_link_says_what_costs_something_else_and_what_is_gone(visitor: Visitor) -> None:
    visitor.shop.begin(cart("DAWN-HOOPS 2 32000", "EMBER-RING 1 92000", "SIGNET-8-SILVER 1 18000"))
    remind(visitor, back(visitor))
    link = again(visitor)
    dearer = msgspec.structs.replace(DAWN_HOOPS.variants[0], price=35000)
    hoops = msgspec.structs.replace(DAWN_HOOPS, variants=(dearer,))
    publish(msgspec.structs.replace(RELEASE, pieces=(hoops, EMBER_RING)), visitor.shop.shelf)
    visitor.shop.buy("EMBER-RING")

    page = visitor.checkout.get(link).text

    assert "This has changed since." in page
    assert "Dawn hoops: it was $320.00, and it is $350.00 now." in page
    assert "Granite signet, US 8, Silver: it has left the shop." in page
    assert "Ember ring: someone is paying for it right now." in page
    assert [value for name, value in hidden(page) if name == "line"] == ["DAWN-HOOPS 2 35000"]


def test_where_nothing_is_left_the_link_says_so_and_has_no_form(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    remind(visitor, back(visitor))
    link = again(visitor)
    publish(msgspec.structs.replace(RELEASE, pieces=(SIGNET,)), visitor.shop.shelf)

    page = visitor.checkout.get(link).text

    assert "None of it is left now." in page
    assert 'href="/pieces/">See all pieces</a>' in page
    assert "<form" not in page


def test_going_on_from_the_link_holds_and_pays_like_any_order(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    remind(visitor, back(visitor))
    page = visitor.checkout.get(again(visitor)).text
    sent = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in hidden(page))

    answer = visitor.buy(f"{sent}&terms={AGREEMENT}")

    assert answer.status_code == 303
    assert visitor.shop.order("ORDER2").status is Status.DRAFT


@pytest.mark.parametrize("money", ["paid", "on its way", "wrong"])
def test_the_link_of_an_order_that_was_paid_leads_to_the_shop(visitor: Visitor, money: str) -> None:
    order = visitor.shop.buy("EMBER-RING")
    until = visitor.shop.clock() + timedelta(days=1)
    token = visitor.shop.links.sign("again", order.id, until)
    visitor.shop.payments.pay(
        "cs_1", "unpaid" if money == "on its way" else "paid", 1 if money == "wrong" else 600
    )
    visitor.shop.settlement.handle(visitor.shop.event(order))

    answer = visitor.checkout.get(f"/api/checkout/again?t={token}")

    assert (answer.status_code, answer.headers["location"]) == (303, "https://shop.example/pieces/")


@pytest.mark.parametrize("purpose", ["back", "thanks", "order", "gift"])
def test_a_link_for_something_else_doesnt_open_the_order_again(
    visitor: Visitor, purpose: str
) -> None:
    order = visitor.shop.buy("EMBER-RING")
    until = visitor.shop.clock() + timedelta(days=1)
    token = visitor.shop.links.sign(purpose, order.id, until)  # type: ignore[arg-type]  # each of them

    assert visitor.checkout.get(f"/api/checkout/again?t={token}").status_code == 400
