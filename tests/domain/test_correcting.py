"""What is put right is right everywhere that it was wrong, and nowhere else."""

from __future__ import annotations

import msgspec

from domain.correcting import Correction, Difference
from domain.ordered import Address
from domain.orders import Order
from tests.samples import SmallShop, cart

JO = "a" * 40
HOME = Address("Jean Lee", "1 Elm St", "", "Austin", "TX", "78701", "US")


def bought(shop: SmallShop, address: Address) -> Order:
    order = shop.begin(cart("DAWN-HOOPS 1 32000"))
    theirs = msgspec.structs.replace(order, subject=JO, customer_name="Jean Lee", address=address)
    shop.tables.orders[order.id] = theirs
    return theirs


def test_a_street_is_put_right_once_and_the_order_moves_on_by_one_write() -> None:
    shop = SmallShop()
    order = bought(shop, HOME)
    correction = Correction(shop.book, shop.subscribers)
    values = {"line1": "2 Elm St"}

    told = list(correction.differences(JO, values))
    correction.write(JO, values)
    correction.write(JO, values)

    assert told == [Difference(f"order {order.id}", "line1", "1 Elm St", "2 Elm St")]
    written = shop.tables.orders[order.id]
    assert written.address == msgspec.structs.replace(HOME, line1="2 Elm St")
    assert written.revision == order.revision + 1


def test_whoever_a_gift_goes_to_keeps_their_name() -> None:
    shop = SmallShop()
    order = bought(shop, msgspec.structs.replace(HOME, name="Ben Ray"))

    Correction(shop.book, shop.subscribers).write(JO, {"name": "Joan Lee"})

    written = shop.tables.orders[order.id]
    assert written.customer_name == "Joan Lee"
    assert written.address
    assert written.address.name == "Ben Ray"


def test_nobody_elses_order_is_touched() -> None:
    shop = SmallShop()
    order = bought(shop, HOME)

    Correction(shop.book, shop.subscribers).write("b" * 40, {"line1": "2 Elm St"})

    assert shop.tables.orders[order.id] == order
