"""What there is to do today, the most urgent first."""

from datetime import date, timedelta

import msgspec

from domain import outbox
from domain.ordered import Refund, RefundState
from domain.orders import Order, Status
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from domain.today import FOLLOW_UP, today_at_the_bench
from tests.samples import NOON, SmallShop

DAY = date(2026, 3, 10)


def an_order(number: int, status: Status, **facts: object) -> Order:
    order = SmallShop().buy("EMBER-RING")
    known = {"id": f"ORDER{number}", "status": status, "ships_on": DAY} | facts
    return msgspec.structs.replace(order, **known)


def test_what_has_to_leave_first_comes_first_and_what_is_late_is_said_twice() -> None:
    orders = [
        an_order(1, Status.PAID),
        an_order(2, Status.PAID, ships_on=DAY - timedelta(1)),
        an_order(3, Status.MAKING, ships_on=None),
        an_order(4, Status.MAKING, ships_on=DAY - timedelta(9)),
        an_order(5, Status.UNDER_REVIEW),
    ]

    told = today_at_the_bench(orders, [], [], DAY)

    assert (told.make, told.pack, told.review) == (
        ("ORDER2", "ORDER1"),
        ("ORDER4", "ORDER3"),
        ("ORDER5",),
    )
    assert told.late == ("ORDER2", "ORDER4")


def test_a_parcel_is_asked_after_when_it_has_been_on_its_way_for_long() -> None:
    left = NOON.replace(month=3, day=1)
    orders = [an_order(1, Status.SHIPPED, shipped_at=left)]

    early = today_at_the_bench(orders, [], [], (left + FOLLOW_UP).date() - timedelta(1))
    then = today_at_the_bench(orders, [], [], (left + FOLLOW_UP).date())

    assert early.is_quiet
    assert then.follow_up == ("ORDER1",)
    assert not then.late


def test_refused_refunds_and_mails_that_failed_are_told() -> None:
    refused = Refund("ORDER1-r1", 500, "", NOON, state=RefundState.FAILED)
    message = outbox.failed(outbox.mail("shipped", "ORDER1", NOON), "MailRefusedError", NOON)

    told = today_at_the_bench([an_order(1, Status.SHIPPED, refunds=(refused,))], [], [message], DAY)

    assert (told.refunds, told.failed) == (("ORDER1-r1",), ("shipped-ORDER1",))
    assert not told.is_quiet


def test_returns_that_wait_for_her_word_her_money_or_her_hands_are_told() -> None:
    back = [
        Return(f"ORDER1-B{number}", state, Reason.WITHDRAWN, (ReturnedLine(0, 1),), NOON)
        for number, state in enumerate(ReturnState, 1)
    ]
    sent = an_order(1, Status.SHIPPED, shipped_at=NOON, returns=tuple(back))
    unsent = an_order(1, Status.MAKING, returns=tuple(back))

    assert today_at_the_bench([sent], [], [], DAY).returns == ("ORDER1-B1", "ORDER1-B3")
    assert today_at_the_bench([unsent], [], [], DAY).returns == (
        *("ORDER1-B1", "ORDER1-B2", "ORDER1-B3"),
    )
