"""Testing cards and hoarding pieces are dull: one network may try so often, and no more."""

import pytest

from domain.limits import (
    ALL_CHECKOUTS,
    ALL_REMINDERS,
    CHECKOUTS,
    CODES,
    MAILBOX,
    REMINDERS,
    Gate,
    TooManyTriesError,
    TooMuchHeldError,
)
from domain.order_book import BookUnavailableError
from tests.samples import NOON, Clock, SmallShop, buying

HERE, THERE = "a" * 20, "b" * 20


def test_a_network_that_tries_too_often_is_told_until_when_and_others_are_not() -> None:
    shop = SmallShop()
    gate = Gate(shop.limits)
    for _ in range(CHECKOUTS.most):
        gate.checkout(HERE, NOON)

    with pytest.raises(TooManyTriesError) as caught:
        gate.checkout(HERE, NOON)
    gate.checkout(THERE, NOON)

    assert (caught.value.until - NOON).total_seconds() <= CHECKOUTS.minutes * 60


def test_the_next_span_begins_anew() -> None:
    clock, gate = Clock(), Gate(SmallShop().limits)
    for _ in range(CHECKOUTS.most):
        gate.checkout(HERE, clock())
    clock.forward(minutes=CHECKOUTS.minutes)

    gate.checkout(HERE, clock())


def test_everybody_together_is_limited_too() -> None:
    gate = Gate(SmallShop().limits)
    for number in range(ALL_CHECKOUTS.most):
        gate.checkout(f"{number:020}", NOON)

    with pytest.raises(TooManyTriesError) as caught:
        gate.checkout(HERE, NOON)

    assert caught.value.allowance is ALL_CHECKOUTS


def test_a_code_can_be_tried_so_often_and_buying_without_one_still_works() -> None:
    gate = Gate(SmallShop().limits)
    for _ in range(CODES.most):
        gate.code(HERE, NOON)

    with pytest.raises(TooManyTriesError):
        gate.code(HERE, NOON)
    gate.checkout(HERE, NOON)


def test_a_mailbox_is_sent_so_many_reminders_a_day_whoever_asks_for_them() -> None:
    clock, gate = Clock(), Gate(SmallShop().limits)
    for number in range(MAILBOX.most):
        gate.reminder(f"{number:020}", "somebody", clock())

    with pytest.raises(TooManyTriesError) as caught:
        gate.reminder(HERE, "somebody", clock())
    gate.reminder(HERE, "somebody else", clock())
    clock.forward(days=1)
    gate.reminder(HERE, "somebody", clock())

    assert caught.value.allowance is MAILBOX


def test_reminders_are_limited_for_everybody_together_and_for_strangers_too() -> None:
    gate = Gate(SmallShop().limits)
    for number in range(ALL_REMINDERS.most):
        gate.reminder(None, f"{number:020}", NOON)

    with pytest.raises(TooManyTriesError) as caught:
        gate.reminder(None, "another", NOON)

    assert caught.value.allowance is ALL_REMINDERS


def test_codes_that_were_tried_leave_reminders_to_be_asked_for() -> None:
    gate = Gate(SmallShop().limits)
    for _ in range(CODES.most):
        gate.code(HERE, NOON)

    for number in range(REMINDERS.most):
        gate.reminder(HERE, f"{number:020}", NOON)
    with pytest.raises(TooManyTriesError):
        gate.reminder(HERE, "another", NOON)


def test_who_tries_too_often_holds_nothing() -> None:
    shop = SmallShop()
    for _ in range(CHECKOUTS.most):
        shop.checkout.gate.checkout(HERE, NOON)

    with pytest.raises(TooManyTriesError):
        shop.checkout.begin(buying("EMBER-RING"), HERE)

    assert shop.counters("EMBER-RING") == (1, 0, 0)


def test_a_card_tester_gets_five_payment_pages_and_no_more() -> None:
    shop = SmallShop()
    for _ in range(5):
        shop.checkout.begin(buying("DAWN-HOOPS"), HERE)

    with pytest.raises(TooMuchHeldError):
        shop.checkout.begin(buying("DAWN-HOOPS"), HERE)

    assert shop.counters("DAWN-HOOPS") == (5, 5, 0)
    assert len(shop.payments.sessions) == 5


def test_where_tries_cant_be_counted_nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = SmallShop()

    def down(*_: object) -> int:
        raise BookUnavailableError("down")

    monkeypatch.setattr(shop.limits, "count", down)

    with pytest.raises(BookUnavailableError):
        shop.checkout.begin(buying("EMBER-RING"), HERE)

    assert shop.counters("EMBER-RING") == (1, 0, 0)
