"""Customers at Stripe: made once, given another address, and gone whatever was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import msgspec
import pytest
import stripe

from domain.ordered import Address
from domain.orders import Order
from domain.payments import PaymentsUnavailableError
from domain.shop import Tax
from domain.things import Things
from functions.adapters.stripe_customers import StripeCustomers
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.world import now
from infra.local.stripe.openapi import check_request
from infra.local.stripe.testing import RunningStandIn, running_standin
from tests.samples import NOON, SmallShop

URLS = ("https://shop.example/thanks?t=a", "https://shop.example/back?t=b")
HOME = Address("Jo Buyer", "1 River Road", "Rear house", "Llano", "TX", "78643", "US")
GREEN = Address("Jo Buyer", "1 Elm Lane", "", "Galway", "", "", "IE")


@pytest.fixture
def standin() -> Iterator[RunningStandIn]:
    with running_standin() as running:
        yield running


@pytest.fixture
def client(standin: RunningStandIn) -> stripe.StripeClient:
    return stripe_client(standin.settings.keys[0], standin.url)


@pytest.fixture
def customers(client: stripe.StripeClient) -> StripeCustomers:
    return StripeCustomers(client)


def of(name: str, customer: str | None = None, revision: int = 1) -> Things:
    mail = f"{name}@buyer.example"
    return Things(name * 8, mail, NOON, NOON, at_stripe=True, customer=customer, revision=revision)


def an_order(order_id: str, tax: Tax | None = None) -> Order:
    draft, at = SmallShop().buy("RIVER-BAND-6"), now().replace(microsecond=0)
    fresh = {"id": order_id, "created_at": at, "expires_at": at + timedelta(minutes=31)}
    return msgspec.structs.replace(draft, tax=tax or draft.tax, **fresh)


def there(client: stripe.StripeClient, name: str) -> list[str]:
    listed = client.v1.customers.list({"email": f"{name}@buyer.example"})
    return [each.id for each in listed.data]


def test_a_customer_is_made_with_mail_and_address_once_for_each_revision(
    client: stripe.StripeClient, customers: StripeCustomers
) -> None:
    first = customers.remember(of("jo"), HOME)
    again = customers.remember(of("jo"), HOME)

    (told,) = client.v1.customers.list().data
    assert first == again
    assert there(client, "jo") == [first]
    assert told.shipping
    assert told.shipping.address
    assert (told.email, told.name) == ("jo@buyer.example", "Jo Buyer")
    assert (told.shipping.address.line1, told.shipping.address.line2) == (
        "1 River Road",
        "Rear house",
    )


def test_another_address_takes_the_place_of_the_first_whole(
    client: stripe.StripeClient, customers: StripeCustomers
) -> None:
    first = customers.remember(of("jo"), HOME)

    second = customers.remember(of("jo", first, 2), GREEN)

    (told,) = client.v1.customers.list().data
    assert second == first
    assert told.shipping
    assert told.shipping.address
    address = told.shipping.address.to_dict()
    assert {name: text for name, text in address.items() if text} == {
        "line1": "1 Elm Lane",
        "city": "Galway",
        "country": "IE",
    }


def test_one_that_was_deleted_in_the_dashboard_is_made_anew(
    client: stripe.StripeClient, customers: StripeCustomers
) -> None:
    first = customers.remember(of("jo"), HOME)
    client.v1.customers.delete(first)

    second = customers.remember(of("jo", first, 2), HOME)

    assert second != first
    assert there(client, "jo") == [second]


def test_all_that_was_made_for_somebody_is_forgotten_and_nobody_elses(
    client: stripe.StripeClient, customers: StripeCustomers
) -> None:
    customers.remember(of("jo"), HOME)
    known = customers.remember(of("jo", revision=2), HOME)
    als = customers.remember(of("al"), HOME)
    dashboards = client.v1.customers.create({"email": "jo@buyer.example"}).id

    customers.forget(of("jo", known, 2))
    customers.forget(of("jo", known, 2))

    assert there(client, "jo") == [dashboards]
    assert there(client, "al") == [als]


@pytest.mark.parametrize("kind", ["none", "stripe"])
def test_a_payment_page_begins_with_a_customers_address(
    standin: RunningStandIn, client: stripe.StripeClient, customers: StripeCustomers, kind: str
) -> None:
    known = customers.remember(of("jo"), HOME)
    tax = Tax(kind="stripe") if kind == "stripe" else None

    session = StripePayments(client).open_session(an_order("KNOWN", tax), *URLS, known)

    page = httpx2.get(f"{standin.url}/pay/{session.id}").text
    assert 'value="jo@buyer.example"' in page
    assert 'value="Rear house"' in page
    standin.pay(session.id, "pay", line1="5 Other Street")
    (told,) = client.v1.customers.list().data
    assert told.shipping
    assert told.shipping.address
    saved = {"none": "1 River Road", "stripe": "5 Other Street"}
    assert told.shipping.address.line1 == saved[kind]


def test_for_a_customer_that_is_gone_the_page_opens_all_the_same(
    client: stripe.StripeClient, customers: StripeCustomers
) -> None:
    known = customers.remember(of("jo"), HOME)
    customers.forget(of("jo", known))

    session = StripePayments(client).open_session(an_order("GONE"), *URLS, known)

    assert session.url


def test_whatever_is_sent_is_as_stripes_own_description_has_it(
    standin: RunningStandIn, client: stripe.StripeClient, customers: StripeCustomers
) -> None:
    known = customers.remember(of("jo"), HOME)
    customers.remember(of("jo", known, 2), GREEN)
    StripePayments(client).open_session(an_order("TOLD"), *URLS, known)
    customers.forget(of("jo", known, 2))

    sent = standin.requests()

    assert {each["method"] for each in sent} == {"GET", "POST", "DELETE"}
    for each in sent:
        assert check_request(each["method"], each["path"], each["params"]) == []


def test_a_stripe_that_is_down_is_said() -> None:
    nowhere = StripeCustomers(stripe_client("sk_test_x", "http://127.0.0.1:9"))

    with pytest.raises(PaymentsUnavailableError):
        nowhere.forget(of("jo"))
    with pytest.raises(PaymentsUnavailableError):
        nowhere.remember(of("jo"), HOME)
