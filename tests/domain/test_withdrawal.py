"""Withdrawing from a contract: it takes effect as it arrives, and what it can't reach is named."""

from datetime import date

import msgspec
import pytest

from domain.fulfilment import start
from domain.ledger import verify
from domain.orders import Order, Status
from domain.refunds import left_to_refund
from domain.return_steps import close, receive
from domain.returned import Reason, ReturnedLine, ReturnState
from domain.withdrawal import WithdrawalError, is_theirs, number_of, refused, withdraw
from tests.domain.test_returns import LAST, TODAY, delivered
from tests.samples import NOON, SmallShop, cart

ENGRAVED = ("RIVER-BAND-7 2 48000", "SIGNET-7-SILVER 1 20500 Ada")


def paid(shop: SmallShop, *lines: str) -> Order:
    order = shop.begin(cart(*(lines or ENGRAVED)))
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    return shop.order(order.id)


def begun(shop: SmallShop, *lines: str) -> Order:
    paid(shop, *lines)
    shop.book.commit(start(shop.order("ORDER1"), shop.clock()))
    return shop.order("ORDER1")


def test_a_withdrawal_is_accepted_as_it_arrives_but_for_what_was_engraved() -> None:
    shop = SmallShop()
    order = delivered(shop, *ENGRAVED)

    shop.book.commit(withdraw(order, None, LAST, LAST, shop.clock()))

    (it,) = shop.order("ORDER1").returns
    assert (it.state, it.reason) == (ReturnState.ACCEPTED, Reason.WITHDRAWN)
    assert it.lines == (ReturnedLine(0, 2),)
    assert it.asked_at == shop.clock()
    mails = [each.about for each in shop.outbox.waiting(shop.clock())]
    assert {"withdrawal", "owner_return"} <= set(mails)


def test_while_nothing_is_begun_withdrawing_from_all_of_it_calls_the_order_off() -> None:
    shop = SmallShop()
    order = paid(shop)

    shop.book.commit(withdraw(order, None, None, TODAY, shop.clock()))

    after = shop.order("ORDER1")
    (it,) = after.returns
    assert (after.status, it.state) == (Status.CANCELLED, ReturnState.CLOSED)
    assert it.refund == after.refunds[0].id
    assert left_to_refund(after) == 0
    assert shop.counters("RIVER-BAND-7") == (2, 0, 0)
    assert shop.counters("SIGNET-7-SILVER") == (4, 0, 0)
    assert {"withdrawal", "canceled"} <= {e.about for e in shop.outbox.waiting(shop.clock())}
    assert verify(shop.ledger.entries(after.chain)) == after.head


def test_withdrawing_from_a_part_before_it_is_begun_leaves_the_rest_to_be_made() -> None:
    shop = SmallShop()
    order = paid(shop)

    shop.book.commit(withdraw(order, (1, 0), None, TODAY, shop.clock()))

    after = shop.order("ORDER1")
    assert after.status is Status.PAID
    assert after.returns[0].lines == (ReturnedLine(0, 1),)


def test_what_never_left_is_received_at_once_and_the_rest_can_still_be_called_off() -> None:
    shop = SmallShop()
    shop.book.commit(withdraw(begun(shop), (1, 0), None, TODAY, shop.clock()))
    (it,) = shop.order("ORDER1").returns
    shop.book.commit(receive(shop.order("ORDER1"), it.id, shop.clock(), restock=True))
    shop.book.commit(close(shop.order("ORDER1"), it.id, shop.clock()))

    assert shop.counters("RIVER-BAND-7") == (1, 0, 1)
    assert shop.order("ORDER1").refunds[0].units == (1, 0)


@pytest.mark.parametrize(
    ("lines", "units", "last", "why"),
    [
        (ENGRAVED, None, date(2026, 3, 4), "late"),
        (ENGRAVED[1:], None, None, "exempt"),
        (ENGRAVED, (0, 1), None, "nothing"),
        (ENGRAVED, (0, 0), None, "nothing"),
    ],
)
def test_what_a_withdrawal_can_t_reach_has_its_reason(
    lines: tuple[str, ...], units: tuple[int, ...] | None, last: date | None, why: str
) -> None:
    order = delivered(SmallShop(), *lines)

    with pytest.raises(WithdrawalError) as refusal:
        withdraw(order, units, last, TODAY, NOON)

    assert refusal.value.why == why


def test_a_second_withdrawal_finds_nothing_and_the_mail_says_so() -> None:
    shop = SmallShop()
    shop.book.commit(withdraw(delivered(shop), None, None, TODAY, shop.clock()))

    with pytest.raises(WithdrawalError) as refusal:
        withdraw(shop.order("ORDER1"), None, None, TODAY, shop.clock())
    shop.book.commit(refused(shop.order("ORDER1"), refusal.value.why, shop.clock()))

    (mail,) = [e for e in shop.outbox.waiting(NOON) if e.about == "withdrawal_refused"]
    assert mail.says == "nothing"
    assert len(shop.order("ORDER1").returns) == 1


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.UNDER_REVIEW, Status.REFUNDED])
def test_what_isn_t_a_sale_any_more_can_t_be_withdrawn_from(status: Status) -> None:
    order = msgspec.structs.replace(paid(SmallShop()), status=status)

    with pytest.raises(WithdrawalError) as refusal:
        withdraw(order, None, None, TODAY, NOON)

    assert refusal.value.why == "state"


def test_an_order_is_somebody_s_by_its_number_and_their_address_only() -> None:
    shop = SmallShop()
    order, key = paid(shop), shop.address_key
    erased = msgspec.structs.replace(order, customer_mail=None)

    assert number_of(" #order 1 ") == order.id
    assert is_theirs(order, "JO@buyer.example", key)
    assert not is_theirs(order, "al@buyer.example", key)
    assert not is_theirs(None, "jo@buyer.example", key)
    assert not is_theirs(erased, "jo@buyer.example", key)
