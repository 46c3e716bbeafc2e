"""What Stripe tells of money afterwards: in any order, twice, of others; what is owed stays owed."""

from datetime import timedelta

import msgspec
import pytest

from domain.fulfilment import cancel, ship
from domain.kept_orders import is_at_work
from domain.ordered import Dispute, RefundState, Shipment
from domain.orders import Order
from domain.payments import PaymentEvent, RefundNews, RefundOvertakenError
from domain.refunds import RefundError, left_to_refund, refund
from tests.domain.test_kept_orders import TERMS
from tests.domain.test_order_steps import paid
from tests.samples import FACTS, NOON, SmallShop

DUE = NOON + timedelta(days=10)
ASKED = Dispute("dp_1", "pi_cs_1", 92600, "fraudulent", "needs_response", NOON, DUE)


@pytest.fixture
def shop() -> SmallShop:
    shop = SmallShop()
    paid(shop)
    return shop


def told(shop: SmallShop, news: RefundNews | Dispute, number: int = 1) -> Order | None:
    return shop.money.handle(PaymentEvent(f"evt_m{number}", "any", None, news))


def order(shop: SmallShop) -> Order:
    return shop.order("ORDER1")


def test_a_refund_made_by_hand_at_stripe_counts_like_any_other(shop: SmallShop) -> None:
    told(shop, RefundNews("re_9", "pi_cs_1", 600, "succeeded", reason="requested_by_customer"))
    told(shop, RefundNews("re_9", "pi_cs_1", 600, "succeeded"), number=2)

    (made,) = order(shop).refunds
    assert (made.amount, made.state, made.reference) == (600, RefundState.MADE, "re_9")
    assert order(shop).refunded_total == 600


def test_our_own_refund_is_known_by_its_id_and_marked_once(shop: SmallShop) -> None:
    shop.book.commit(refund(order(shop), shop.clock(), "size", amount=600))

    for number in (1, 2):
        told(shop, RefundNews("re_1", "pi_cs_1", 600, "pending", "ORDER1-r1"), number)
    shop.delivery.sweep()

    (made,) = order(shop).refunds
    assert (made.state, made.reference) == (RefundState.MADE, "re_1")


@pytest.mark.parametrize(("end", "left"), [("won", 92600), ("lost", 0)])
def test_what_a_bank_took_is_not_left_to_refund_until_it_is_won(
    shop: SmallShop, end: str, left: int
) -> None:
    told(shop, ASKED)
    assert left_to_refund(order(shop)) == 0

    told(shop, msgspec.structs.replace(ASKED, status=end), number=2)

    assert left_to_refund(order(shop)) == left


def test_a_bank_s_question_can_be_answered_by_a_refund(shop: SmallShop) -> None:
    told(shop, msgspec.structs.replace(ASKED, status="warning_needs_response"))

    shop.book.commit(refund(order(shop), shop.clock(), "as you like"))

    assert order(shop).refunded_total == 92600


def test_what_is_called_off_while_a_bank_has_the_money_sends_none_after_it(
    shop: SmallShop,
) -> None:
    told(shop, ASKED)

    shop.book.commit(cancel(order(shop), "owner", shop.clock()))

    assert order(shop).refunds == ()


def test_a_refund_decided_before_a_dispute_waits_for_its_end_without_asking_stripe(
    shop: SmallShop,
) -> None:
    shop.book.commit(refund(order(shop), shop.clock(), "size", amount=600))
    told(shop, ASKED)

    shop.delivery.sweep()
    assert not shop.payments.refunds
    told(shop, msgspec.structs.replace(ASKED, status="won"), number=2)
    shop.clock.forward(hours=2)
    shop.delivery.sweep()

    assert order(shop).refunds[0].state is RefundState.MADE


def test_a_refund_that_a_lost_dispute_overtakes_is_given_up_and_told(shop: SmallShop) -> None:
    shop.book.commit(refund(order(shop), shop.clock(), "size", amount=600))
    told(shop, ASKED)
    told(shop, msgspec.structs.replace(ASKED, status="lost"), number=2)

    shop.delivery.sweep()
    shop.delivery.sweep()

    assert not shop.payments.refunds
    assert order(shop).refunds[0].state is RefundState.FAILED
    mails = [each.subject for each in shop.mailer.sent if each.recipient == FACTS.mail]
    assert "A refund for order ORDER1 came back" in mails


