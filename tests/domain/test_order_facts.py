"""What of an order shows that somebody made it, and what half a city could have typed."""

from __future__ import annotations

import msgspec
import pytest

from domain.order_facts import is_fact_of
from domain.ordered import Address
from domain.orders import Order
from tests.samples import SmallShop


def sent_to(postal_code: str) -> Order:
    address = Address("Jo", "1 Street", "", "City", "", postal_code, "US")
    return msgspec.structs.replace(SmallShop().buy("EMBER-RING"), address=address)


@pytest.mark.parametrize("typed", ["78701", "78701-1234", "787 01", "787011234"])
def test_the_first_five_of_a_long_zip_code_are_enough(typed: str) -> None:
    assert is_fact_of([sent_to("78701-1234")], typed)


@pytest.mark.parametrize(
    ("postal_code", "typed"), [("00-950", "00"), ("150-0001", "150"), ("1000-001", "1000")]
)
def test_the_district_before_a_dash_proves_nothing(postal_code: str, typed: str) -> None:
    order = sent_to(postal_code)

    assert not is_fact_of([order], typed)
    assert is_fact_of([order], postal_code)


def test_an_orders_number_is_typed_as_anybody_writes_it() -> None:
    order = sent_to("78701")

    assert is_fact_of([order], f" {order.id.lower()} ")
    assert not is_fact_of([order], order.id[:5])
