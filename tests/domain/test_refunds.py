"""Money that goes back: in any steps never more than came, and all lines are all of it."""

from datetime import timedelta

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from domain.ordered import Line, RefundState, Totals
from domain.orders import Order, Status
from domain.payments import PaymentsUnavailableError
from domain.refunds import (
    RefundError,
    amount_for,
    failed,
    left_to_refund,
    refund,
    restockable,
    units_refunded,
)
from tests.domain.test_order_steps import paid
from tests.samples import FACTS, NOON, SmallShop


def line(amount: int, quantity: int = 1, **facts: object) -> Line:
    sku = f"SKU-{amount}"
    return msgspec.structs.replace(
        Line(sku, "ring", "Ring", "US 7", "/pieces/ring/", amount, quantity), **facts
    )


def an_order(*lines: Line, shipping: int = 600, tax: int = 0, discount: int = 0) -> Order:
    subtotal = sum(each.amount for each in lines)
    total = subtotal + shipping + tax - discount
    return Order(
        id="ORDER1",
        status=Status.DELIVERED,
        lines=lines,
        currency="USD",
        country="US",
        countries=("US",),
        rates=FACTS.zones[0].rates,
        release="abc",
        created_at=NOON,
        expires_at=NOON + timedelta(minutes=31),
        paid_at=NOON,
        payment_intent="pi_1",
        totals=Totals(subtotal, shipping, tax, discount, total, "ground"),
    )


def test_a_line_takes_its_part_of_tax_shipping_and_discount_with_it() -> None:
    order = an_order(line(3000), line(1000), shipping=800, tax=400, discount=1200)  # 4,000 in all

    assert amount_for(order, (1, 0)) == 3000
    assert amount_for(order, (0, 1)) == 1000


def test_what_is_left_over_by_rounding_goes_with_the_last_line() -> None:
    order = an_order(line(100, 3), shipping=1)  # 301 in all

    amounts = []
    for _ in range(3):
        change = refund(order, NOON, "size", units=(1,))
        order = change.order
        amounts.append(order.refunds[-1].amount)

    assert amounts == [100, 100, 101]
    assert left_to_refund(order) == 0


@given(
    lines=st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 4)), min_size=1, max_size=5),
    extra=st.tuples(st.integers(0, 3000), st.integers(0, 999), st.integers(0, 500)),
    data=st.data(),
)
def test_in_any_steps_all_lines_together_are_exactly_what_was_paid(
    lines: list[tuple[int, int]], extra: tuple[int, int, int], data: st.DataObject
) -> None:
    shipping, tax, discount = extra
    made = [line(amount, quantity) for amount, quantity in lines]
    discount = min(discount, sum(each.amount for each in made))
    order = an_order(*made, shipping=shipping, tax=tax, discount=discount)
    units = [place for place, each in enumerate(made) for _ in range(each.quantity)]

    for place in data.draw(st.permutations(units)):
        one = tuple(int(place == each) for each in range(len(made)))
        if amount_for(order, one):
            order = refund(order, NOON, "size", units=one).order
        assert 0 <= order.refunded_total <= order.paid_total

    whole = units_refunded(order) == tuple(each.quantity for each in made)
    assert not whole or order.refunded_total == order.paid_total


@pytest.mark.parametrize("amount", [0, -1, 4601])
def test_more_than_was_paid_or_nothing_can_t_be_refunded(amount: int) -> None:
    order = an_order(line(4000))

    with pytest.raises(RefundError, match=r"order ORDER1 has 46\.00 left"):
        refund(order, NOON, "kindness", amount=amount)


def test_nothing_is_refunded_twice() -> None:
    order = refund(an_order(line(4000)), NOON, "lost").order

    with pytest.raises(RefundError, match="Nothing is left"):
        refund(order, NOON, "lost")
    with pytest.raises(RefundError, match="0 of 1 are left"):
        amount_for(
            msgspec.structs.replace(
                order, refunds=(msgspec.structs.replace(order.refunds[0], units=(1,)),)
            ),
            (1,),
        )


def test_after_an_amount_a_line_is_at_most_what_is_left() -> None:
    order = refund(an_order(line(4000)), NOON, "late", amount=4000).order

    assert amount_for(order, (1,)) == 600


def test_a_refund_that_failed_can_be_asked_for_again() -> None:
    order = refund(an_order(line(4000)), NOON, "lost").order

    change = failed(order, "ORDER1-r1", NOON)

    assert change
    assert [each.about for each in change.messages] == ["owner_refund_failed"]
    assert left_to_refund(change.order) == 4600
    assert failed(change.order, "ORDER1-r1", NOON) is None
    assert refund(change.order, NOON, "lost").order.refunds[-1].id == "ORDER1-r2"


def test_what_was_made_for_the_buyer_doesn_t_go_back_on_the_shelf() -> None:
    order = an_order(line(1000), line(2000, engraving="For Ada"), line(3000, lead_days=10))

    assert restockable(order, (1, 1, 1)) == {"SKU-1000": 1}
    with pytest.raises(RefundError, match="engraved or made to order"):
        restockable(order, (0, 1, 1))


def test_a_piece_that_came_back_is_for_sale_again() -> None:
    shop = SmallShop()
    order = paid(shop)

    shop.book.commit(refund(order, shop.clock(), "size", units=(1,), restock=True))

    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_stripe_down_in_the_middle_of_a_refund_makes_it_once_and_later() -> None:
    shop = SmallShop()
    order = paid(shop)
    shop.book.commit(refund(order, shop.clock(), "size", amount=500))
    shop.payments.refund_fails = PaymentsUnavailableError("timeout")

    shop.delivery.sweep()
    owed = shop.order(order.id).refunds[0].state
    shop.payments.refund_fails = None
    shop.clock.forward(minutes=2)
    shop.delivery.sweep()

    after = shop.order(order.id)
    assert owed is RefundState.OWED
    assert after.refunds[0].state is RefundState.MADE
    assert shop.payments.parts == {"ORDER1-r1": 500}
    assert [each.what for each in shop.ledger.entries(order.chain)] == [
        *("money", "refund", "invoice", "refund made")
    ]
