"""What may be done with an order when: one table, said in words, drawn in the docs."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from domain.fulfilment import annotate, cancel, deliver, readdress, ship, start
from domain.ledger import verify
from domain.order_book import StaleOrderError
from domain.order_steps import LEADS, STAYS, WORDS, Action, NotPossibleError, check, drawn, possible
from domain.ordered import Address, Shipment
from domain.orders import NEXT, Order, Status
from domain.refunds import refund
from tests.samples import SmallShop

USPS = Shipment("usps", "9400 1000 0000 0000 0000 00")
ELSEWHERE = Address("Jo Buyer", "2 Oak St", "", "Austin", "TX", "78702", "US")


def paid(shop: SmallShop, sku: str = "EMBER-RING") -> Order:
    order = shop.buy(sku)
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    return shop.order(order.id)


def test_the_picture_in_the_docs_is_the_code_s() -> None:
    page = (Path(__file__).parents[2] / "docs" / "orders.md").read_text()

    assert f"```mermaid\n{drawn()}```" in page


def test_every_action_has_words_and_a_place() -> None:
    assert set(WORDS) == set(Action) == {*LEADS, *STAYS}
    assert set(NEXT) == set(Status)


def test_an_order_goes_from_the_payment_to_the_doorstep_and_its_ledger_tells_it() -> None:
    shop = SmallShop()
    order = paid(shop)

    shop.book.commit(start(order, shop.clock()))
    shop.clock.forward(hours=1)
    shop.book.commit(ship(shop.order(order.id), USPS, shop.clock()))
    shop.clock.forward(hours=1)
    shop.book.commit(deliver(shop.order(order.id), shop.clock(), shop.clock()))

    after = shop.order(order.id)
    entries = shop.ledger.entries(after.chain)
    assert (after.status, after.shipment) == (Status.DELIVERED, USPS)
    assert [each.what for each in entries] == ["money", "start", "ship", "deliver"]
    assert verify(entries) == after.head
    assert after.making_at < after.shipped_at < after.delivered_at  # type: ignore[operator]  # all are known


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_what_can_t_be_done_is_refused_with_what_can(status: Status, action: Action) -> None:
    order = msgspec.structs.replace(paid(SmallShop()), status=status)

    if action in possible(order):
        check(order, action)
        return
    with pytest.raises(NotPossibleError) as refused:
        check(order, action)

    said, words = (
        str(refused.value),
        status.value.replace("_", " ").replace("cancelled", "canceled"),
    )
    assert said.startswith(f"Order ORDER1 is {words}, so it can't be ")
    for other in possible(order):
        assert WORDS[other][1] in said


def test_shipping_a_canceled_order_says_what_is_possible() -> None:
    shop = SmallShop()
    order = paid(shop)
    shop.book.commit(cancel(order, "owner", shop.clock()))

    with pytest.raises(NotPossibleError, match="is canceled, so it can't be shipped"):
        ship(shop.order(order.id), USPS, shop.clock())


def test_a_canceled_order_gives_back_its_piece_and_all_of_its_money() -> None:
    shop = SmallShop()
    order = paid(shop)
    assert shop.counters("EMBER-RING") == (0, 0, 1)

    shop.book.commit(cancel(order, "buyer", shop.clock()))
    shop.delivery.sweep()

    after = shop.order(order.id)
    (back,) = after.refunds
    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert (back.amount, back.state, back.reference) == (order.paid_total, "made", f"re_{back.id}")
    assert shop.payments.parts == {back.id: order.paid_total}


def test_a_buyer_can_t_cancel_what_the_workshop_has_begun_but_its_owner_can() -> None:
    shop = SmallShop()
    order = paid(shop)
    shop.book.commit(start(order, shop.clock()))
    begun = shop.order(order.id)

    with pytest.raises(NotPossibleError, match="made already"):
        cancel(begun, "buyer", shop.clock())
    shop.book.commit(cancel(begun, "owner", shop.clock()))

    assert shop.order(order.id).status is Status.CANCELLED


def test_of_two_who_act_at_once_on_what_they_both_read_one_is_told() -> None:
    shop = SmallShop()
    order = paid(shop)
    one, other = start(order, shop.clock()), cancel(order, "owner", shop.clock())

    shop.book.commit(one)
    with pytest.raises(StaleOrderError):
        shop.book.commit(other)

    assert shop.order(order.id).status is Status.MAKING
    assert len(shop.ledger.entries(order.chain)) == 2


def test_an_address_and_a_note_change_nothing_else() -> None:
    shop = SmallShop()
    order = paid(shop)

    shop.book.commit(readdress(order, ELSEWHERE, shop.clock()))
    shop.book.commit(annotate(shop.order(order.id), " wants it by May ", shop.clock()))

    after = shop.order(order.id)
    assert (after.address, after.status) == (ELSEWHERE, Status.PAID)
    assert [note.text for note in after.notes] == ["wants it by May"]


def test_the_ledger_says_nothing_that_was_typed() -> None:
    shop = SmallShop()
    order = paid(shop)
    shop.book.commit(readdress(order, ELSEWHERE, shop.clock()))
    shop.book.commit(annotate(shop.order(order.id), "call Jo", shop.clock()))
    shop.book.commit(refund(shop.order(order.id), shop.clock(), "Jo was kind", amount=100))
    shop.book.commit(ship(shop.order(order.id), USPS, shop.clock() + timedelta(1)))

    told = msgspec.json.encode(shop.ledger.entries(order.chain)).decode()

    for word in ("Jo", "Oak", "kind", "call", "9400", "buyer.example"):
        assert word not in told
