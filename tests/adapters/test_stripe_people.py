"""What Stripe holds of a buyer: read, and taken away as far as its API lets us."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from domain.orders import Order
from domain.payments import PaymentsUnavailableError
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.adapters.stripe_people import StripePeople
from functions.world import now
from infra.local.stripe.openapi import check_request
from infra.local.stripe.testing import RunningStandIn, running_standin
from tests.samples import SmallShop

URLS = ("https://shop.example/thanks?t=a", "https://shop.example/back?t=b")


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    with running_standin() as running:
        yield running


@pytest.fixture
def people(standin: RunningStandIn) -> StripePeople:
    return StripePeople(stripe_client(standin.settings.keys[0], standin.url))


def bought(standin: RunningStandIn, order_id: str) -> Order:
    """An order that somebody paid on the stand-in's page."""
    payments = StripePayments(stripe_client(standin.settings.keys[0], standin.url))
    draft, at = SmallShop().buy("RIVER-BAND-6"), now().replace(microsecond=0)
    order = msgspec.structs.replace(
        draft, id=order_id, created_at=at, expires_at=at + timedelta(minutes=31)
    )
    session = payments.open_session(order, *URLS)
    standin.pay(session.id, "pay", name="Jo Buyer", email="jo@buyer.example")
    paid = payments.session(session.id)
    return msgspec.structs.replace(order, session_id=session.id, payment_intent=paid.payment_intent)


def test_a_payment_is_told_with_who_paid_and_where_it_went(
    standin: RunningStandIn, people: StripePeople
) -> None:
    order = bought(standin, "TOLD")

    payment = people.payment(order)

    assert payment
    assert (payment.payment, payment.order) == (order.payment_intent, "TOLD")
    assert (payment.name, payment.mail) == ("Jo Buyer", "jo@buyer.example")
    assert (payment.status, payment.method, payment.refunded) == ("succeeded", "card", 0)
    assert payment.card
    assert payment.card.last4 == "4242"
    assert payment.sent_to
    assert payment.sent_to.name == "Jo Buyer"


def test_where_a_payment_went_is_overwritten_once_and_the_rest_of_it_stays(
    standin: RunningStandIn, people: StripePeople
) -> None:
    order = bought(standin, "OVERWRITTEN")
    before = people.payment(order)

    first = people.overwrite(order.payment_intent or "")
    second = people.overwrite(order.payment_intent or "")

    after = people.payment(order)
    assert (first, second) == (True, False)
    assert before
    assert after
    assert after.sent_to
    where = after.sent_to
    assert (where.name, where.line1, where.city, where.postal_code) == ("erased", *"---")
    assert after.amount == before.amount
    assert after.name == "Jo Buyer", "Stripe's API can't take that away, and the receipt says so"


def test_customers_are_found_by_their_address_and_deleted(
    standin: RunningStandIn, people: StripePeople
) -> None:
    client = standin.client()
    for mail in ("jo@buyer.example", "al@buyer.example"):
        client.v1.customers.create({"email": mail, "name": "Jo Buyer"})

    (customer,) = people.customers("jo@buyer.example")
    people.delete_customer(customer.customer)

    assert (customer.name, customer.mail) == ("Jo Buyer", "jo@buyer.example")
    assert list(people.customers("jo@buyer.example")) == []
    assert len(list(people.customers("al@buyer.example"))) == 1


def test_an_order_without_a_payment_has_none_to_tell(people: StripePeople) -> None:
    draft = msgspec.structs.replace(SmallShop().buy("RIVER-BAND-6"), session_id=None)

    assert people.payment(draft) is None


def test_a_payment_that_stripe_has_forgotten_itself_is_none(
    standin: RunningStandIn, people: StripePeople
) -> None:
    order = msgspec.structs.replace(bought(standin, "FORGOTTEN"), payment_intent="pi_none")

    assert people.payment(order) is None
    assert people.overwrite("pi_none") is False


def test_stripe_out_of_reach_is_said_in_the_shops_words() -> None:
    nowhere = StripePeople(stripe_client("sk_test_x", "http://127.0.0.1:9"))

    with pytest.raises(PaymentsUnavailableError):
        nowhere.overwrite("pi_1")


def test_every_request_is_what_stripe_describes(
    standin: RunningStandIn, people: StripePeople
) -> None:
    order = bought(standin, "DESCRIBED")
    standin.client().v1.customers.create({"email": "jo@buyer.example"})
    people.payment(order)
    people.overwrite(order.payment_intent or "")
    for customer in people.customers("jo@buyer.example"):
        people.delete_customer(customer.customer)

    sent = standin.requests()

    assert {each["method"] for each in sent} == {"GET", "POST", "DELETE"}
    for each in sent:
        assert check_request(each["method"], each["path"], each["params"]) == []
