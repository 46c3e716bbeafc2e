"""Money is the truth: however events come, an order is paid once, refunded or given back."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from domain.messages import Kind, State
from domain.order_book import BookUnavailableError, Change
from domain.orders import Status, TransitionError, advance, with_session
from domain.payments import PaymentEvent, SessionLine
from domain.stock import Stock
from functions.adapters.fake_tables import FakeTables
from functions.adapters.fakes import FakeOrderBook
from tests.samples import Clock, SmallShop, cart, shop_that_owes_a_refund


def messages(shop: SmallShop) -> list[str]:
    waiting = shop.outbox.waiting(shop.clock())
    return [message.id for message in waiting if message.kind is not Kind.NUMBER]


@pytest.mark.promise("terms/confirmed-by-email")
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
    assert messages(shop) == [f"confirmation-{order.id}", f"packing_list-{order.id}"]


def test_five_deliveries_of_one_event_make_one_order_and_one_mail() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    for _ in range(5):
        shop.settlement.handle(shop.event(order))

    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert messages(shop) == [f"confirmation-{order.id}", f"packing_list-{order.id}"]


def test_two_endpoints_with_two_event_ids_still_make_one_order() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order, number=1))
    shop.settlement.handle(shop.event(order, number=2))

    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert messages(shop) == [f"confirmation-{order.id}", f"packing_list-{order.id}"]


@pytest.mark.promise("terms/waits-for-your-bank")
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


def test_the_day_of_shipping_is_counted_from_a_payment_that_came_late() -> None:
    shop = SmallShop()
    order = shop.begin(cart("DAWN-HOOPS 1 32000", "SIGNET-7-GOLD 1 96000"))
    shop.payments.pay("cs_1", "unpaid")
    shop.settlement.handle(shop.event(order, number=1))
    shop.clock.forward(days=7)

    shop.payments.move("cs_1", payment_status="paid")
    shop.settlement.handle(shop.event(order, "async_payment_succeeded", number=2))
    shop.delivery.sweep()

    assert (order.ships_on, shop.order(order.id).ships_on) == (
        date(2026, 3, 23),
        date(2026, 3, 30),
    )
    assert "by March 30." in shop.letters_to_buyers[0].text


def test_an_order_that_is_paid_while_it_is_held_keeps_the_day_that_was_told() -> None:
    shop = SmallShop()
    shop.clock.forward(hours=11, minutes=45)  # a quarter to midnight in Texas
    order = shop.buy("DAWN-HOOPS")
    shop.clock.forward(minutes=20)
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).ships_on == order.ships_on == date(2026, 3, 3)


def test_no_day_of_shipping_is_promised_to_a_late_payment_while_the_calendar_cant_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = SmallShop()
    order = shop.buy("DAWN-HOOPS")
    shop.payments.pay("cs_1", "unpaid")
    shop.settlement.handle(shop.event(order, number=1))

    def unreachable() -> None:
        raise BookUnavailableError("down")

    monkeypatch.setattr(shop.shelf, "facts", unreachable)
    shop.payments.move("cs_1", payment_status="paid")
    shop.settlement.handle(shop.event(order, "async_payment_succeeded", number=2))

    paid = shop.order(order.id)
    assert (paid.status, paid.ships_on) == (Status.PAID, None)


def test_success_told_before_completion_is_the_same_order() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order, "async_payment_succeeded", number=2))
    shop.settlement.handle(shop.event(order, "completed", number=1))

    assert shop.order(order.id).status is Status.PAID
    assert messages(shop) == [f"confirmation-{order.id}", f"packing_list-{order.id}"]


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


@pytest.mark.promise("terms/late-money-returned")
def test_money_for_a_piece_that_is_gone_goes_back_once_and_the_buyer_is_told() -> None:
    shop, order_id = shop_that_owes_a_refund()
    late = shop.order(order_id)

    for number in (3, 4):
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
    assert messages(shop) == [f"owner_review-{order.id}", f"review-{order.id}"]
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

    assert done == [3, 0, 0]
    (letter,) = shop.letters_to_buyers
    assert letter.recipient == "jo@buyer.example"
    assert order.id in letter.subject
    assert "$926.00" in letter.text
    assert "$926.00" in letter.html
    message = shop.outbox.get(f"confirmation-{order.id}")
    assert message
    assert message.state is State.DONE
    assert not [text for text in msgspec.to_builtins(message).values() if "jo@" in str(text)]


def test_late_money_that_doesnt_match_keeps_the_piece_for_whom_it_is_reviewed() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")
    shop.settlement.handle(shop.event(order, "expired", number=1))

    shop.payments.pay("cs_1", shipping=1)
    shop.settlement.handle(shop.event(order, number=2))

    assert shop.order(order.id).status is Status.UNDER_REVIEW
    assert shop.counters("EMBER-RING") == (0, 0, 1)


@pytest.mark.promise("terms/held-while-you-pay")
@pytest.mark.parametrize("shipping", [600, 1])
def test_late_money_takes_no_piece_that_is_held_for_somebody_else(shipping: int) -> None:
    shop = SmallShop()
    late = shop.buy("EMBER-RING")
    shop.payments.expire_session("cs_1")
    shop.settlement.handle(shop.event(late, "expired", number=1))
    other = shop.buy("EMBER-RING")

    shop.payments.pay("cs_1", shipping=shipping)
    shop.settlement.handle(shop.event(late, number=2))

    assert shop.order(late.id).status is Status.REFUNDED
    assert shop.order(other.id).status is Status.DRAFT
    assert shop.counters("EMBER-RING") == (0, 1, 0)


@pytest.mark.parametrize(
    ("stock", "status", "after"),
    [
        (Stock(made=1, available=1), Status.PAID, (0, 0, 1)),
        (Stock(made=1, available=0, sold=1), Status.REFUNDED, (0, 0, 1)),
    ],
)
def test_a_hold_that_the_shelf_has_lost_ends_in_a_sale_or_a_refund(
    stock: Stock, status: Status, after: tuple[int, int, int]
) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    item = shop.tables.shelf["EMBER-RING"]
    shop.tables.shelf["EMBER-RING"] = msgspec.structs.replace(item, stock=stock)

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is status
    assert shop.counters("EMBER-RING") == after


def test_an_order_that_cost_nothing_owes_no_refund_where_its_piece_is_gone() -> None:
    """A code took off everything: there is no payment that could be given back."""
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", "no_payment_required")
    shop.payments.move("cs_1", amount_total=0, payment_intent=None)
    item = shop.tables.shelf["EMBER-RING"]
    gone = Stock(made=1, available=0, sold=1)
    shop.tables.shelf["EMBER-RING"] = msgspec.structs.replace(item, stock=gone)

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is Status.REFUNDED
    assert messages(shop) == [f"piece_gone-{order.id}", f"owner_piece_gone-{order.id}"]


class Interfering(FakeOrderBook):
    """Lets somebody else act between the read and the write, so many times."""

    def __init__(self, tables: FakeTables, act: Callable[[], object], times: int = 1) -> None:
        super().__init__(tables, Clock())
        self.act = act
        self.times = times

    def commit(self, change: Change) -> None:
        if self.times:
            self.times -= 1
            self.act()
        super().commit(change)


@pytest.mark.promise("terms/never-sold-twice")
def test_two_who_settle_the_same_payment_at_once_make_one_sale() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    webhook_first = Interfering(
        shop.tables, lambda: shop.settlement.handle(shop.event(order, number=1))
    )
    return_page = msgspec.structs.replace(shop.settlement, book=webhook_first)

    settled = return_page.settle(shop.payments.session("cs_1"))

    assert settled
    assert settled.status is Status.PAID
    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert messages(shop) == [f"confirmation-{order.id}", f"packing_list-{order.id}"]


def test_the_same_event_handled_twice_at_once_is_handled_once() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    other_delivery = Interfering(shop.tables, lambda: shop.settlement.handle(shop.event(order)))
    slower = msgspec.structs.replace(shop.settlement, book=other_delivery)

    settled = slower.handle(shop.event(order))

    assert settled
    assert settled.status is Status.PAID
    assert messages(shop) == [f"confirmation-{order.id}", f"packing_list-{order.id}"]


def test_an_order_noted_with_its_session_meanwhile_is_settled_all_the_same() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    def touch() -> None:
        stands = shop.order(order.id)
        shop.book.commit(Change(with_session(stands, "cs_1")))

    busy = msgspec.structs.replace(shop.settlement, book=Interfering(shop.tables, touch, times=3))

    settled = busy.handle(shop.event(order))

    assert settled
    assert settled.status is Status.PAID


def test_an_event_is_remembered_with_its_effect_and_without_one() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    shop.settlement.handle(shop.event(order, number=1))
    shop.settlement.handle(shop.event(order, number=2))

    assert shop.tables.events == {"evt_1", "evt_2"}


def test_the_event_of_a_refusal_is_remembered_too() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    item = shop.tables.shelf["EMBER-RING"]
    gone = Stock(made=1, available=0, sold=1)
    shop.tables.shelf["EMBER-RING"] = msgspec.structs.replace(item, stock=gone)

    shop.settlement.handle(shop.event(order, number=7))

    assert "evt_7" in shop.tables.events


@pytest.mark.promise("terms/waits-for-your-bank")
def test_an_expired_session_doesnt_take_a_piece_from_who_waits_for_their_bank() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", "unpaid")
    shop.settlement.handle(shop.event(order, number=1))
    shop.payments.move("cs_1", status="expired")

    shop.settlement.handle(shop.event(order, "expired", number=2))

    assert shop.order(order.id).status is Status.AWAITING_PAYMENT
    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_an_open_session_is_not_paid_whatever_else_it_says() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.move("cs_1", payment_status="no_payment_required")

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is Status.DRAFT


@pytest.mark.parametrize("status", [Status.REFUNDED, Status.DELIVERED, Status.CANCELLED])
def test_an_order_at_its_end_becomes_nothing_else(status: Status) -> None:
    order = msgspec.structs.replace(SmallShop().buy("EMBER-RING"), status=status)

    for following in Status:
        with pytest.raises(TransitionError, match=status):
            advance(order, following)


@pytest.mark.parametrize("later", [False, True])
def test_money_that_went_back_before_its_event_came_makes_nothing_and_frees_the_piece(
    later: bool,
) -> None:
    """The owner refunded at Stripe while the event of the payment was still on its way."""
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    if later:
        shop.payments.pay("cs_1", "unpaid")
        shop.settlement.handle(shop.event(order, number=1))
    shop.payments.pay("cs_1")
    shop.payments.move("cs_1", refunded=True)

    for number in (2, 3):
        shop.settlement.handle(shop.event(order, number=number))

    stands = shop.order(order.id)
    assert (stands.status, stands.why) == (Status.REFUNDED, "refunded_elsewhere")
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert messages(shop) == []


def test_money_that_came_late_and_went_back_already_takes_no_piece() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.holds.let_go(order)
    other = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.payments.move("cs_1", refunded=True)

    shop.settlement.settle(shop.payments.session("cs_1"))

    assert shop.order(order.id).status is Status.REFUNDED
    assert shop.order(other.id).status is Status.DRAFT
    assert shop.counters("EMBER-RING") == (0, 1, 0)
    assert messages(shop) == []


@pytest.mark.parametrize(
    ("rate", "amount", "status", "delivery"),
    [
        ("ground", 600, Status.PAID, "Ground"),
        ("priority", 1200, Status.PAID, "Priority"),
        ("priority", 600, Status.UNDER_REVIEW, "Priority"),
        ("dove", 600, Status.UNDER_REVIEW, None),
        (None, 600, Status.PAID, "Ground"),
        (None, 700, Status.UNDER_REVIEW, None),
    ],
)
def test_the_rate_that_was_chosen_is_one_that_was_offered_at_what_it_was_offered_for(
    rate: str | None, amount: int, status: Status, delivery: str | None
) -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1", shipping=amount)
    shop.payments.move("cs_1", rate=rate)

    shop.settlement.handle(shop.event(order))

    stands = shop.order(order.id)
    assert (stands.status, stands.delivery) == (status, delivery)


def test_two_ways_that_cost_the_same_are_told_apart() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    alike = tuple(msgspec.structs.replace(rate, amount=600) for rate in order.rates)
    shop.tables.orders[order.id] = msgspec.structs.replace(order, rates=alike)
    shop.payments.pay("cs_1")
    shop.payments.move("cs_1", rate="priority")

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).delivery == "Priority"


def test_a_discount_and_a_tax_are_the_providers_and_the_order_is_paid() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.payments.move("cs_1", amount_discount=9200, amount_tax=6831, amount_total=90231)

    shop.settlement.handle(shop.event(order))

    totals = shop.order(order.id).totals
    assert totals
    assert (totals.subtotal, totals.discount, totals.tax, totals.total) == (
        92000,
        9200,
        6831,
        90231,
    )


def test_an_order_that_a_code_made_free_is_paid_without_a_payment() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")
    shop.payments.move(
        "cs_1", payment_status="no_payment_required", payment_intent=None, amount_total=0
    )

    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is Status.PAID
    assert shop.counters("EMBER-RING") == (0, 0, 1)


def test_an_order_is_found_by_whose_it_is_from_the_moment_that_their_address_is_known() -> None:
    shop = SmallShop()
    order = shop.buy("EMBER-RING")
    whose = shop.address_key.id_of("Jo@Buyer.example")
    while_a_draft = shop.book.of_subject(whose)
    shop.payments.pay("cs_1", "unpaid")
    shop.settlement.handle(shop.event(order))
    while_awaited = shop.book.of_subject(whose)

    shop.payments.move("cs_1", payment_status="paid")
    shop.settlement.handle(shop.event(order, "async_payment_succeeded", number=2))

    assert order.subject is None
    assert while_a_draft == []
    assert [each.status for each in while_awaited] == [Status.AWAITING_PAYMENT]
    assert [each.status for each in shop.book.of_subject(whose)] == [Status.PAID]


def test_money_that_goes_back_at_once_is_somebodys_too() -> None:
    shop, late = shop_that_owes_a_refund()

    whose = shop.address_key.id_of("jo@buyer.example")

    assert late in [each.id for each in shop.book.of_subject(whose)]
