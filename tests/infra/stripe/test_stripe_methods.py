"""Ways to pay: which can be left out, and that what is left out can't be chosen."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
import stripe
from stripe.params.checkout import SessionCreateParams

from infra.local.stripe import openapi
from infra.local.stripe.methods import DELAYED
from infra.local.stripe.openapi import check_object, check_request
from infra.local.stripe.params import fields_of
from infra.local.stripe.reading import buttons, form_values
from infra.local.stripe.testing import RunningStandIn, an_order, running_standin

[EITHER] = get_args(fields_of(SessionCreateParams)["excluded_payment_method_types"])
KNOWN: tuple[str, ...] = get_args(get_args(EITHER)[0])


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    with running_standin() as started:
        yield started


def in_currency(currency: str, **changes: object) -> Any:  # noqa: ANN401  as an_order
    [line] = an_order()["line_items"]
    price = {**line["price_data"], "currency": currency}
    lines = [{"price_data": price, "quantity": 1}]
    return an_order(line_items=lines, shipping_options=[], **changes)


def test_every_method_that_the_sdk_knows_can_be_left_out(standin: RunningStandIn) -> None:
    sessions = standin.client().v1.checkout.sessions

    for method in KNOWN:
        session = sessions.create(an_order(excluded_payment_method_types=[method]))

        assert session.excluded_payment_method_types == [method]
        assert method not in session.payment_method_types
    assert {"card", "us_bank_account", "paypay"} <= set(KNOWN)


def test_the_description_knows_fewer_methods_than_the_sdk_by_what_we_say() -> None:
    form = openapi.description()["paths"]["/v1/checkout/sessions"]["post"]["requestBody"]
    asked = form["content"][openapi.FORM]["schema"]["properties"]["excluded_payment_method_types"]

    newer = set(KNOWN) - set(asked["items"]["enum"])

    assert newer == openapi.NEWER_CHOICES["excluded_payment_method_types"]


def test_a_method_that_nobody_knows_is_refused(standin: RunningStandIn) -> None:
    sessions = standin.client().v1.checkout.sessions

    with pytest.raises(stripe.InvalidRequestError) as caught:
        sessions.create(an_order(excluded_payment_method_types=["shells"]))

    assert caught.value.param == "excluded_payment_method_types[0]"


def test_who_leaves_out_all_that_can_be_left_out_is_paid_by_link(standin: RunningStandIn) -> None:
    """Link isn't among what Stripe lets a session leave out."""
    sessions = standin.client().v1.checkout.sessions

    order = an_order(excluded_payment_method_types=[*KNOWN])
    session = sessions.create(order)

    assert session.payment_method_types == ["link"]
    assert check_request("POST", "/v1/checkout/sessions", order) == []
    assert check_object(session.to_dict()) == []


@pytest.mark.parametrize("currency", DELAYED)
def test_a_delayed_method_that_is_left_out_cannot_be_chosen(
    standin: RunningStandIn, currency: str
) -> None:
    sessions = standin.client().v1.checkout.sessions
    excluded = [*DELAYED.values()]
    with_it = sessions.create(in_currency(currency))
    without = sessions.create(in_currency(currency, excluded_payment_method_types=excluded))

    offered, left = (standin.http.get(f"/pay/{each.id}").text for each in (with_it, without))
    forced = standin.http.post(
        f"/pay/{without.id}", data={**form_values(left), "outcome": "pay_later"}
    )

    assert "pay_later" in buttons(offered)
    assert "pay_later" not in buttons(left)
    assert forced.status_code == 422
    assert sessions.retrieve(without.id).status == "open"
