"""Returns and exchanges: no more than was bought, nothing paid or put back twice, no hold for ever."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from domain.fulfilment import cancel, deliver, ship, start
from domain.ledger import verify
from domain.messages import Kind
from domain.order_book import Change, StaleOrderError
from domain.order_steps import NotPossibleError
from domain.ordered import Dispute, RefundState, Shipment
from domain.orders import Order, Status
from domain.refunds import RefundError, failed, left_to_refund, refund
from domain.return_rules import last_day, left_to_return, siblings, window_days
from domain.return_steps import (
    HELD_ON_THE_WAY,
    NEXT,
    ReturnError,
    accept,
    close,
    drawn,
    possible,
    receive,
    reject,
)
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from domain.returns import HELD_WHILE_ASKED, Asked, request
from domain.stock import StockGoneError
from tests.samples import NOON, SmallShop, cart

TODAY = date(2026, 3, 5)
LAST = date(2026, 4, 4)
TWO = ("RIVER-BAND-7 2 48000", "DAWN-HOOPS 1 32000")


def delivered(shop: SmallShop, *lines: str, number: int = 1) -> Order:
    order = shop.begin(cart(*(lines or TWO)))
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order, number=number))
    shop.book.commit(start(shop.order(order.id), shop.clock()))
    shop.book.commit(ship(shop.order(order.id), Shipment("usps"), shop.clock()))
    shop.book.commit(deliver(shop.order(order.id), shop.clock(), shop.clock()))
    return shop.order(order.id)


def asked(*lines: ReturnedLine, reason: Reason = Reason.CHANGED_MIND, words: str = "") -> Asked:
    return Asked(reason, lines, words)


def requested(shop: SmallShop, *lines: ReturnedLine, reason: Reason = Reason.SIZE) -> Return:
    order = shop.order("ORDER1")
    shop.book.commit(request(order, asked(*lines, reason=reason), LAST, TODAY, shop.clock()))
    return shop.order("ORDER1").returns[-1]


def accepted(shop: SmallShop, *lines: ReturnedLine, reason: Reason = Reason.SIZE) -> Return:
    it = requested(shop, *lines, reason=reason)
    shop.book.commit(accept(shop.order("ORDER1"), it.id, "Send it to us.", shop.clock()))
    return shop.order("ORDER1").returns[-1]


def received(
    shop: SmallShop, *lines: ReturnedLine, restock: bool = True, reason: Reason = Reason.SIZE
) -> Return:
    it = accepted(shop, *lines, reason=reason)
    shop.book.commit(receive(shop.order("ORDER1"), it.id, shop.clock(), restock=restock))
    return shop.order("ORDER1").returns[-1]


def test_the_picture_in_the_docs_is_the_code_s() -> None:
    page = (Path(__file__).parents[2] / "docs" / "orders.md").read_text()

    assert f"```mermaid\n{drawn()}```" in page


@pytest.mark.promise("returns/its-share-of-delivery")
def test_one_of_two_comes_back_is_paid_by_line_and_for_sale_again_and_the_ledger_tells_it() -> None:
    shop = SmallShop()
    order = delivered(shop)
    it = received(shop, ReturnedLine(0, 1))

    shop.book.commit(close(shop.order(order.id), it.id, shop.clock()))

    after = shop.order(order.id)
    (done,), (paid,) = after.returns, after.refunds
    assert (done.id, done.state, done.refund) == ("ORDER1-B1", ReturnState.CLOSED, paid.id)
    assert (paid.units, paid.amount) == ((1, 0), 48225)  # of 128,000 and 600 for delivery
    assert shop.counters("RIVER-BAND-7") == (1, 0, 1)
    assert shop.counters("DAWN-HOOPS") == (9, 0, 1)
    assert left_to_return(after) == (1, 1)
    entries = shop.ledger.entries(after.chain)
    assert [each.what for each in entries][4:] == [
        *("return", "return accepted", "return received", "refund", "return closed"),
    ]
    assert verify(entries) == after.head
    mails = [each.about for each in shop.outbox.waiting(shop.clock()) if each.kind is Kind.MAIL]
    assert set(mails) >= {
        *("return_requested", "owner_return", "return_accepted", "return_received", "refunded"),
    }


@pytest.mark.parametrize(
    "lines",
    [
        (ReturnedLine(0, 3),),
        (ReturnedLine(0, 2), ReturnedLine(0, 1)),
        (ReturnedLine(1, 2),),
        (ReturnedLine(2, 1),),
        (ReturnedLine(-1, 1),),
        (ReturnedLine(0, -1), ReturnedLine(1, 1)),
        (ReturnedLine(0, 0),),
        (),
    ],
)
def test_no_more_can_come_back_than_was_bought(lines: tuple[ReturnedLine, ...]) -> None:
    order = delivered(SmallShop())

    with pytest.raises(ReturnError):
        request(order, asked(*lines), None, TODAY, NOON)


def test_what_is_on_its_way_back_or_was_refunded_can_t_come_back_again() -> None:
    shop = SmallShop()
    delivered(shop)
    requested(shop, ReturnedLine(0, 1))
    shop.book.commit(refund(shop.order("ORDER1"), shop.clock(), "", units=(0, 1)))

    order = shop.order("ORDER1")
    assert left_to_return(order) == (1, 0)
    with pytest.raises(ReturnError, match="1 can still come back"):
        request(order, asked(ReturnedLine(0, 2)), None, TODAY, shop.clock())
    with pytest.raises(ReturnError, match="Dawn hoops: all of it is back"):
        request(order, asked(ReturnedLine(1, 1)), None, TODAY, shop.clock())


def test_what_was_rejected_can_be_asked_for_again() -> None:
    shop = SmallShop()
    delivered(shop)
    it = requested(shop, ReturnedLine(0, 2))

    shop.book.commit(reject(shop.order("ORDER1"), it.id, "It was worn.", shop.clock()))

    assert left_to_return(shop.order("ORDER1")) == (2, 1)


def test_the_last_day_counts_from_the_delivery_where_the_shop_is_and_it_belongs_to_it() -> None:
    order = delivered(SmallShop())
    late = datetime(2026, 3, 6, 4, 30, tzinfo=UTC)  # still March 5 in Chicago
    there = msgspec.structs.replace(order, delivered_at=late)

    last = last_day(there, 30, "America/Chicago")

    assert last == date(2026, 4, 4)
    assert request(there, asked(ReturnedLine(0, 1)), last, date(2026, 4, 4), NOON)
    with pytest.raises(ReturnError, match="ended on 2026-04-04"):
        request(there, asked(ReturnedLine(0, 1)), last, date(2026, 4, 5), NOON)


@pytest.mark.promise("returns/taken-back-in-time")
def test_what_hasn_t_arrived_has_no_last_day() -> None:
    order = msgspec.structs.replace(delivered(SmallShop()), delivered_at=None)

    assert last_day(order, 30, "America/Chicago") is None


@pytest.mark.promise("returns/faults-of-everything")
@pytest.mark.parametrize("reason", [Reason.DEFECT, Reason.DAMAGED])
def test_a_fault_has_no_last_day_and_no_exempt_line(reason: Reason) -> None:
    order = delivered(SmallShop(), "SIGNET-7-SILVER 1 20500 Ada")

    change = request(order, asked(ReturnedLine(0, 1), reason=reason), LAST, date.max, NOON)

    assert change.order.returns[0].reason is reason


@pytest.mark.parametrize("reason", [Reason.SIZE, Reason.CHANGED_MIND])
def test_what_was_engraved_doesn_t_come_back_for_a_change_of_mind_and_is_told_why(
    reason: Reason,
) -> None:
    order = delivered(SmallShop(), "SIGNET-7-SILVER 1 20500 Ada")

    with pytest.raises(ReturnError, match="engraved for you, so nobody else could wear it"):
        request(order, asked(ReturnedLine(0, 1), reason=reason), None, TODAY, NOON)


@pytest.mark.promise("returns/taken-back-in-time")
def test_the_days_that_an_order_began_under_stay_and_more_days_are_for_everybody() -> None:
    assert window_days({"return_window_days": 30}, {"return_window_days": 14}) == 30
    assert window_days({"return_window_days": 30}, {"return_window_days": 60}) == 60


# --- exchanges ------------------------------------------------------------------------------------


SIX = ReturnedLine(0, 1, "RIVER-BAND-6")


def test_an_exchange_holds_its_piece_until_the_other_is_back_and_then_it_is_sold() -> None:
    shop = SmallShop()
    delivered(shop)

    it = accepted(shop, SIX)
    assert shop.counters("RIVER-BAND-6") == (2, 1, 0)
    assert it.held_until == shop.clock() + HELD_ON_THE_WAY
    shop.book.commit(receive(shop.order("ORDER1"), it.id, shop.clock(), restock=True))
    shop.book.commit(close(shop.order("ORDER1"), it.id, shop.clock()))

    assert shop.counters("RIVER-BAND-6") == (2, 0, 1)
    assert shop.counters("RIVER-BAND-7") == (1, 0, 1)
    after = shop.order("ORDER1")
    assert not after.refunds
    assert left_to_return(after) == (1, 1)


def test_one_return_can_be_part_money_and_part_another_piece() -> None:
    shop = SmallShop()
    delivered(shop)
    it = received(shop, SIX, ReturnedLine(1, 1))

    shop.book.commit(close(shop.order("ORDER1"), it.id, shop.clock()))

    (paid,) = shop.order("ORDER1").refunds
    assert paid.units == (0, 1)
    assert shop.counters("RIVER-BAND-6") == (2, 0, 1)


def test_an_exchange_for_what_is_gone_holds_nothing_and_says_so() -> None:
    shop = SmallShop()
    delivered(shop, "SIGNET-7-SILVER 1 18000")
    shop.buy("SIGNET-8-SILVER")
    wanted = asked(ReturnedLine(0, 1, "SIGNET-8-SILVER"), reason=Reason.SIZE)

    with pytest.raises(StockGoneError):
        shop.book.commit(request(shop.order("ORDER1"), wanted, None, TODAY, shop.clock()))

    assert not shop.order("ORDER1").returns


@pytest.mark.promise("returns/exchange-ends", "returns/exchange-held")
@pytest.mark.parametrize("says_yes", [False, True])
def test_a_hold_that_nothing_comes_for_ends_by_itself_and_the_money_is_promised_instead(
    says_yes: bool,
) -> None:
    shop = SmallShop()
    delivered(shop)
    (accepted if says_yes else requested)(shop, SIX)
    wait = HELD_ON_THE_WAY if says_yes else HELD_WHILE_ASKED
    shop.clock.at = NOON + wait - timedelta(minutes=1)
    shop.delivery.sweep()
    assert shop.counters("RIVER-BAND-6") == (2, 1, 0)

    shop.clock.at = NOON + wait
    shop.delivery.sweep()

    (it,) = shop.order("ORDER1").returns
    assert shop.counters("RIVER-BAND-6") == (3, 0, 0)
    assert it.is_open
    assert not it.is_exchange
    assert "exchange_ended" in {each.about for each in shop.tables.outbox.values()}


def test_the_earlier_end_of_a_hold_doesn_t_end_one_that_goes_on() -> None:
    shop = SmallShop()
    delivered(shop)
    accepted(shop, SIX)

    shop.clock.at = NOON + HELD_WHILE_ASKED
    shop.delivery.sweep()

    assert shop.counters("RIVER-BAND-6") == (2, 1, 0)


def test_no_to_an_exchange_gives_its_piece_back() -> None:
    shop = SmallShop()
    delivered(shop)
    it = accepted(shop, SIX)

    shop.book.commit(reject(shop.order("ORDER1"), it.id, "It was worn.", shop.clock()))

    assert shop.counters("RIVER-BAND-6") == (3, 0, 0)
    shop.clock.at = NOON + HELD_ON_THE_WAY
    shop.delivery.sweep()
    assert shop.counters("RIVER-BAND-6") == (3, 0, 0)


def test_only_what_is_there_at_the_same_price_can_be_had_instead() -> None:
    shop = SmallShop()
    plain, engraved = (
        delivered(SmallShop(), line).lines[0]
        for line in ("SIGNET-7-SILVER 1 18000", "SIGNET-7-SILVER 1 20500 Ada")
    )
    items = shop.shelf.items(["SIGNET-7-SILVER", "SIGNET-8-SILVER", "SIGNET-7-GOLD", "DAWN-HOOPS"])

    assert [each.sku for each in siblings(plain, items.values())] == [
        *("SIGNET-7-SILVER", "SIGNET-8-SILVER"),
    ]
    assert [each.sku for each in siblings(plain, items.values(), count=2)] == ["SIGNET-7-SILVER"]
    assert siblings(engraved, items.values()) == ()


# --- the owner's side -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", ReturnState)
def test_a_step_that_the_state_forbids_says_why_and_what_can_be_done(state: ReturnState) -> None:
    shop = SmallShop()
    delivered(shop)
    it = msgspec.structs.replace(requested(shop, ReturnedLine(0, 1)), state=state)
    order = msgspec.structs.replace(shop.order("ORDER1"), returns=(it,))
    steps: dict[ReturnState, Callable[[], Change]] = {
        ReturnState.ACCEPTED: lambda: accept(order, it.id, "So.", NOON),
        ReturnState.REJECTED: lambda: reject(order, it.id, "No.", NOON),
        ReturnState.RECEIVED: lambda: receive(order, it.id, NOON, restock=False),
        ReturnState.CLOSED: lambda: close(order, it.id, NOON),
    }

    for after, take in steps.items():
        if after in NEXT[state]:
            assert take().order.returns[0].state is after
            continue
        with pytest.raises(NotPossibleError) as refusal:
            take()
        said = str(refusal.value)
        assert said.startswith(f"Return {it.id} is {state}, so it can't be {after}.")
        assert all(each in said for each in possible(it))


def test_nobody_can_say_no_to_a_withdrawal() -> None:
    shop = SmallShop()
    delivered(shop)
    it = msgspec.structs.replace(
        requested(shop, ReturnedLine(0, 1)), state=ReturnState.ACCEPTED, reason=Reason.WITHDRAWN
    )
    order = msgspec.structs.replace(shop.order("ORDER1"), returns=(it,))

    with pytest.raises(NotPossibleError, match="the buyer's right"):
        reject(order, it.id, "No.", NOON)
    assert possible(it) == ("receive it",)


def test_of_two_owners_who_decide_at_once_one_is_told_to_look_again() -> None:
    shop = SmallShop()
    delivered(shop)
    it = requested(shop, SIX)
    read = shop.order("ORDER1")

    shop.book.commit(accept(read, it.id, "Send it to us.", shop.clock()))
    with pytest.raises(StaleOrderError):
        shop.book.commit(reject(read, it.id, "No.", shop.clock()))

    assert shop.order("ORDER1").returns[0].state is ReturnState.ACCEPTED
    assert shop.counters("RIVER-BAND-6") == (2, 1, 0)


def test_a_unit_whose_money_went_back_otherwise_isn_t_paid_again() -> None:
    shop = SmallShop()
    delivered(shop)
    it = received(shop, ReturnedLine(0, 2), restock=False)
    shop.book.commit(refund(shop.order("ORDER1"), shop.clock(), "", units=(1, 0)))

    shop.book.commit(close(shop.order("ORDER1"), it.id, shop.clock()))

    after = shop.order("ORDER1")
    assert [each.units for each in after.refunds] == [(1, 0), (1, 0)]
    assert left_to_refund(after) == 128600 - 2 * 48225


def test_what_was_free_comes_back_without_money() -> None:
    shop = SmallShop()
    order = shop.begin(cart(*TWO))
    session_id = order.session_id or ""
    shop.payments.pay(session_id, "no_payment_required")
    shop.payments.move(session_id, amount_total=0, amount_discount=128600, payment_intent=None)
    shop.settlement.handle(shop.event(order))
    shop.book.commit(ship(shop.order("ORDER1"), Shipment("usps"), shop.clock()))
    it = received(shop, ReturnedLine(0, 1))

    shop.book.commit(close(shop.order("ORDER1"), it.id, shop.clock()))

    assert shop.order("ORDER1").returns[0].state is ReturnState.CLOSED
    assert not shop.order("ORDER1").refunds


def test_while_a_bank_decides_no_return_is_paid() -> None:
    shop = SmallShop()
    delivered(shop)
    it = received(shop, ReturnedLine(0, 1))
    dispute = Dispute("du_1", "pi_1", 48000, "general", "needs_response", NOON)
    order = msgspec.structs.replace(shop.order("ORDER1"), disputes=(dispute,))

    with pytest.raises(RefundError, match="A bank is deciding"):
        close(order, it.id, shop.clock())


def test_a_refund_that_a_bank_refused_can_t_bring_the_piece_back_twice() -> None:
    shop = SmallShop()
    delivered(shop)
    it = received(shop, ReturnedLine(0, 2))
    shop.book.commit(close(shop.order("ORDER1"), it.id, shop.clock()))
    (paid,) = shop.order("ORDER1").refunds

    change = failed(shop.order("ORDER1"), paid.id, shop.clock())
    assert change
    shop.book.commit(change)

    after = shop.order("ORDER1")
    assert after.refunds[0].state is RefundState.FAILED
    assert left_to_return(after) == (0, 1)
    with pytest.raises(RefundError, match="is there already"):
        refund(after, shop.clock(), "", units=(2, 0), restock=True)


def test_a_piece_goes_back_on_the_shelf_once_however_it_came() -> None:
    shop = SmallShop()
    delivered(shop)
    it = accepted(shop, ReturnedLine(0, 2))
    shop.book.commit(refund(shop.order("ORDER1"), shop.clock(), "", units=(1, 0), restock=True))

    shop.book.commit(receive(shop.order("ORDER1"), it.id, shop.clock(), restock=True))

    assert shop.counters("RIVER-BAND-7") == (2, 0, 0)


def test_calling_off_an_order_puts_back_what_isn_t_back_yet_and_ends_its_returns() -> None:
    shop = SmallShop()
    order = shop.begin(cart(*TWO))
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    shop.book.commit(refund(shop.order("ORDER1"), shop.clock(), "", units=(1, 0), restock=True))

    shop.book.commit(cancel(shop.order("ORDER1"), "owner", shop.clock()))

    assert shop.order("ORDER1").status is Status.CANCELLED
    assert shop.counters("RIVER-BAND-7") == (2, 0, 0)
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_of_an_order_whose_buyer_was_forgotten_nothing_can_come_back() -> None:
    order = msgspec.structs.replace(delivered(SmallShop()), customer_mail=None)

    with pytest.raises(NotPossibleError, match="nobody could be told"):
        request(order, asked(ReturnedLine(0, 1)), None, TODAY, NOON)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.SHIPPED, Status.DELIVERED}))
def test_what_hasn_t_left_can_t_come_back(status: Status) -> None:
    order = msgspec.structs.replace(delivered(SmallShop()), status=status)

    with pytest.raises(NotPossibleError):
        request(order, asked(ReturnedLine(0, 1)), None, TODAY, NOON)
