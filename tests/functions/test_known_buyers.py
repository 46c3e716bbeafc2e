"""An order from the page of one's things: the payment page begins with the address, or empty."""

from __future__ import annotations

import re

import msgspec
import pytest

from domain.request_states import Type
from functions.adapters.fake_customers import FakeCustomers
from tests.fixtures.people import PeopleShop
from tests.functions.browser import Visitor
from tests.functions.guest import JO, OAK, Guest
from tests.policies import AGREEMENT
from tests.samples import SmallShop


class Known(Guest):
    """Jo, with an address and a list, and her page open."""

    def __init__(self) -> None:
        self.stripe = FakeCustomers()
        super().__init__(SmallShop(customers=self.stripe))
        self.customers = self.stripe
        self.comes_in(p="dawn-hoops,ember-ring,river-band")
        self.page = self.does("add", **OAK).text

    def known(self) -> str:
        found = re.search(r'name="known" value="([^"]+)"', self.page)
        assert found
        return found[1]

    def orders(self, **fields: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 — the client's own answer
        sent = {"line": "DAWN-HOOPS 1 32000", "country": "US", "terms": AGREEMENT} | fields
        return Visitor(self.shop).checkout.post(
            "/api/checkout", data=sent, headers={"Sec-Fetch-Site": "same-origin"}
        )


@pytest.fixture
def jo() -> Known:
    return Known()


def test_pieces_that_need_no_choice_can_be_ordered_with_the_address(jo: Known) -> None:
    assert jo.page.count("Order with this address</button>") == 2
    assert 'name="line" value="DAWN-HOOPS 1 32000"' in jo.page
    assert "RIVER-BAND" not in jo.page


def test_stripe_learns_the_address_with_the_order_and_the_page_begins_with_it(jo: Known) -> None:
    answer = jo.orders(known=jo.known())

    things = jo.shop.things.get(jo.jo())
    assert answer.status_code == 303
    assert things
    assert (things.at_stripe, things.customer) == (True, "cus_1")
    assert jo.stripe.known == {"cus_1": (JO, things.next_address)}
    assert jo.shop.payments.opened_for == {"ORDER1": "cus_1"}


def test_with_the_last_address_stripe_forgets_it_too(jo: Known) -> None:
    jo.orders(known=jo.known())
    things = jo.shop.things.get(jo.jo())
    assert things

    jo.does("drop", id=things.addresses[0].id)

    after = jo.shop.things.get(jo.jo())
    assert after
    assert (after.at_stripe, after.customer, after.addresses) == (False, None, ())
    assert jo.stripe.known == {}


def test_a_second_order_knows_the_same_customer(jo: Known) -> None:
    jo.orders(known=jo.known())
    jo.does("add", **(OAK | {"line1": "3 Elm St"}))

    jo.orders(known=jo.known())

    (customer,) = jo.stripe.known
    assert jo.stripe.known[customer][1].line1 == "3 Elm St"
    assert jo.shop.payments.opened_for == {"ORDER1": customer, "ORDER2": customer}


@pytest.mark.parametrize("trouble", ["made-up", "late", "closed", "down", "another country"])
def test_no_order_is_lost_for_it(jo: Known, trouble: str) -> None:
    token = jo.known()
    if trouble == "made-up":
        token = "x" * 3000
    if trouble == "late":
        jo.shop.clock.forward(minutes=31)
    if trouble == "closed":
        jo.does("close")
    if trouble == "down":
        jo.stripe.is_down = True
    if trouble == "another country":
        things = jo.shop.tables.things[jo.jo()]
        moved = msgspec.structs.replace(things.addresses[0].address, country="DE")
        saved = msgspec.structs.replace(things.addresses[0], address=moved)
        jo.shop.tables.things[jo.jo()] = msgspec.structs.replace(things, addresses=(saved,))

    answer = jo.orders(known=token)

    assert answer.status_code == 303
    assert jo.shop.payments.opened_for == {}
    assert jo.stripe.known == {}


def test_whose_data_is_set_aside_it_isnt_used(jo: Known) -> None:
    people = PeopleShop(jo.shop)
    asked = people.asks(Type.RESTRICTION)
    people.executing.run(asked.id)
    assert jo.shop.requests.restriction(jo.jo())

    answer = jo.orders(known=jo.known())

    assert answer.status_code == 303
    assert jo.shop.payments.opened_for == {}


def test_a_form_that_comes_back_keeps_whose_it_is(jo: Known) -> None:
    page = jo.orders(known=jo.known(), terms="")

    assert page.status_code == 422
    assert f'name="known" value="{jo.known()}"' in page.text


def test_what_was_told_while_the_address_was_deleted_is_taken_back(jo: Known) -> None:
    token = jo.known()

    class DeletedMeanwhile(FakeCustomers):
        def remember(self, things, address):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            customer = super().remember(things, address)
            jo.shop.tables.things.clear()
            return customer

    stripe = DeletedMeanwhile()
    assert jo.shop.checkout.known
    known = msgspec.structs.replace(jo.shop.checkout.known, customers=stripe)
    jo.shop.checkout = msgspec.structs.replace(jo.shop.checkout, known=known)

    answer = jo.orders(known=token)

    assert answer.status_code == 303
    assert stripe.known == {}
    assert jo.shop.tables.things == {}
