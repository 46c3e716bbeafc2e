"""The order's own page, and the receipt that goes with a gift: opened by a signed link, no account."""

import re
from datetime import timedelta

import pytest

from domain.links import Purpose
from domain.order_book import BookUnavailableError
from domain.orders import Order, Status
from tests.functions.browser import Visitor
from tests.samples import SmallShop, cart, shop_that_owes_a_refund


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def paid(visitor: Visitor, *lines: str, **fields: str) -> Order:
    order = visitor.shop.begin(cart(*(lines or ("EMBER-RING 1 92000",)), **fields))
    visitor.shop.payments.pay("cs_1")
    visitor.shop.settlement.handle(visitor.shop.event(order))
    return visitor.shop.order(order.id)


def page(visitor: Visitor, purpose: Purpose, order: Order, *, days: int = 1) -> str:
    until = visitor.shop.clock() + timedelta(days=days)
    token = visitor.shop.links.sign(purpose, order.id, until)
    return visitor.orders.get(f"/api/orders/{purpose}?t={token}").text


@pytest.mark.promise("terms/order-page")
def test_the_link_in_the_confirmation_opens_the_orders_page(visitor: Visitor) -> None:
    paid(visitor, "SIGNET-7-SILVER 1 20500 Ada")
    visitor.shop.delivery.sweep()
    (letter,) = visitor.shop.letters_to_buyers
    link = next(line for line in letter.text.splitlines() if "/api/orders/order?t=" in line)

    answer = visitor.orders.get(link)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    for told in ("ORDER1", "Granite signet", "Engraved “Ada”", "$211.00", "March 3", "Ground"):
        assert told in answer.text


@pytest.mark.promise("privacy/link-opens-one-order")
def test_the_orders_page_tells_its_state_and_lines_and_nothing_of_its_buyer(
    visitor: Visitor,
) -> None:
    told = page(visitor, "order", paid(visitor))

    for private in ("Jo Buyer", "jo@buyer.example", "1 Elm St", "78701"):
        assert private not in told


def test_the_page_of_an_order_tells_a_payment_that_nobody_has_heard_of_yet(
    visitor: Visitor,
) -> None:
    order = visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")

    told = page(visitor, "order", order)

    assert "<h1>Your order</h1>" in told
    assert visitor.shop.order(order.id).status is Status.PAID


def test_the_page_names_the_policies_that_the_order_is_under(visitor: Visitor) -> None:
    told = page(visitor, "order", paid(visitor))

    assert '<a href="/policies/terms/2026-01-01/">Terms of sale, January 1, 2026</a>' in told


@pytest.mark.parametrize("purpose", ["back", "thanks", "gift", "again"])
def test_a_link_for_something_else_opens_no_order_page(visitor: Visitor, purpose: Purpose) -> None:
    order = paid(visitor)
    until = visitor.shop.clock() + timedelta(days=1)
    token = visitor.shop.links.sign(purpose, order.id, until)

    assert visitor.orders.get(f"/api/orders/order?t={token}").status_code == 400


@pytest.mark.promise("shipping/gift-without-prices")
def test_a_gift_receipt_says_what_it_is_and_never_what_it_cost(visitor: Visitor) -> None:
    order = paid(
        visitor,
        "SIGNET-7-SILVER 1 20500 Ada",
        "DAWN-HOOPS 2 32000",
        gift_message="For Ada,\n<b>with love</b>",
        gift_receipt="yes",
    )

    told = page(visitor, "gift", order)

    for words in ("Granite signet", "Engraved “Ada”", "Dawn hoops", "For Ada,<br>", order.id):
        assert words in told
    assert "&lt;b&gt;with love" in told
    for secret in ("$", "205", "320", "Jo Buyer", "1 Elm St", "jo@buyer.example"):
        assert secret not in told


def test_the_owner_gets_a_packing_list_with_the_engraving_spelled_out(visitor: Visitor) -> None:
    paid(
        visitor,
        "SIGNET-7-GOLD 1 98500 A & é",
        "DAWN-HOOPS 2 32000",
        gift_message="For Ada",
        gift_receipt="yes",
    )
    visitor.shop.delivery.sweep()

    (mail,) = [each for each in visitor.shop.mailer.sent if each.recipient.startswith("hello@")]

    for body in (mail.text, mail.html):
        told = body.replace("&amp;", "&")
        assert "SIGNET-7-GOLD, made to order" in told
        assert "A & é" in told
        assert "5 characters: A, space, &, space, é" in told
        assert "2 ×" in told
        assert "March 23, Ground" in " ".join(told.split()).replace("</strong>", "")
        assert "For Ada" in told
        assert "/api/orders/gift?t=" in told
        assert "1 Elm St" in told
        assert "$" not in told


def test_the_owner_can_print_the_receipt_of_a_gift_that_is_made_to_order(visitor: Visitor) -> None:
    paid(visitor, "SIGNET-7-GOLD 1 96000", gift_receipt="yes")
    visitor.shop.delivery.sweep()
    (mail,) = [each for each in visitor.shop.mailer.sent if each.recipient.startswith("hello@")]
    link = next(line for line in mail.text.splitlines() if "/api/orders/gift?t=" in line)

    visitor.shop.clock.forward(days=300)

    assert visitor.orders.get(link[link.index("https://") :]).status_code == 200


def test_of_money_that_came_too_late_both_sides_are_told() -> None:
    shop, order_id = shop_that_owes_a_refund()

    shop.delivery.sweep()

    told = {
        each.tags["message"]: each.recipient
        for each in shop.mailer.sent
        if each.tags["message"].endswith(order_id)
    }
    assert told == {
        f"piece_gone-{order_id}": "jo@buyer.example",
        f"owner_piece_gone-{order_id}": "hello@juniperbend.example",
    }


@pytest.mark.promise("returns/window-in-your-mail")
def test_the_thank_you_page_says_where_it_goes_what_can_come_back_and_under_what(
    visitor: Visitor,
) -> None:
    order = paid(visitor, "SIGNET-7-SILVER 1 20500 Ada", "DAWN-HOOPS 1 32000")

    told = page(visitor, "thanks", order)
    link = re.search(r'href="(/api/orders/order\?t=[^"]+)"', told)

    assert "It goes to Austin, TX; your email has the whole address." in told
    assert "you can send everything else back within 30 days of the day it arrives" in told
    assert 'href="/policies/terms/2026-01-01/"' in told
    assert link
    assert visitor.orders.get(link[1]).status_code == 200
    for private in ("Jo Buyer", "jo@buyer.example", "1 Elm St", "78701"):
        assert private not in told


@pytest.mark.parametrize("purpose", ["thanks", "order"])
def test_a_shelf_that_cant_be_read_leaves_numbers_out_and_thanks_all_the_same(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, purpose: Purpose
) -> None:
    order = paid(visitor)
    page(visitor, purpose, order)

    def down(*_: object) -> object:
        raise BookUnavailableError("down")

    monkeypatch.setattr(visitor.shop.shelf, "policies", down)

    told = page(visitor, purpose, order)

    assert "Ember ring" in told
    assert "right to withdraw" not in told
