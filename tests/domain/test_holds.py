"""A hold ends with its payment page, wherever a function died."""

import msgspec
import pytest

from domain.order_book import Change
from domain.orders import Order, Status
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from tests.samples import PowerCutError, SmallShop, buying

HERE = "a" * 20


def draft_without_session(shop: SmallShop) -> Order:
    """What a function leaves that dies between the hold and the session."""
    shop.payments.fails_before = PowerCutError()
    with pytest.raises(PowerCutError):
        shop.buy("EMBER-RING")
    shop.payments.fails_before = None
    return shop.order("ORDER1")


def test_dying_between_hold_and_session_leaks_no_stock() -> None:
    shop = SmallShop()
    draft_without_session(shop)
    held = shop.counters("EMBER-RING")

    shop.clock.forward(minutes=6)
    shop.holds.sweep()

    assert held == (0, 1, 0)
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert shop.order("ORDER1").status is Status.EXPIRED


def test_a_hold_that_a_dying_function_left_was_nobodys_turn_at_the_piece() -> None:
    shop = SmallShop()
    shop.payments.fails_before = PowerCutError()
    with pytest.raises(PowerCutError):
        shop.checkout.begin(buying("EMBER-RING"), HERE)
    shop.payments.fails_before = None
    shop.clock.forward(minutes=6)
    shop.holds.sweep()

    shop.begin(buying("EMBER-RING"), HERE)

    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_a_function_that_may_still_be_alive_is_not_interfered_with() -> None:
    shop = SmallShop()
    draft_without_session(shop)

    shop.clock.forward(minutes=4)
    shop.holds.sweep()

    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_dying_between_session_and_answer_leaks_no_stock() -> None:
    shop = SmallShop()
    shop.payments.fails_after = PowerCutError()
    with pytest.raises(PowerCutError):
        shop.buy("EMBER-RING")

    shop.clock.forward(minutes=6)
    shop.holds.sweep()
    adopted = shop.order("ORDER1").session_id
    shop.clock.forward(minutes=30)
    shop.holds.sweep()

    assert adopted == "cs_1"
    assert shop.payments.sessions["cs_1"].status == "expired"
    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_a_payment_whose_event_was_lost_is_found_when_the_hold_ends() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    shop.clock.forward(minutes=33)
    shop.holds.sweep()

    assert shop.order(order.id).status is Status.PAID
    assert shop.counters("EMBER-RING") == (0, 0, 1)


@pytest.mark.promise("terms/held-while-you-pay")
def test_a_hold_lives_as_long_as_its_payment_page() -> None:
    shop = SmallShop()
    shop.buy("EMBER-RING")

    shop.clock.forward(minutes=31)
    shop.holds.sweep()
    living = shop.counters("EMBER-RING")
    shop.clock.forward(minutes=2)
    shop.holds.sweep()

    assert living == (0, 1, 0)
    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_one_hold_that_cant_be_ended_leaves_the_others_done() -> None:
    shop = SmallShop()
    stuck = shop.buy("EMBER-RING")
    shop.buy("DAWN-HOOPS", 3)
    lost = msgspec.structs.replace(stuck, session_id="cs_gone", revision=stuck.revision + 1)
    shop.book.commit(Change(lost))
    with pytest.raises(PaymentsRefusedError):
        shop.payments.session("cs_gone")
    shop.payments.expire_session = _unreachable_for("cs_gone", shop)  # type: ignore[method-assign]  # one session out of reach

    shop.clock.forward(minutes=33)
    settled = shop.holds.sweep()

    assert settled == 1
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)
    assert shop.counters("EMBER-RING") == (0, 1, 0)


@pytest.mark.parametrize("outcome", ["paid", "failed"])
def test_a_late_payment_whose_event_was_lost_is_found_by_the_clock(outcome: str) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", "unpaid")
    shop.settlement.handle(shop.event(order))
    shop.holds.sweep()
    waiting = shop.order(order.id).status
    if outcome == "paid":
        shop.payments.move("cs_1", payment_status="paid")
    else:
        shop.payments.move("cs_1", payment_failed=True)

    shop.holds.sweep()

    assert waiting is Status.AWAITING_PAYMENT
    expected = {"paid": (Status.PAID, (0, 0, 1)), "failed": (Status.EXPIRED, (1, 0, 0))}
    assert (shop.order(order.id).status, shop.counters("EMBER-RING")) == expected[outcome]


def test_an_order_that_breaks_the_rules_leaves_the_others_done() -> None:
    shop = SmallShop()
    broken = shop.buy("EMBER-RING")
    shop.buy("DAWN-HOOPS", 3)
    shop.payments.sessions["cs_1"] = None  # type: ignore[assignment]  # nobody foresaw this

    shop.clock.forward(minutes=33)

    assert shop.holds.sweep() == 1
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)
    assert shop.order(broken.id).status is Status.DRAFT


@pytest.mark.promise("terms/put-back")
def test_putting_a_piece_back_frees_it_at_once_and_closes_its_payment_page() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")

    shop.holds.let_go(order)

    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert shop.payments.sessions["cs_1"].status == "expired"


def test_putting_a_piece_back_works_where_its_session_was_never_noted() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    unnoted = msgspec.structs.replace(order, session_id=None, revision=order.revision + 1)
    shop.book.commit(Change(unnoted))

    shop.holds.let_go(unnoted)

    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_putting_back_what_was_just_paid_keeps_the_sale() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    after = shop.holds.let_go(order)

    assert after.status is Status.PAID
    assert shop.counters("EMBER-RING") == (0, 0, 1)


def _unreachable_for(session_id: str, shop: SmallShop):  # type: ignore[no-untyped-def]  # noqa: ANN202 — a small stand-in
    known = type(shop.payments).expire_session

    def expire(asked: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 — as above
        if asked == session_id:
            raise PaymentsUnavailableError(asked)
        return known(shop.payments, asked)

    return expire
