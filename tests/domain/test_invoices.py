"""Invoices and credit notes: every paid order has one, numbered by year, and no number is missing."""

from datetime import UTC, datetime

import msgspec
import pytest

from domain.fulfilment import cancel, start
from domain.invoices import wanting
from domain.ledger import verify
from domain.messages import State
from domain.order_book import BookUnavailableError, Change
from domain.orders import Order, Status
from domain.refunds import refund
from tests.samples import Clock, SmallShop, shop_that_owes_a_refund


def paid(shop: SmallShop, sku: str = "RIVER-BAND-6") -> Order:
    order = shop.buy(sku)
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order, number=int(order.id.removeprefix("ORDER"))))
    return shop.order(order.id)


def numbers(shop: SmallShop, order: Order) -> list[str]:
    return [each.number for each in shop.order(order.id).invoices]


def test_paid_orders_are_numbered_one_after_the_other() -> None:
    shop = SmallShop()
    orders = [paid(shop) for _ in range(3)]

    shop.delivery.sweep()
    shop.delivery.sweep()

    assert sorted(numbers(shop, each)[0] for each in orders) == [
        *("2026-0001", "2026-0002", "2026-0003")
    ]
    first = shop.order(orders[0].id)
    assert [each.amount for each in first.invoices] == [first.paid_total]
    assert verify(shop.ledger.entries(first.chain)) == first.head


def test_the_year_is_the_one_where_the_shop_is() -> None:
    shop = SmallShop(clock=Clock(datetime(2027, 1, 1, 3, tzinfo=UTC)))  # New Year's Eve in Texas
    old = paid(shop)
    shop.delivery.sweep()
    shop.clock.forward(hours=4)
    new = paid(shop)
    shop.delivery.sweep()

    assert (numbers(shop, old), numbers(shop, new)) == (["2026-0001"], ["2027-0001"])


def test_each_refund_has_a_credit_note_in_a_series_of_its_own() -> None:
    shop = SmallShop()
    order = paid(shop)
    shop.delivery.sweep()
    shop.book.commit(refund(shop.order(order.id), shop.clock(), "size", amount=500))
    shop.delivery.sweep()
    shop.book.commit(cancel(shop.order(order.id), "owner", shop.clock()))
    shop.delivery.sweep()
    shop.delivery.sweep()

    after = shop.order(order.id)
    assert [(each.number, each.refund) for each in after.invoices] == [
        ("2026-0001", None),
        ("C2026-0001", f"{order.id}-r1"),
        ("C2026-0002", f"{order.id}-r2"),
    ]
    assert [each.amount for each in after.invoices] == [48600, 500, 48100]


def test_a_number_that_was_cut_off_is_neither_lost_nor_given_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = SmallShop()
    orders = [paid(shop) for _ in range(2)]
    commit = shop.book.commit

    def lost_answer(change: Change) -> None:
        commit(change)
        if change.counter:
            raise BookUnavailableError("timeout")

    monkeypatch.setattr(shop.book, "commit", lost_answer)
    shop.delivery.sweep()
    monkeypatch.undo()
    shop.clock.forward(hours=1)
    shop.delivery.sweep()

    assert sorted(numbers(shop, each)[0] for each in orders) == ["2026-0001", "2026-0002"]
    assert shop.tables.counters == {"invoice#2026": 2}


def test_two_who_count_at_once_give_two_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = SmallShop()
    first, second = paid(shop), paid(shop)
    counter, asked = shop.book.counter, [second.id]

    def overtaken(name: str) -> object:
        read = counter(name)
        if asked:
            shop.delivery.deliver(f"invoice-{asked.pop()}")
        return read

    monkeypatch.setattr(shop.book, "counter", overtaken)
    shop.delivery.deliver(f"invoice-{first.id}")

    assert (numbers(shop, second), numbers(shop, first)) == (["2026-0001"], ["2026-0002"])


def test_what_was_never_begun_has_no_invoice() -> None:
    shop, late = shop_that_owes_a_refund()
    shop.delivery.sweep()

    assert shop.order(late).status is Status.REFUNDED
    assert wanting(shop.order(late)) == ()
    assert shop.tables.outbox["refund-" + late].state is State.DONE
    draft = SmallShop().buy("EMBER-RING")
    assert wanting(msgspec.structs.replace(draft, status=Status.EXPIRED)) == ()


def test_an_order_that_was_looked_at_is_numbered_when_it_is_begun() -> None:
    shop = SmallShop()
    order = shop.buy("RIVER-BAND-6")
    shop.payments.pay(order.session_id or "", shipping=1)
    shop.settlement.handle(shop.event(order))
    reviewed = shop.order(order.id)

    shop.book.commit(start(reviewed, shop.clock()))
    shop.delivery.sweep()

    assert reviewed.status is Status.UNDER_REVIEW
    assert numbers(shop, order) == ["2026-0001"]