@pytest.mark.parametrize("late", ["succeeded", "pending"])
def test_a_refund_that_failed_is_told_to_the_owner_and_no_late_event_makes_it_good(
    shop: SmallShop, late: str
) -> None:
    shop.book.commit(refund(order(shop), shop.clock(), "size", amount=600))
    shop.delivery.sweep()

    told(shop, RefundNews("re_1", "pi_cs_1", 600, "failed", "ORDER1-r1"), 1)
    told(shop, RefundNews("re_1", "pi_cs_1", 600, late, "ORDER1-r1"), 2)
    told(shop, RefundNews("re_1", "pi_cs_1", 600, "failed", "ORDER1-r1"), 3)
    shop.delivery.sweep()

    assert order(shop).refunded_total == 0
    mails = [each.subject for each in shop.mailer.sent if each.recipient == FACTS.mail]
    assert mails.count("A refund for order ORDER1 came back") == 1


def test_a_refund_for_which_nothing_is_left_is_given_up_and_told(shop: SmallShop) -> None:
    shop.book.commit(refund(order(shop), shop.clock(), "size"))
    shop.payments.refund_fails = RefundOvertakenError("ORDER1-r1")

    shop.delivery.sweep()

    assert order(shop).refunds[0].state is RefundState.FAILED
    assert shop.outbox.get("refund-ORDER1-r1").state == "done"  # type: ignore[union-attr]  # it is there


def test_money_of_somebody_else_s_is_left_alone_and_remembered(shop: SmallShop) -> None:
    assert told(shop, RefundNews("re_5", "pi_other", 100, "succeeded")) is None

    assert shop.book.seen_events(["evt_m1"]) == {"evt_m1"}
    assert order(shop).refunds == ()


def test_a_dispute_is_told_at_once_reminded_before_it_is_due_and_told_when_it_is_over(
    shop: SmallShop,
) -> None:
    told(shop, ASKED)
    told(shop, ASKED, number=2)
    days: list[int] = []
    for day in range(11):
        shop.mailer.sent.clear()
        shop.delivery.sweep()
        if any("Answer the bank" in each.subject for each in shop.mailer.sent):
            days.append(day)
        shop.clock.forward(days=1)
    shop.mailer.sent.clear()
    told(shop, msgspec.structs.replace(ASKED, status="won"), number=3)
    shop.delivery.sweep()

    assert days == [3, 7, 9]
    assert "you won, and keep the money" in shop.mailer.sent[0].text
    assert [each.status for each in order(shop).disputes] == ["won"]


def test_who_has_answered_isn_t_reminded(shop: SmallShop) -> None:
    told(shop, ASKED)
    told(shop, msgspec.structs.replace(ASKED, status="under_review"), number=2)
    shop.delivery.sweep()
    shop.mailer.sent.clear()

    shop.clock.forward(days=9)
    shop.delivery.sweep()

    assert shop.mailer.sent == []


def test_an_end_that_is_heard_of_first_stays_the_end(shop: SmallShop) -> None:
    told(shop, msgspec.structs.replace(ASKED, status="lost"))
    told(shop, ASKED, number=2)

    assert [each.status for each in order(shop).disputes] == ["lost"]


def test_what_a_bank_decides_about_isn_t_refunded_as_well(shop: SmallShop) -> None:
    told(shop, ASKED)

    with pytest.raises(RefundError, match="can't go back twice"):
        refund(order(shop), shop.clock(), "size")
    told(shop, msgspec.structs.replace(ASKED, status="won"), number=2)
    assert refund(order(shop), shop.clock(), "size").order.refunds


def test_a_disputed_order_isn_t_over_however_old_it_is(shop: SmallShop) -> None:
    shop.book.commit(ship(order(shop), Shipment("usps"), shop.clock()))
    later = shop.clock() + timedelta(days=900)
    before = is_at_work(order(shop), TERMS, later)
    told(shop, ASKED)

    assert (before, is_at_work(order(shop), TERMS, later)) == (False, True)


def test_the_look_back_finds_money_news_that_nobody_heard(shop: SmallShop) -> None:
    news = RefundNews("re_9", "pi_cs_1", 600, "succeeded")
    shop.payments.events.append(
        (shop.clock(), PaymentEvent("evt_missed", "refund.created", None, news))
    )

    first, second = shop.reconciliation.run(), shop.reconciliation.run()

    assert (first.missed_events, second.missed_events) == (1, 0)
    assert order(shop).refunded_total == 600
