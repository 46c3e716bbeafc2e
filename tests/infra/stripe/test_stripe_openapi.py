"""Requests and objects against Stripe's own OpenAPI description."""

from typing import Any

import pytest
import stripe
from stripe.params import (
    BalanceTransactionListParams,
    ChargeUpdateParams,
    CouponCreateParams,
    CustomerListParams,
    DisputeListParams,
    EventListParams,
    PromotionCodeCreateParams,
    PromotionCodeListParams,
    RefundCreateParams,
    RefundListParams,
    TaxRateCreateParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionLineItemListParams,
    SessionListParams,
    SessionRetrieveParams,
)

from infra.local.stripe import openapi
from infra.local.stripe.openapi import check_answer, check_object, check_request
from infra.local.stripe.operations import OPERATIONS
from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.testing import (
    RunningStandIn,
    an_order,
    running_receiver,
    running_standin,
)


def get(standin: RunningStandIn, address: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {standin.settings.keys[0]}"}
    body: dict[str, Any] = standin.http.get(address, headers=headers).json()
    return body


def a_busy_day(standin: RunningStandIn) -> None:
    """Bring about every kind of object in every state that the stand-in knows."""
    client = standin.client()
    sessions = client.v1.checkout.sessions
    rich = an_order(
        locale="en",
        metadata={"terms": "3"},
        allow_promotion_codes=True,
        automatic_tax={"enabled": True},
        billing_address_collection="required",
        custom_text={"submit": {"message": "Made to order."}},
        customer_email="june@example.com",
        excluded_payment_method_types=["klarna"],
        payment_intent_data={"description": "draft-1", "metadata": {"draft": "1"}},
        phone_number_collection={"enabled": True},
        submit_type="pay",
    )
    a_discounted_and_taxed_order(standin)
    a_banks_doings(standin)
    sessions.create(an_order())
    sessions.expire(sessions.create(an_order()).id)
    paid = sessions.create(rich)
    standin.pay(str(paid.url))
    for ending in ("arrive", "fail", ""):
        later = sessions.create(an_order())
        standin.pay(str(later.url), "pay_later")
        if ending:
            standin.pay(str(later.url), ending)
    intent = str(sessions.retrieve(paid.id).payment_intent)
    client.v1.refunds.create({"payment_intent": intent, "amount": 100, "metadata": {"a": "b"}})
    client.v1.refunds.create({"payment_intent": intent, "reason": "requested_by_customer"})
    sessions.line_items.list(paid.id, {"limit": 100})
    sessions.list({"created": {"gte": 1}, "limit": 100, "status": "open"})
    client.v1.events.list({"types": ["charge.refunded"], "created": {"lt": 9}})
    charge = client.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge"]}).latest_charge
    assert isinstance(charge, stripe.Charge)
    nowhere: Any = {"address": {"line1": "erased", "city": "-"}, "name": "erased"}
    client.v1.charges.update(charge.id, {"shipping": nowhere})
    client.v1.customers.create({"email": "june@example.com", "name": "June"})
    [june] = client.v1.customers.list({"email": "june@example.com", "limit": 100}).data
    client.v1.customers.create({"email": "may@example.com"})
    client.v1.customers.delete(june.id)


def a_banks_doings(standin: RunningStandIn) -> None:
    client = standin.client()
    for end in ("under_review", "won", "lost", ""):
        session = client.v1.checkout.sessions.create(an_order())
        standin.pay(str(session.url))
        intent = str(client.v1.checkout.sessions.retrieve(session.id).payment_intent)
        for what in ("arrived", "failed"):
            refund = client.v1.refunds.create({"payment_intent": intent, "amount": 100})
            standin.settle_refund(refund.id, what)
        dispute = standin.dispute(intent)["id"]
        if end:
            standin.decide(dispute, end)
        client.v1.disputes.retrieve(dispute)
        client.v1.disputes.list({"payment_intent": intent})
    every: Any = {"created": {"gte": 1, "lt": 9}, "type": "charge", "expand": ["data.source"]}
    client.v1.balance_transactions.list(every)


def a_discounted_and_taxed_order(standin: RunningStandIn) -> None:
    client = standin.client()
    code = standin.offer({"amount_off": 1000, "currency": "usd"}, code="TEN").id
    rate = client.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 20, "inclusive": True, "country": "GB"}
    ).id
    client.v1.promotion_codes.list({"code": "TEN", "active": True, "limit": 1})
    [line] = an_order()["line_items"]
    order = an_order(
        discounts=[{"promotion_code": code}], line_items=[{**line, "tax_rates": [rate]}]
    )
    standin.pay(str(client.v1.checkout.sessions.create(order).url))
    client.v1.promotion_codes.update(code, {"active": False})


