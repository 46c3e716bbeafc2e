"""What was missed is found by looking back, and whatever is found twice is done once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.orders import Status
from domain.payments import CheckoutSession, PaymentsUnavailableError
from domain.reconciliation import CaughtUp
from functions.adapters.fake_services import FakePayments
from tests.samples import SmallShop


def shop_that_missed_a_payment() -> tuple[SmallShop, str]:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.happened(order)
    return shop, order.id


@pytest.mark.promise("terms/lost-news-found")
def test_a_payment_whose_event_never_came_is_caught_up_with_once() -> None:
    shop, order_id = shop_that_missed_a_payment()

    first, second = shop.reconciliation.run(), shop.reconciliation.run()

    assert first.caught_up == (CaughtUp(order_id, Status.DRAFT, Status.PAID),)
    assert (first.sessions, first.events, first.missed_events) == (1, 1, 1)
    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert [each.id for each in shop.outbox.waiting(shop.clock())] == [
        f"confirmation-{order_id}",
        f"packing_list-{order_id}",
        f"invoice-{order_id}",
    ]
    assert (second.caught_up, second.missed_events, second.is_fine) == ((), 0, True)


@pytest.mark.promise("terms/lost-news-found")
def test_a_payment_without_any_event_is_found_by_its_session() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    report = shop.reconciliation.run()

    assert report.caught_up == (CaughtUp(order.id, Status.DRAFT, Status.PAID),)
    assert shop.order(order.id).status is Status.PAID


def test_money_that_came_after_the_hold_ended_takes_the_piece_or_goes_back() -> None:
    shop = SmallShop()
    late = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")
    shop.settlement.handle(shop.happened(late, "expired", number=1))
    other = shop.buy("EMBER-RING")
    shop.payments.pay("cs_2")
    shop.payments.pay("cs_1")

    report = shop.reconciliation.run()

    # What came first is looked at first, so the ring is the first buyer's.
    assert set(report.caught_up) == {
        CaughtUp(late.id, Status.EXPIRED, Status.REFUNDED),
        CaughtUp(other.id, Status.DRAFT, Status.PAID),
    }
    assert shop.counters("EMBER-RING") == (0, 0, 1)


def test_a_page_that_closed_unpaid_gives_its_pieces_back() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")

    report = shop.reconciliation.run()

    assert report.caught_up == (CaughtUp(order.id, Status.DRAFT, Status.EXPIRED),)
    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_a_delayed_payment_that_failed_unheard_gives_its_pieces_back() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", "unpaid")
    shop.settlement.handle(shop.happened(order))
    shop.payments.move("cs_1", payment_failed=True)

    report = shop.reconciliation.run()

    assert report.caught_up == (CaughtUp(order.id, Status.AWAITING_PAYMENT, Status.EXPIRED),)


def test_a_dry_run_says_what_would_happen_and_does_nothing() -> None:
    shop, order_id = shop_that_missed_a_payment()

    report = shop.reconciliation.run(dry_run=True)

    assert report.caught_up == (CaughtUp(order_id, Status.DRAFT, Status.DRAFT),)
    assert report.missed_events == 1
    assert shop.order(order_id).status is Status.DRAFT
    assert shop.tables.events == set()


def test_money_for_an_order_that_is_gone_is_told_loudly(caplog: pytest.LogCaptureFixture) -> None:
    shop, order_id = shop_that_missed_a_payment()
    del shop.tables.orders[order_id]

    report = shop.reconciliation.run()

    assert (report.lost, report.is_fine) == (("cs_1",), False)
    assert any(each.levelname == "ERROR" for each in caplog.records)


def test_what_isnt_ours_is_left_alone() -> None:
    shop, _ = shop_that_missed_a_payment()
    shop.payments.move("cs_1", order_id=None)

    report = shop.reconciliation.run()

    assert (report.sessions, report.missed_events, report.caught_up) == (0, 0, ())


def test_what_is_older_than_was_asked_for_isnt_looked_at() -> None:
    shop, order_id = shop_that_missed_a_payment()
    shop.clock.forward(days=3)

    assert shop.reconciliation.run(timedelta(days=2)).sessions == 0
    assert shop.reconciliation.run(timedelta(days=4)).caught_up[0].order_id == order_id


class Stumbling(FakePayments):
    """Stripe answers on every session but one."""

    def session(self, session_id: str) -> CheckoutSession:
        if session_id == "cs_1":
            raise PaymentsUnavailableError(session_id)
        return super().session(session_id)


def test_one_that_cant_be_looked_at_leaves_the_others_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = SmallShop()
    first, second = shop.buy("EMBER-RING"), shop.buy("DAWN-HOOPS")
    for number, order in enumerate((first, second), 1):
        shop.payments.pay(f"cs_{number}")
        shop.happened(order, number=number)
    monkeypatch.setattr(shop.payments, "__class__", Stumbling)

    report = shop.reconciliation.run()

    # Its event couldn't be replayed; its session stood in the list, and that was enough.
    assert report.left == ("cs_1",)
    assert {each.order_id for each in report.caught_up} == {first.id, second.id}
    assert not report.is_fine


def test_it_stops_when_its_time_is_up_and_says_so() -> None:
    shop, order_id = shop_that_missed_a_payment()

    report = shop.reconciliation.run(enough=lambda: True)

    assert (report.whole, report.is_fine) == (False, False)
    assert shop.order(order_id).status is Status.DRAFT
