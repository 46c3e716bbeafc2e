"""Mails of an order's life after the payment: what left, what goes back, what was called off."""

import re

import pytest

from domain.fulfilment import cancel, deliver, readdress, ship, start
from domain.mail import Letter
from domain.order_book import Change
from domain.ordered import Address, Shipment
from domain.orders import Order
from domain.refunds import failed, refund
from tests.functions.browser import Visitor
from tests.samples import FACTS, ORIGIN, SmallShop, cart

USPS = Shipment("usps", "9400 1000 0000")


@pytest.fixture
def shop() -> SmallShop:
    shop = SmallShop()
    order = shop.begin(cart("RIVER-BAND-7 2 48000", "DAWN-HOOPS 1 32000"))
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))
    shop.delivery.sweep()
    shop.mailer.sent.clear()
    return shop


def after(shop: SmallShop, change: Change) -> tuple[Order, list[Letter]]:
    shop.book.commit(change)
    shop.delivery.sweep()
    return shop.order("ORDER1"), shop.mailer.sent


def test_the_mail_about_a_parcel_says_with_whom_it_left_and_where_to_follow_it(
    shop: SmallShop,
) -> None:
    _, (mail,) = after(shop, ship(shop.order("ORDER1"), USPS, shop.clock()))

    assert mail.subject == "Your order ORDER1 is on its way"
    assert mail.recipient == "jo@buyer.example"
    for body in (mail.text, mail.html):
        assert "has left our workshop with USPS" in body
        assert "2 × River band, US 7" in body
        assert "tools.usps.com/go/TrackConfirmAction?tLabels=940010000000" in body
        assert f"{ORIGIN}/api/orders/order?t=" in body


def test_a_parcel_that_nobody_can_follow_is_told_without_a_link(shop: SmallShop) -> None:
    _, (mail,) = after(shop, ship(shop.order("ORDER1"), Shipment("other"), shop.clock()))

    for body in (mail.text, mail.html):
        assert "with another carrier" in body
        assert "number is" not in body


def test_the_mail_about_a_refund_says_how_much_of_what_and_how_long_it_takes(
    shop: SmallShop,
) -> None:
    order, (mail,) = after(
        shop, refund(shop.order("ORDER1"), shop.clock(), "size", units=(1, 0), restock=True)
    )

    assert order.refunds[0].amount == 48225  # of 128,000 and 600 for delivery
    for body in (mail.text, mail.html):
        assert "$482.25" in body
        assert "1 × River band, US 7, with its part of delivery and tax" in body
        assert "5 to 10 days" in body
        assert "Dawn hoops" not in body


def test_a_canceled_order_is_told_to_both_with_the_money_that_goes_back(shop: SmallShop) -> None:
    _, mails = after(shop, cancel(shop.order("ORDER1"), "buyer", shop.clock()))

    to = {mail.recipient: mail for mail in mails}
    assert "is canceled, as you asked" in to["jo@buyer.example"].text
    assert "All that was left of your payment, $1,286.00" in to["jo@buyer.example"].text
    assert "by its buyer, before you began it" in to[FACTS.mail].text
    assert "back on the shelf" in to[FACTS.mail].text


def test_a_refund_that_came_back_is_told_to_the_owner_with_what_to_do(shop: SmallShop) -> None:
    after(shop, refund(shop.order("ORDER1"), shop.clock(), "late", amount=500))
    shop.mailer.sent.clear()

    change = failed(shop.order("ORDER1"), "ORDER1-r1", shop.clock())
    assert change
    _, (mail,) = after(shop, change)

    assert mail.recipient == FACTS.mail
    assert "shop order refund ORDER1 --amount 5.00" in mail.text
    assert "$5.00" in mail.html


def test_a_new_address_is_told_without_saying_it_all(shop: SmallShop) -> None:
    elsewhere = Address("Jo Buyer", "2 Oak St", "", "Dallas", "TX", "75201", "US")

    _, mails = after(shop, readdress(shop.order("ORDER1"), elsewhere, shop.clock()))

    by_reader = {each.recipient: each for each in mails}
    mail = by_reader["jo@buyer.example"]
    assert "2 Oak St" in by_reader[FACTS.mail].text
    for body in (mail.text, mail.html):
        assert "goes to Dallas, TX now" in body
        assert "Wasn't it you" in body
        assert "Oak" not in body


def test_the_page_of_an_order_tells_each_state_in_words(shop: SmallShop) -> None:
    visitor = Visitor(shop)
    pages = []
    now = shop.clock()
    for change in (
        lambda order: start(order, now),
        lambda order: ship(order, USPS, now),
        lambda order: deliver(order, now, now),
    ):
        shop.book.commit(change(shop.order("ORDER1")))  # type: ignore[no-untyped-call]  # of one argument
        token = shop.links.sign("order", "ORDER1", now.replace(year=2027))
        pages.append(visitor.orders.get(f"/api/orders/order?t={token}").text)

    assert "<h1>We&#39;re making your order</h1>" in pages[0] or "<h1>We're making" in pages[0]
    assert "It's in the workshop now." in pages[0]
    assert re.search(r"It left our workshop on March 2 with USPS\.", pages[1])
    assert "Follow it at USPS" in pages[1]
    assert "It arrived on March 2." in pages[2]
