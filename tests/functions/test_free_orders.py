"""What a code made free was never charged, so nobody is told of money that comes or goes back."""

from datetime import timedelta

import pytest

from domain.links import Purpose
from domain.mail import Letter
from tests.functions.browser import Visitor
from tests.samples import SmallShop, ring_lost_to_another


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def finish_for_free(shop: SmallShop, session_id: str) -> None:
    shop.payments.pay(session_id, "no_payment_required")
    free = {"amount_total": 0, "amount_discount": 92600, "payment_intent": None}
    shop.payments.move(session_id, **free)


def come_too_late(shop: SmallShop) -> str:
    """The ring went to somebody else before the free order was finished; the late order's id."""
    late = ring_lost_to_another(shop)
    finish_for_free(shop, "cs_1")
    shop.settlement.handle(shop.event(late, number=3))
    return late.id


def page(visitor: Visitor, purpose: Purpose, order_id: str) -> str:
    token = visitor.shop.links.sign(purpose, order_id, visitor.shop.clock() + timedelta(days=1))
    return visitor.orders.get(f"/api/orders/{purpose}?t={token}").text


def letters(shop: SmallShop, order_id: str) -> dict[str, Letter]:
    shop.delivery.sweep()
    return {each.tags["message"].removesuffix(f"-{order_id}"): each for each in shop.mailer.sent}


def test_who_comes_too_late_with_a_free_order_reads_that_nothing_was_charged() -> None:
    shop = SmallShop()

    mail = letters(shop, come_too_late(shop))["piece_gone"]

    assert mail.subject == "Your order ORDER1 came too late"
    for body in (mail.text, mail.html):
        assert "the piece had gone to someone else" in body
        assert "There was nothing to pay, so you haven't been charged." in body
        assert "payment" not in body
        assert "money" not in body


def test_the_owner_reads_that_there_is_no_money_to_give_back() -> None:
    shop = SmallShop()

    mail = letters(shop, come_too_late(shop))["owner_piece_gone"]

    assert mail.subject == "Order ORDER1 came too late"
    for body in (mail.text, mail.html):
        assert "There is no money to give back" in body
        assert "which a code made free" in body or "that a code made free" in body
        assert "payment" not in body


@pytest.mark.parametrize("purpose", ["thanks", "order"])
def test_the_pages_of_a_free_order_that_came_too_late_speak_of_no_money(
    visitor: Visitor, purpose: Purpose
) -> None:
    order_id = come_too_late(visitor.shop)

    told = page(visitor, purpose, order_id)

    assert "<h1>Your order came too late</h1>" in told
    assert "There was nothing to pay, so you haven't been charged." in told
    assert "money" not in told


def test_a_free_order_in_time_is_confirmed_and_packed_without_a_payment(visitor: Visitor) -> None:
    order = visitor.shop.buy("EMBER-RING")
    finish_for_free(visitor.shop, "cs_1")
    visitor.shop.settlement.handle(visitor.shop.event(order))

    sent = letters(visitor.shop, order.id)

    for body in (sent["confirmation"].text, sent["confirmation"].html):
        assert "Your order is here, and we start on it now." in body
        assert "payment" not in body
    for body in (sent["packing_list"].text, sent["packing_list"].html):
        assert "A code made it free, so no money comes." in body
    assert "Your order is here, and we're on it." in page(visitor, "order", order.id)
