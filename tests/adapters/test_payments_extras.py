"""Codes, taxes, ways of paying and of delivery at Stripe: our adapter and the SDK on the stand-in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from domain.ordered import DiscountCode
from domain.orders import Order
from domain.payments import CodeRefusedError, PaymentsRefusedError
from domain.shop import Tax, TaxRate
from functions.adapters.stripe_params import session_params
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.world import now
from infra.local.stripe.testing import RunningStandIn, running_standin
from tests.samples import SmallShop, buying, cart

URLS = ("https://shop.example/thanks?t=a", "https://shop.example/back?t=b")


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    with running_standin() as running:
        yield running


@pytest.fixture
def payments(standin: RunningStandIn) -> StripePayments:
    return StripePayments(stripe_client(standin.settings.keys[0], standin.url))


def an_order(order_id: str, *lines: str, **facts: object) -> Order:
    draft = SmallShop().begin(cart(*(lines or ("DAWN-HOOPS 1 32000",))))
    at = now().replace(microsecond=0)
    return msgspec.structs.replace(
        draft,
        id=order_id,
        revision=1,
        created_at=at,
        expires_at=at + timedelta(minutes=31),
        **facts,
    )


def asked(order: Order) -> Any:  # noqa: ANN401  the SDK's own nested parameters
    return session_params(order, *URLS)


def test_a_code_is_found_however_it_is_written_and_only_while_it_can_be_used() -> None:
    with running_standin() as standin:
        payments = StripePayments(stripe_client(standin.settings.keys[0], standin.url))
        good = standin.offer({"percent_off": 10}, code="SPRING")
        soon = standin.offer({"percent_off": 10}, code="DAWN", expires_at=int(time.time()) + 60)
        standin.offer({"percent_off": 10}, code="OFF", active=False)
        found = [payments.find_code(text) for text in ("SPRING", "spring", "DAWN", "OFF", "NONE")]

        standin.advance(120)

        assert found == [good.id, good.id, soon.id, None, None]
        assert payments.find_code("DAWN") is None


def test_a_code_takes_its_part_off_and_the_subtotal_stays(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    offer = standin.offer({"percent_off": 10}, code="TEN")
    order = an_order("WITH-CODE", code=DiscountCode("TEN", offer.id))
    opened = payments.open_session(order, *URLS)
    standin.pay(opened.id)

    session = payments.session(opened.id)

    assert session.is_paid
    assert (session.amount_subtotal, session.amount_discount) == (32000, 3200)
    assert session.amount_total == 32000 - 3200 + 600


def test_a_code_for_all_of_it_is_paid_without_money(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    offer = standin.offer({"percent_off": 100}, code="ALL")
    rates = tuple(msgspec.structs.replace(each, amount=0) for each in an_order("X").rates)
    order = an_order("FOR-NOTHING", code=DiscountCode("ALL", offer.id), rates=rates)
    opened = payments.open_session(order, *URLS)
    standin.pay(opened.id)

    session = payments.session(opened.id)

    assert (session.is_paid, session.payment_status) == (True, "no_payment_required")
    assert (session.amount_total, session.payment_intent, session.refunded) == (0, None, False)


@pytest.mark.parametrize(
    ("off", "more"),
    [
        (
            {"percent_off": 10},
            {"restrictions": {"minimum_amount": 99900, "minimum_amount_currency": "usd"}},
        ),
        ({"amount_off": 31990, "currency": "usd"}, {}),
        ({"amount_off": 100, "currency": "eur"}, {}),
    ],
    ids=["too small an order", "nearly nothing left to pay", "another currency"],
)
def test_a_code_that_doesnt_fit_is_told_apart_from_stripe_in_trouble(
    standin: RunningStandIn, payments: StripePayments, off: dict[str, object], more: dict[str, Any]
) -> None:
    offer = standin.offer(off, **more)
    rates = tuple(msgspec.structs.replace(each, amount=0) for each in an_order("X").rates)
    order = an_order(offer.id, code=DiscountCode("X", offer.id), rates=rates)

    with pytest.raises(CodeRefusedError):
        payments.open_session(order, *URLS)


def test_what_costs_too_little_for_stripe_is_no_fault_of_a_code_that_nobody_typed(
    payments: StripePayments,
) -> None:
    order = an_order("CHEAP")
    cheap = msgspec.structs.replace(order.lines[0], unit_amount=10)

    with pytest.raises(PaymentsRefusedError, match="amount_too_small") as caught:
        payments.open_session(msgspec.structs.replace(order, lines=(cheap,), rates=()), *URLS)

    assert not isinstance(caught.value, CodeRefusedError)


def test_a_code_that_ran_out_meanwhile_is_refused_as_the_code(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    offer = standin.offer({"percent_off": 10}, code="LAST", max_redemptions=1)
    code = DiscountCode("LAST", offer.id)
    standin.pay(payments.open_session(an_order("FIRST", code=code), *URLS).id)

    with pytest.raises(CodeRefusedError):
        payments.open_session(an_order("SECOND", code=code), *URLS)


@pytest.mark.parametrize(("inclusive", "total"), [(False, 35287), (True, 32600)])
def test_stripes_own_tax_is_added_or_contained_as_the_shop_says(
    standin: RunningStandIn, payments: StripePayments, inclusive: bool, total: int
) -> None:
    order = an_order(f"TAXED-{inclusive}", tax=Tax("stripe", inclusive=inclusive))
    opened = payments.open_session(order, *URLS)
    standin.pay(opened.id)

    session = payments.session(opened.id)

    assert session.amount_subtotal == 32000
    assert session.amount_tax > 0
    assert session.amount_shipping == 600
    assert session.amount_total == pytest.approx(total, abs=60)
    assert payments.lines(opened.id)[0].amount_subtotal == 32000


@pytest.mark.parametrize(("inclusive", "behavior"), [(False, "exclusive"), (True, "inclusive")])
def test_stripe_is_told_of_pieces_and_delivery_alike_whether_tax_is_contained(
    inclusive: bool, behavior: str
) -> None:
    params = asked(an_order("TOLD", tax=Tax("stripe", inclusive=inclusive)))

    ways = [way["shipping_rate_data"]["tax_behavior"] for way in params["shipping_options"]]
    assert [line["price_data"]["tax_behavior"] for line in params["line_items"]] == [behavior]
    assert ways == [behavior, behavior]


def test_stripe_is_told_what_a_piece_is_to_the_tax_office() -> None:
    order = an_order("CODED")
    coded = msgspec.structs.replace(order.lines[0], tax_code="txcd_99999999")

    params = asked(msgspec.structs.replace(order, lines=(coded, *order.lines)))

    products = [line["price_data"]["product_data"] for line in params["line_items"]]
    assert [each.get("tax_code") for each in products] == ["txcd_99999999", None]


def test_a_tax_rate_of_the_shops_own_is_added_to_what_is_bought(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    rate = standin.client().v1.tax_rates.create(
        {"display_name": "Sales tax", "percentage": 8.25, "inclusive": False}
    )
    tax = Tax("fixed", rates=(TaxRate(rate.id, "Sales tax", "8.25", ("US",)),))
    opened = payments.open_session(an_order("FIXED", tax=tax), *URLS)
    standin.pay(opened.id)

    session = payments.session(opened.id)

    assert (session.amount_subtotal, session.amount_tax) == (32000, 2640)
    assert session.amount_total == 32000 + 2640 + 600


@pytest.mark.parametrize("kind", ["none", "included"])
def test_without_a_tax_to_add_stripe_is_asked_for_none(kind: Any) -> None:  # noqa: ANN401  a literal
    params = asked(an_order("PLAIN", tax=Tax(kind)))

    assert "automatic_tax" not in params
    assert "tax_rates" not in params["line_items"][0]


@pytest.mark.promise("terms/one-offs-paid-at-once")
def test_what_there_is_one_of_cant_be_paid_for_by_a_way_that_takes_days(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    ember = payments.open_session(
        an_order("EMBER", "EMBER-RING 1 92000", "DAWN-HOOPS 1 32000"), *URLS
    )
    hoops = payments.open_session(an_order("HOOPS"), *URLS)

    delayed = standin.pay(ember.id, "pay_later")
    standin.pay(hoops.id, "pay_later")

    assert delayed.status_code == 422
    assert payments.session(ember.id).status == "open"
    assert payments.session(hoops.id).status == "complete"


@pytest.mark.promise("terms/one-offs-paid-at-once")
def test_of_what_there_is_one_no_way_that_takes_days_is_left_in_any_currency() -> None:
    excluded = asked(an_order("ALL-WAYS", "EMBER-RING 1 92000"))["excluded_payment_method_types"]

    # As Stripe's page on ways of paying lists those with delayed notification.
    assert {
        *("acss_debit", "au_becs_debit", "bacs_debit", "boleto", "customer_balance", "konbini"),
        *("multibanco", "nz_bank_account", "oxxo", "sepa_debit", "sofort", "us_bank_account"),
    } <= set(excluded)
    assert not set(excluded) & {"card", "klarna", "afterpay_clearpay", "paypal", "link"}


def test_the_payment_itself_names_its_order_for_whoever_looks_at_it_at_stripe(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    opened = payments.open_session(an_order("NAMED"), *URLS)
    standin.pay(opened.id)

    paid = payments.session(opened.id)

    intent = standin.client().v1.payment_intents.retrieve(paid.payment_intent or "")
    assert intent.metadata
    assert intent.metadata["order"] == "NAMED"


@pytest.mark.promise("shipping/only-rates-offered")
def test_the_session_says_by_our_own_name_which_rate_was_chosen(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    opened = payments.open_session(an_order("RATED"), *URLS)
    listed = standin.client().v1.checkout.sessions.retrieve(opened.id).shipping_options
    priority = str(listed[1].shipping_rate)
    standin.pay(opened.id, shipping_rate=priority)

    session = payments.session(opened.id)
    (since,) = [
        each for each in payments.sessions_since(now() - timedelta(hours=1)) if each.id == opened.id
    ]

    assert (session.rate, session.amount_shipping) == ("priority", 1200)
    assert since.rate == "priority"


def test_money_that_went_back_by_hand_is_seen_on_the_session(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    opened = payments.open_session(an_order("BY-HAND"), *URLS)
    standin.pay(opened.id)
    paid = payments.session(opened.id)
    standin.client().v1.refunds.create({"payment_intent": paid.payment_intent or "", "amount": 100})
    partly = payments.session(opened.id).refunded
    standin.client().v1.refunds.create({"payment_intent": paid.payment_intent or ""})

    assert (paid.refunded, partly, payments.session(opened.id).refunded) == (False, False, True)


@pytest.mark.promise("shipping/days-from-shipping")
def test_the_days_of_delivery_begin_when_the_order_leaves_the_workshop() -> None:
    order = an_order("DAYS", "SIGNET-7-GOLD 1 96000")

    ground = asked(order)["shipping_options"][0]["shipping_rate_data"]

    assert order.days_to_ship == 15
    assert ground["delivery_estimate"] == {
        "minimum": {"unit": "business_day", "value": 18},
        "maximum": {"unit": "business_day", "value": 21},
    }


def test_the_payment_page_says_when_the_order_is_planned_to_ship() -> None:
    params = asked(an_order("PLANNED", "SIGNET-7-GOLD 1 96000"))

    assert params["custom_text"]["submit"]["message"] == "We plan to ship by March 23."


def test_each_draft_is_asked_for_under_a_key_of_its_own(
    standin: RunningStandIn, payments: StripePayments
) -> None:
    payments.open_session(an_order("KEYED"), *URLS)

    sent = [each for each in standin.requests() if each["path"] == "/v1/checkout/sessions"]

    assert sent[-1]["idempotency_key"] == "KEYED-1"


def test_nothing_of_the_gift_or_the_buyer_is_told_to_stripe() -> None:
    shop = SmallShop()
    order = shop.begin(
        buying("DAWN-HOOPS", gift_message="For Ada", newsletter="yes"), network="a" * 20
    )

    told = str(asked(order))

    for private in ("For Ada", "newsletter", "a" * 20):
        assert private not in told