def test_every_request_and_answer_is_what_stripe_describes() -> None:
    with (
        running_receiver() as shop,
        running_standin(StandInSettings(endpoints=(shop.endpoint,))) as standin,
    ):
        a_busy_day(standin)

        for request in standin.requests():
            assert check_request(request["method"], request["path"], request["params"]) == []
        every = get(standin, "/v1/checkout/sessions?limit=100")
        assert check_answer("GET", "/v1/checkout/sessions", every) == []
        states = {(each["status"], each["payment_status"]) for each in every["data"]}
        assert states == {
            ("open", "unpaid"),
            ("expired", "unpaid"),
            ("complete", "paid"),
            ("complete", "unpaid"),
        }
        for session in every["data"]:
            address = f"/v1/checkout/sessions/{session['id']}"
            whole = (
                "?expand[]=line_items.data.price.product&expand[]=payment_intent.latest_charge"
                "&expand[]=shipping_cost.shipping_rate&expand[]=shipping_options.shipping_rate"
                "&expand[]=discounts.promotion_code.promotion.coupon"
            )
            assert check_answer("GET", address, get(standin, address + whole)) == []
            items = get(standin, f"{address}/line_items")
            assert check_answer("GET", f"{address}/line_items", items) == []
        for address in (
            *("/v1/refunds", "/v1/events", "/v1/customers", "/v1/disputes"),
            "/v1/balance_transactions",
        ):
            listed = get(standin, f"{address}?limit=100")
            assert listed["data"]
            assert check_answer("GET", address, listed) == []
        sources = get(standin, "/v1/balance_transactions?limit=100&expand[]=data.source")
        assert {each["source"]["object"] for each in sources["data"]} == {
            *("charge", "refund", "dispute")
        }
        assert check_answer("GET", "/v1/balance_transactions", sources) == []
        assert len(shop.received) > 5
        for delivery in shop.received:
            assert check_object(delivery.body) == []


def test_refusals_have_the_described_shape() -> None:
    with running_standin() as standin:
        for address in ("/v1/events/evt_none", "/v1/checkout/sessions?limit=0", "/v1/none"):
            assert check_object(get(standin, address)) == []
        without_key = standin.http.get("/v1/events").json()
        assert check_object(without_key) == []


