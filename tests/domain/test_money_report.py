"""Money by day: what Stripe says beside what the orders say."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from domain.money_report import Difference, MoneyReport, Sums, compare, window
from domain.movements import Movement, MovementKind
from domain.ordered import Dispute
from domain.orders import Order, Status
from domain.payments import PaymentEvent, RefundNews
from domain.refunds import refund
from tests.samples import NOON, SmallShop

ZONE = "America/Chicago"
TODAY = date(2026, 3, 2)
PAID = 92600
FEE = 2715


@pytest.fixture
def shop() -> SmallShop:
    shop = SmallShop()
    paid_order(shop)
    return shop


def paid_order(shop: SmallShop) -> Order:
    order = shop.buy("EMBER-RING")
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    shop.delivery.sweep()
    return shop.order(order.id)


def report(shop: SmallShop, since: date = TODAY, until: date = TODAY) -> MoneyReport:
    orders = [each for status in Status for each in shop.book.with_status(status)]
    movements = shop.payments.movements(*window(since, until, ZONE))
    return compare(orders, movements, since, until, ZONE)


def refunded(shop: SmallShop, amount: int) -> str:
    """The provider's id of a refund that was asked for and made."""
    shop.book.commit(refund(shop.order("ORDER1"), shop.clock(), "size", amount=amount))
    shop.delivery.sweep()
    return shop.order("ORDER1").refunds[-1].reference or ""


def heard(shop: SmallShop, news: RefundNews | Dispute, number: int = 1) -> None:
    shop.money.handle(PaymentEvent(f"evt_m{number}", "any", None, news))


def moved(shop: SmallShop, kind: MovementKind, amount: int, reference: str) -> Movement:
    (session,) = shop.payments.sessions.values()
    shop.payments.move_money(kind, session, amount, reference)
    return shop.payments.moved[-1]


def test_a_day_says_what_came_what_went_and_what_stripe_kept(shop: SmallShop) -> None:
    refunded(shop, 1000)

    told = report(shop)

    (day,) = told.days
    assert (day.day, day.currency, day.fees) == (TODAY, "USD", FEE)
    assert day.at_stripe == day.here == Sums(paid=PAID, refunded=1000)
    assert told.is_fine


def test_money_that_the_shop_never_heard_of_is_a_difference(shop: SmallShop) -> None:
    missed = shop.buy("RIVER-BAND-6")
    shop.payments.pay(missed.session_id or "")
    intent = shop.payments.session(missed.session_id or "").payment_intent or ""

    told = report(shop)

    amount = missed.subtotal + 600
    paid = MovementKind.PAID
    assert told.differences == (Difference(TODAY, paid, "USD", intent, None, amount, None),)
    assert told.days[0].at_stripe.paid - told.days[0].here.paid == amount
    assert not told.is_fine


def test_an_order_whose_money_stripe_doesn_t_have_is_a_difference(shop: SmallShop) -> None:
    shop.payments.moved.clear()

    told = report(shop)

    (it,) = told.differences
    assert (it.order, it.at_stripe, it.here) == ("ORDER1", None, PAID)
    assert not told.is_fine


def test_another_amount_is_a_difference(shop: SmallShop) -> None:
    (only,) = shop.payments.moved
    shop.payments.moved[0] = msgspec.structs.replace(only, amount=PAID - 1)

    (it,) = report(shop).differences

    assert (it.order, it.at_stripe, it.here) == ("ORDER1", PAID - 1, PAID)


def test_an_order_written_after_midnight_counts_on_the_day_of_its_money(shop: SmallShop) -> None:
    (only,) = shop.payments.moved
    shop.payments.moved[0] = msgspec.structs.replace(only, at=NOON - timedelta(days=3))

    on_its_day = report(shop, TODAY - timedelta(days=3), TODAY - timedelta(days=3))
    today = report(shop)

    assert (on_its_day.days[0].here.paid, on_its_day.is_fine) == (PAID, True)
    assert (today.days, today.is_fine) == ((), True)


def test_a_day_is_the_shop_s_day(shop: SmallShop) -> None:
    (only,) = shop.payments.moved
    # 05:30 in London, and half past eleven of the evening before in Chicago.
    shop.payments.moved[0] = msgspec.structs.replace(
        only, at=NOON.replace(day=3, hour=5, minute=30)
    )

    (day,) = report(shop, TODAY, TODAY + timedelta(days=1)).days

    assert day.day == TODAY


def test_a_refund_that_came_back_is_no_refund_on_either_side(shop: SmallShop) -> None:
    reference = refunded(shop, 1000)
    moved(shop, MovementKind.REFUND_FAILED, 1000, reference)
    unheard = report(shop)

    heard(shop, RefundNews(reference, "pi_cs_1", 1000, "failed", "ORDER1-r1"))

    told = report(shop)
    assert [(it.kind, it.order, it.here) for it in unheard.differences] == [
        (MovementKind.REFUND_FAILED, "ORDER1", None)
    ]
    assert told.days[0].at_stripe == told.days[0].here == Sums(paid=PAID)
    assert told.is_fine


def test_a_refund_that_is_only_owed_is_not_said_to_be_made(shop: SmallShop) -> None:
    shop.book.commit(refund(shop.order("ORDER1"), shop.clock(), "size", amount=500))

    told = report(shop)

    assert told.days[0].here.refunded == 0
    assert told.is_fine


@pytest.mark.parametrize(("end", "disputed"), [("won", 0), ("lost", PAID)])
def test_a_dispute_counts_until_it_is_won(shop: SmallShop, end: str, disputed: int) -> None:
    moved(shop, MovementKind.DISPUTED, PAID, "du_1")
    if end == "won":
        moved(shop, MovementKind.DISPUTE_WON, PAID, "du_1")
    unheard = report(shop)

    for number, status in enumerate(("needs_response", end)):
        heard(shop, Dispute("du_1", "pi_cs_1", PAID, "fraudulent", status, NOON), number)

    told = report(shop)
    assert not unheard.is_fine
    assert told.days[0].here.disputed == told.days[0].at_stripe.disputed == disputed
    assert told.is_fine


def test_a_question_before_a_dispute_moves_no_money(shop: SmallShop) -> None:
    heard(shop, Dispute("du_1", "pi_cs_1", PAID, "fraudulent", "warning_needs_response", NOON))

    assert report(shop).is_fine


def test_money_for_a_piece_that_was_gone_came_and_went(shop: SmallShop) -> None:
    late = msgspec.structs.replace(shop.order("ORDER1"), status=Status.REFUNDED, why="piece_gone")
    moved(shop, MovementKind.REFUNDED, PAID, "re_ORDER1")

    told = compare([late], shop.payments.moved, TODAY, TODAY, ZONE)

    assert told.days[0].here == Sums(paid=PAID, refunded=PAID)
    assert told.is_fine


def test_fees_stand_with_the_currency_that_they_are_taken_in(shop: SmallShop) -> None:
    (only,) = shop.payments.moved
    shop.payments.moved[0] = msgspec.structs.replace(only, fee=2500, fee_currency="EUR")

    told = report(shop)

    assert [(day.currency, day.fees) for day in told.days] == [("EUR", 2500), ("USD", 0)]
    assert told.is_fine


def test_days_outside_the_report_are_not_in_it(shop: SmallShop) -> None:
    assert report(shop, TODAY - timedelta(days=9), TODAY - timedelta(days=1)).days == ()
