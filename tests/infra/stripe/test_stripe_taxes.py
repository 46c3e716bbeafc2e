"""Tax in Checkout Sessions: rates that lines name, and rates by the buyer's address."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from infra.local.stripe.taxes import taxes_on
from infra.local.stripe.testing import RunningStandIn, an_order, running_standin

EVERYWHERE = {"allowed_countries": ["US", "GB", "DE", "FR"]}


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    with running_standin() as started:
        yield started


def a_rate(standin: RunningStandIn, percentage: float, *, inclusive: bool = False) -> str:
    rates = standin.client().v1.tax_rates
    return rates.create(
        {"display_name": "Sales tax", "percentage": percentage, "inclusive": inclusive}
    ).id


def a_line(amount: int, *rates: str, behavior: str | None = None) -> dict[str, Any]:
    price = dict(an_order()["line_items"][0]["price_data"])
    del price["tax_behavior"]
    if behavior:
        price["tax_behavior"] = behavior
    line = {"price_data": {**price, "unit_amount": amount}, "quantity": 1}
    return {**line, "tax_rates": [*rates]} if rates else line


def delivery(behavior: str) -> list[dict[str, Any]]:
    [option] = an_order()["shipping_options"]
    return [{"shipping_rate_data": {**option["shipping_rate_data"], "tax_behavior": behavior}}]


def by_address(behavior: str) -> Any:  # noqa: ANN401  as an_order
    return an_order(
        automatic_tax={"enabled": True},
        line_items=[a_line(10_000, behavior=behavior)],
        shipping_address_collection=EVERYWHERE,
        shipping_options=delivery(behavior),
    )


def paid(standin: RunningStandIn, session: stripe.checkout.Session, country: str) -> dict[str, Any]:
    standin.pay(str(session.url), country=country)
    expand = ["line_items", "payment_intent"]
    found = standin.client().v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    whole: dict[str, Any] = found.to_dict()
    return whole


def test_a_tax_rate_says_what_was_asked(standin: RunningStandIn) -> None:
    rate = standin.client().v1.tax_rates.create(
        {
            "display_name": "VAT",
            "percentage": 19,
            "inclusive": True,
            "country": "DE",
            "jurisdiction": "DE",
            "metadata": {"a": "b"},
        }
    )

    assert rate.id.startswith("txr_")
    assert (rate.display_name, rate.percentage, rate.inclusive) == ("VAT", 19, True)
    assert (rate.active, rate.country, rate.jurisdiction) == (True, "DE", "DE")


def test_a_rate_that_a_line_names_is_added_from_the_start(standin: RunningStandIn) -> None:
    line = a_line(10_000, a_rate(standin, 8.25))

    session = standin.client().v1.checkout.sessions.create(
        an_order(line_items=[line, a_line(1000)], expand=["line_items"])
    )

    assert (session.amount_subtotal, session.amount_total) == (11_000, 11_000 + 825 + 500)
    assert session.total_details is not None
    assert session.total_details.amount_tax == 825
    assert session.line_items is not None
    amounts = [(each.amount_tax, each.amount_total) for each in session.line_items.data]
    assert amounts == [(825, 10_825), (0, 1000)]
    assert session.shipping_cost is not None
    assert session.shipping_cost.amount_tax == 0


def test_an_inclusive_rate_is_a_part_of_the_price(standin: RunningStandIn) -> None:
    line = a_line(11_900, a_rate(standin, 19, inclusive=True))

    session = standin.client().v1.checkout.sessions.create(an_order(line_items=[line]))

    assert (session.amount_subtotal, session.amount_total) == (11_900, 11_900 + 500)
    assert session.total_details is not None
    assert session.total_details.amount_tax == 1900


def test_tax_is_on_what_is_left_after_the_discount(standin: RunningStandIn) -> None:
    code = standin.offer({"percent_off": 50})

    session = standin.client().v1.checkout.sessions.create(
        an_order(
            line_items=[a_line(10_000, a_rate(standin, 10))],
            discounts=[{"promotion_code": code.id}],
            shipping_options=[],
        )
    )

    assert session.amount_total == 5000 + 500
    assert session.amount_subtotal == 10_000


@pytest.mark.parametrize(
    ("amount", "rates", "amounts"),
    [
        (100, [(8.25, False)], [8]),
        (1000, [(5, False), (7, False)], [50, 70]),
        (1190, [(19, True)], [190]),
        (1120, [(5, True), (7, True)], [50, 70]),
        (1200, [(20, True), (10, False)], [200, 100]),
        (50, [(1, False)], [1]),
        (0, [(20, False)], [0]),
    ],
)
def test_taxes_are_rounded_to_the_nearest_cent(
    amount: int, rates: list[tuple[float, bool]], amounts: list[int]
) -> None:
    asked = [
        {"display_name": "Tax", "percentage": percentage, "inclusive": inclusive}
        for percentage, inclusive in rates
    ]

    assert [each.amount for each in taxes_on(amount, asked)] == amounts


def test_a_rate_that_cannot_be_used_is_refused(standin: RunningStandIn) -> None:
    client = standin.client()
    archived = client.v1.tax_rates.create(
        {"display_name": "Old", "percentage": 5, "inclusive": False, "active": False}
    ).id
    param = "line_items[0][tax_rates][0]"

    for rate, code in (("txr_none", "resource_missing"), (archived, None)):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            client.v1.checkout.sessions.create(an_order(line_items=[a_line(1000, rate)]))

        assert (caught.value.http_status, caught.value.code) == (400, code)
        assert caught.value.param == param


@pytest.mark.parametrize(("country", "tax"), [("US", 866), ("GB", 2100), ("DE", 1995), ("FR", 0)])
def test_tax_by_address_is_known_once_it_is_paid(
    standin: RunningStandIn, country: str, tax: int
) -> None:
    session = standin.client().v1.checkout.sessions.create(by_address("exclusive"))

    whole = paid(standin, session, country)

    assert session.amount_total == 10_500
    assert session.automatic_tax.status == "requires_location_inputs"
    assert whole["automatic_tax"]["status"] == "complete"
    assert whole["total_details"]["amount_tax"] == tax
    assert (whole["amount_subtotal"], whole["amount_total"]) == (10_000, 10_500 + tax)
    assert whole["payment_intent"]["amount"] == 10_500 + tax
    [line] = whole["line_items"]["data"]
    cost = whole["shipping_cost"]
    assert line["amount_tax"] + cost["amount_tax"] == tax
    assert line["amount_total"] + cost["amount_total"] == 10_500 + tax
    assert whole["total_details"]["amount_shipping"] == cost["amount_subtotal"] == 500


def test_inclusive_tax_by_address_changes_no_total(standin: RunningStandIn) -> None:
    session = standin.client().v1.checkout.sessions.create(by_address("inclusive"))

    whole = paid(standin, session, "GB")

    assert whole["amount_total"] == session.amount_total == 10_500
    assert whole["total_details"]["amount_tax"] == 1667 + 83


@pytest.mark.parametrize(
    ("line", "param"),
    [
        (a_line(1000), "line_items[0][price_data][tax_behavior]"),
        (a_line(1000, behavior="unspecified"), "line_items[0][price_data][tax_behavior]"),
        (a_line(1000, "txr_any", behavior="exclusive"), "line_items[0][tax_rates]"),
    ],
)
def test_tax_by_address_needs_prices_that_say_how_they_stand_to_it(
    standin: RunningStandIn, line: dict[str, Any], param: str
) -> None:
    order = an_order(automatic_tax={"enabled": True}, line_items=[line])

    with pytest.raises(stripe.InvalidRequestError) as caught:
        standin.client().v1.checkout.sessions.create(order)

    assert (caught.value.http_status, caught.value.param) == (400, param)