def test_a_wrong_request_is_noticed() -> None:
    order = an_order(colour="red", mode="gift", expires_at="soon")
    order["line_items"][0]["price_data"]["sku"] = "RING"
    del order["line_items"][0]["price_data"]["currency"]

    problems = " | ".join(check_request("POST", "/v1/checkout/sessions", order))

    for words in (
        "'colour' was",
        "'gift' is not one of",
        "'soon' is not",
        "'sku' was",
        "'currency'",
    ):
        assert words in problems
    assert check_request("POST", "/v1/checkout/sessions", an_order()) == []
    assert check_request("GET", "/v1/checkout/sessions", {"colour": "red"}) != []
    assert check_request("PUT", "/v1/checkout/sessions", {}) != []
    assert check_request("GET", "/v1/rings", {}) != []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "'colour' was unexpected"),
        ({"amount_total": "8900"}, "amount_total"),
        ({"status": "paid"}, "'paid' is not one of"),
        ({"payment_status": None}, "None is not"),
        ({"total_details": {"amount_tax": 0}}, "'amount_discount' is a required property"),
        ({"shipping_cost": {"amount_total": 500}}, "'amount_subtotal' is a required property"),
        ({"object": "checkout.basket"}, "no object called 'checkout.basket'"),
    ],
)
def test_a_wrong_object_is_noticed(
    untouched_session: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    assert check_object(untouched_session) == []

    assert words in " | ".join(check_object({**untouched_session, **change}))


def test_a_missing_field_is_noticed(untouched_session: dict[str, Any]) -> None:
    without = {name: value for name, value in untouched_session.items() if name != "created"}

    assert check_object(without) == ["checkout.session: 'created' is a required property"]


@pytest.fixture(scope="module")
def untouched_session() -> dict[str, Any]:
    with running_standin() as standin:
        session_id = standin.client().v1.checkout.sessions.create(an_order()).id
        session: dict[str, Any] = get(standin, f"/v1/checkout/sessions/{session_id}")
        return session


def test_the_description_is_older_than_the_sdk_by_what_we_say() -> None:
    """When either moves, this says what to look at again."""
    assert openapi.version() == "2026-05-27.dahlia"
    assert stripe.api_version == "2026-10-28.endive"

    shapes = {
        "POST /v1/checkout/sessions": SessionCreateParams,
        "GET /v1/checkout/sessions": SessionListParams,
        "GET /v1/checkout/sessions/{session}": SessionRetrieveParams,
        "POST /v1/checkout/sessions/{session}/expire": SessionExpireParams,
        "GET /v1/checkout/sessions/{session}/line_items": SessionLineItemListParams,
        "POST /v1/refunds": RefundCreateParams,
        "GET /v1/refunds": RefundListParams,
        "GET /v1/events": EventListParams,
        "GET /v1/disputes": DisputeListParams,
        "GET /v1/balance_transactions": BalanceTransactionListParams,
        "POST /v1/coupons": CouponCreateParams,
        "POST /v1/promotion_codes": PromotionCodeCreateParams,
        "GET /v1/promotion_codes": PromotionCodeListParams,
        "POST /v1/tax_rates": TaxRateCreateParams,
        "GET /v1/customers": CustomerListParams,
        "POST /v1/charges/{charge}": ChargeUpdateParams,
    }
    only_sdk, only_description = {}, {}
    for operation, shape in shapes.items():
        described = parameters(operation)
        known = set(shape.__annotations__) - set(stripe.RequestOptions.__annotations__)
        only_sdk[operation] = known - described
        only_description[operation] = described - known

    assert {name: each for name, each in only_sdk.items() if each} == {
        "POST /v1/checkout/sessions": {"allowed_payment_method_types"}
    }
    assert {name: each for name, each in only_description.items() if each} == {
        "POST /v1/checkout/sessions": {"payment_method_types"}
    }


def parameters(operation: str) -> set[str]:
    method, _, path = operation.partition(" ")
    described = openapi.description()["paths"][path][method.lower()]
    if method == "GET":
        return {each["name"] for each in described["parameters"] if each["in"] == "query"}
    return set(described["requestBody"]["content"][openapi.FORM]["schema"]["properties"])


def test_the_sdks_objects_have_the_described_fields() -> None:
    classes: dict[str, type] = {
        "checkout.session": stripe.checkout.Session,
        "payment_intent": stripe.PaymentIntent,
        "item": stripe.LineItem,
        "shipping_rate": stripe.ShippingRate,
        "event": stripe.Event,
        "coupon": stripe.Coupon,
        "promotion_code": stripe.PromotionCode,
        "tax_rate": stripe.TaxRate,
    }
    schemas = openapi.description()["components"]["schemas"]
    for kind, sdk_class in classes.items():
        described = set(schemas[kind]["properties"])
        known = {name for name in sdk_class.__annotations__ if not name.startswith("_")}

        assert described - known == set(), kind
        newer = known - described - {"OBJECT_NAME", "deleted", "payment_record", "source"}
        assert newer == openapi.SKEW.get(kind, frozenset()), kind


def test_the_stand_in_offers_only_what_the_sdk_knows() -> None:
    for operation in OPERATIONS:
        known = set(operation.shape.__annotations__)

        assert operation.offered <= known, operation.path
