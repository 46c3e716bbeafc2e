"""Money is the truth: however events come, an order is paid once, refunded or given back."""

import msgspec
import pytest

from domain import outbox
from domain.orders import Status
from domain.payments import PaymentEvent, SessionLine
from tests.samples import SmallShop


def messages(shop: SmallShop) -> list[str]:
    return [message.id for message in shop.outbox.waiting(shop.clock())]


def test_a_paid_session_sells_the_piece_and_promises_a_mail() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order))

    paid = shop.order(order.id)
    assert paid.status is Status.PAID
    assert paid.totals
    assert paid.totals.total == 92600
    assert paid.customer_mail == "jo@buyer.example"
    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert messages(shop) == [f"confirmation-{order.id}"]


def test_five_deliveries_of_one_event_make_one_order_and_one_mail() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    for _ in range(5):
        shop.settlement.handle(shop.event(order))

    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert messages(shop) == [f"confirmation-{order.id}"]


def test_two_endpoints_with_two_event_ids_still_make_one_order() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order, number=1))
    shop.settlement.handle(shop.event(order, number=2))

    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert len(messages(shop)) == 1


def test_a_late_payment_is_waited_for_and_then_kept() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", "unpaid")
    shop.settlement.handle(shop.event(order, number=1))
    waiting = shop.order(order.id).status
    shop.clock.forward(days=3)
    shop.holds.sweep()

    shop.payments.move("cs_1", payment_status="paid")
    shop.settlement.handle(shop.event(order, "async_payment_succeeded", number=2))

    assert waiting is Status.AWAITING_PAYMENT
    assert shop.order(order.id).status is Status.PAID
    assert shop.counters("EMBER-RING") == (0, 0, 1)


def test_success_told_before_completion_is_the_same_order() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order, "async_payment_succeeded", number=2))
    shop.settlement.handle(shop.event(order, "completed", number=1))

    assert shop.order(order.id).status is Status.PAID
    assert len(messages(shop)) == 1


@pytest.mark.parametrize("completed_first", [True, False])
def test_a_late_payment_that_fails_gives_the_piece_back_and_tells_the_buyer(
    *, completed_first: bool
) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", "unpaid")
    events = [shop.event(order, number=1), shop.event(order, "async_payment_failed", number=2)]

    for event in events if completed_first else reversed(events):
        shop.settlement.handle(event)

    assert shop.order(order.id).status is Status.EXPIRED
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert messages(shop) == [f"payment_failed-{order.id}"]


def test_an_expired_session_gives_the_piece_back_and_mails_nobody() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")

    shop.settlement.handle(shop.event(order, "expired"))

    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert messages(shop) == []


def test_money_after_the_hold_ended_takes_the_piece_if_it_is_still_there() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")
    shop.settlement.handle(shop.event(order, "expired", number=1))

    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order, number=2))

    assert shop.order(order.id).status is Status.PAID
    assert shop.counters("EMBER-RING") == (0, 0, 1)


def test_money_for_a_piece_that_is_gone_goes_back_once_and_the_buyer_is_told() -> None:
    shop = SmallShop()
    late = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")
    shop.settlement.handle(shop.event(late, "expired", number=1))
    other = shop.buy("EMBER-RING")
    shop.payments.pay("cs_2")
    shop.settlement.handle(shop.event(other, number=2))

    shop.payments.pay("cs_1")
    for number in (3, 3, 4):
        shop.settlement.handle(shop.event(late, number=number))
    shop.delivery.sweep()

    assert shop.order(late.id).status is Status.REFUNDED
    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert shop.payments.refunds == {"pi_cs_1": f"re_{late.id}"}
    subjects = [letter.subject for letter in shop.mailer.sent]
    assert f"Your money for order {late.id} is on its way back" in subjects


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"currency": "EUR"}, "currency"),
        ({"amount_subtotal": 1}, "subtotal"),
        ({"amount_shipping": 1}, "shipping"),
    ],
)
def test_money_that_doesnt_match_the_draft_goes_under_review_and_isnt_confirmed(
    facts: dict[str, object], why: str
) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.payments.move("cs_1", **facts)

    shop.settlement.handle(shop.event(order))

    reviewed = shop.order(order.id)
    assert (reviewed.status, reviewed.why) == (Status.UNDER_REVIEW, why)
    assert messages(shop) == [f"owner_review-{order.id}"]
    assert shop.counters("EMBER-RING") == (0, 0, 1)


def test_other_lines_than_the_drafts_go_under_review() -> None:
    shop = SmallShop()
    order = shop.buy("RIVER-BAND-6", 2)
    shop.payments.pay("cs_1")
    shop.payments.asked["cs_1"] = [SessionLine(96000, 1)]

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).why == "lines"


def test_a_session_that_isnt_ours_is_left_alone() -> None:
    shop = SmallShop()
    shop.buy("EMBER-RING")
    shop.payments.move("cs_1", order_id="SOMEBODY-ELSES")

    assert shop.settlement.handle(PaymentEvent("evt_1", "x", "cs_1")) is None
    assert shop.settlement.handle(PaymentEvent("evt_2", "charge.updated", None)) is None
    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_the_mail_goes_out_once_however_often_the_outbox_is_swept() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))

    done = [shop.delivery.sweep() for _ in range(3)]

    assert done == [1, 0, 0]
    (letter,) = shop.mailer.sent
    assert letter.recipient == "jo@buyer.example"
    assert order.id in letter.subject
    assert "$926.00" in letter.text
    assert "$926.00" in letter.html
    message = shop.outbox.get(f"confirmation-{order.id}")
    assert message
    assert message.state is outbox.State.DONE
    assert not [text for text in msgspec.to_builtins(message).values() if "jo@" in str(text)]
