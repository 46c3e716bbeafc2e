"""What buyers do on the payment page, and money going back."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
import stripe

from infra.local.stripe.reading import buttons, form_values
from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.testing import (
    RunningStandIn,
    an_order,
    running_receiver,
    running_standin,
    wait_until,
)


def opened(standin: RunningStandIn, **changes: object) -> stripe.checkout.Session:
    return standin.client().v1.checkout.sessions.create(an_order(**changes))


def read(standin: RunningStandIn, session: stripe.checkout.Session, *expand: str) -> dict[str, Any]:
    found = standin.client().v1.checkout.sessions.retrieve(session.id, {"expand": [*expand]})
    whole: dict[str, Any] = found.to_dict()
    return whole


def page(standin: RunningStandIn, session: stripe.checkout.Session) -> httpx2.Response:
    return standin.http.get(f"/pay/{session.id}")


def two_rates() -> list[dict[str, Any]]:
    courier = {
        "display_name": "Courier",
        "type": "fixed_amount",
        "fixed_amount": {"amount": 1800, "currency": "usd"},
    }
    return [*an_order()["shipping_options"], {"shipping_rate_data": courier}]


def test_a_paid_session_carries_everything_an_order_needs() -> None:
    with running_standin() as standin:
        session = opened(standin, payment_intent_data={"metadata": {"draft": "draft-1"}})

        answer = standin.pay(str(session.url), name="Ada Buyer", email="ada@example.com")

        assert answer.status_code == 303
        assert answer.headers["location"] == f"http://shop.test/thanks?session={session.id}"
        paid = read(standin, session, "payment_intent.latest_charge")
        assert (paid["status"], paid["payment_status"], paid["url"]) == ("complete", "paid", None)
        assert paid["amount_total"] == 8900
        assert paid["total_details"] == {
            "amount_discount": 0,
            "amount_shipping": 500,
            "amount_tax": 0,
        }
        offered = session.shipping_options[0].shipping_rate
        assert paid["shipping_cost"]["shipping_rate"] == offered
        assert paid["customer_details"]["email"] == "ada@example.com"
        assert paid["collected_information"]["shipping_details"] == {
            "name": "Ada Buyer",
            "address": {
                "city": "Portland",
                "country": "US",
                "line1": "12 Harbor Street",
                "line2": None,
                "postal_code": "97204",
                "state": "OR",
            },
        }
        intent = paid["payment_intent"]
        assert (intent["status"], intent["amount_received"]) == ("succeeded", 8900)
        assert intent["metadata"] == {"draft": "draft-1"}
        assert intent["latest_charge"]["amount_captured"] == 8900
        alone = standin.client().v1.payment_intents.retrieve(intent["id"])
        assert alone.latest_charge == intent["latest_charge"]["id"]


def test_the_chosen_delivery_is_what_is_paid() -> None:
    with running_standin() as standin:
        session = opened(standin, shipping_options=two_rates())
        courier = str(session.shipping_options[1].shipping_rate)

        standin.pay(str(session.url), shipping_rate=courier, country="CA")

        paid = read(standin, session)
        assert paid["amount_total"] == 8400 + 1800
        assert paid["shipping_cost"]["shipping_rate"] == courier
        assert paid["collected_information"]["shipping_details"]["address"]["country"] == "CA"


def test_the_shop_hears_of_the_payment_before_the_buyer_is_back() -> None:
    with running_receiver() as shop:
        settings = StandInSettings(endpoints=(shop.endpoint,))
        with running_standin(settings) as standin:
            session = opened(standin)

            standin.pay(str(session.url))

            assert shop.types == ["checkout.session.completed"]
            event = shop.received[0].event()
            assert event.data.object["id"] == session.id
            assert event.data.object["payment_status"] == "paid"


def test_the_buyer_comes_back_even_if_the_shop_never_answers() -> None:
    settings = StandInSettings(redirect_wait_seconds=0.1)
    with running_receiver() as shop:
        shop.answers = [500]
        with running_standin(
            StandInSettings(endpoints=(shop.endpoint,), redirect_wait_seconds=0.1)
        ) as standin:
            session = opened(standin)
            started = time.monotonic()

            answer = standin.pay(str(session.url))

            assert answer.status_code == 303
            waited = time.monotonic() - started
            assert settings.redirect_wait_seconds <= waited < 2


def test_submitting_twice_pays_once() -> None:
    with running_standin() as standin:
        session = opened(standin)
        form = {**form_values(page(standin, session).text), "outcome": "pay"}

        def submit(_: int) -> httpx2.Response:
            return standin.http.post(f"/pay/{session.id}", data=form)

        with ThreadPoolExecutor(8) as buyers:
            answers = list(buyers.map(submit, range(16)))

        assert {answer.status_code for answer in answers} == {303}
        completed = standin.client().v1.events.list({"type": "checkout.session.completed"})
        assert len(completed.data) == 1


@pytest.mark.parametrize(
    ("ending", "event_type", "payment_status", "intent_status", "words"),
    [
        ("arrive", "succeeded", "paid", "succeeded", "This order is paid"),
        ("fail", "failed", "unpaid", "requires_payment_method", "The payment failed"),
    ],
)
def test_a_payment_that_takes_days_ends_when_told(
    ending: str, event_type: str, payment_status: str, intent_status: str, words: str
) -> None:
    with running_receiver() as shop:
        settings = StandInSettings(endpoints=(shop.endpoint,))
        with running_standin(settings) as standin:
            session = opened(standin)

            answer = standin.pay(str(session.url), "pay_later")
            before = read(standin, session, "payment_intent")
            waiting = page(standin, session).text
            standin.pay(str(session.url), ending)
            after = read(standin, session, "payment_intent")

            assert answer.headers["location"] == f"http://shop.test/thanks?session={session.id}"
            assert (before["status"], before["payment_status"]) == ("complete", "unpaid")
            assert before["payment_intent"]["status"] == "processing"
            assert "Payment is on its way" in waiting
            assert buttons(waiting) == ["arrive", "fail"]
            assert (after["status"], after["payment_status"]) == ("complete", payment_status)
            assert after["payment_intent"]["status"] == intent_status
            assert words in page(standin, session).text
            assert shop.types == [
                "checkout.session.completed",
                f"checkout.session.async_payment_{event_type}",
            ]
            assert shop.received[0].body["data"]["object"]["payment_status"] == "unpaid"


def test_a_payment_that_takes_days_can_arrive_by_itself_once() -> None:
    with running_standin(StandInSettings(pay_later_seconds=3 * 24 * 3600)) as standin:
        session, hurried = opened(standin), opened(standin)
        standin.pay(str(session.url), "pay_later")
        standin.pay(str(hurried.url), "pay_later")
        standin.pay(str(hurried.url), "arrive")

        standin.advance(2 * 24 * 3600)
        early = read(standin, session)["payment_status"]
        standin.advance(2 * 24 * 3600)
        late = read(standin, session)["payment_status"]
        standin.advance(1)

        assert (early, late) == ("unpaid", "paid")
        arrived = standin.client().v1.events.list(
            {"type": "checkout.session.async_payment_succeeded"}
        )
        assert [event.data.object["id"] for event in arrived.data] == [session.id, hurried.id]


def test_arriving_twice_is_told_once() -> None:
    with running_standin() as standin:
        session = opened(standin)
        standin.pay(str(session.url), "pay_later")

        standin.pay(str(session.url), "arrive")
        standin.pay(str(session.url), "fail")

        types = [event.type for event in standin.client().v1.events.list().data]
        assert types == [
            "checkout.session.async_payment_succeeded",
            "checkout.session.completed",
        ]
        assert read(standin, session)["payment_status"] == "paid"


def test_without_delayed_methods_nobody_can_pay_later() -> None:
    with running_standin() as standin:
        session = opened(standin, excluded_payment_method_types=["us_bank_account"])

        shown = page(standin, session).text
        answer = standin.pay(str(session.url), "pay_later")

        assert "us_bank_account" not in session.payment_method_types
        assert buttons(shown) == ["pay", "decline", "abandon"]
        assert answer.status_code == 422
        assert read(standin, session)["status"] == "open"


def test_a_declined_card_leaves_the_session_open_and_the_form_filled() -> None:
    with running_standin() as standin:
        session = opened(standin, shipping_options=two_rates())
        courier = str(session.shipping_options[1].shipping_rate)

        answer = standin.pay(
            str(session.url), "decline", name="Ada Buyer", shipping_rate=courier, country="CA"
        )

        assert answer.status_code == 402
        assert "Your card was declined. You haven&#39;t been charged. Try again." in answer.text
        kept = form_values(answer.text)
        assert (kept["name"], kept["shipping_rate"], kept["country"]) == (
            "Ada Buyer",
            courier,
            "CA",
        )
        assert read(standin, session)["status"] == "open"
        assert standin.client().v1.events.list().data == []
        assert standin.pay(str(session.url)).status_code == 303


def test_who_leaves_goes_back_to_the_shop_and_the_session_stays_open() -> None:
    with running_standin() as standin:
        session = opened(standin)

        answer = standin.pay(str(session.url), "abandon")

        assert (answer.status_code, answer.headers["location"]) == (303, "http://shop.test/cart")
        assert read(standin, session)["status"] == "open"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "", "Enter your e-mail address."),
        ("email", "nobody", "Enter an e-mail address such as june@example.com."),
        ("name", " ", "Enter your name."),
        ("postal_code", "", "Enter your postal code."),
        ("country", "DE", "Choose a country that we deliver to."),
        ("shipping_rate", "shr_other", "Choose a delivery."),
        ("outcome", "steal", "Choose how the payment ends."),
    ],
)
def test_a_form_that_cannot_be_right_is_shown_again(
    shared: RunningStandIn, field: str, value: str, words: str
) -> None:
    session = opened(shared)
    form = {**form_values(page(shared, session).text), "outcome": "pay", field: value}

    answer = shared.http.post(f"/pay/{session.id}", data=form)

    assert answer.status_code == 422
    assert words in answer.text
    assert read(shared, session)["status"] == "open"


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningStandIn]:
    with running_standin() as standin:
        yield standin


def test_the_pages_of_finished_sessions_say_so() -> None:
    with running_standin() as standin:
        paid, expired = opened(standin), opened(standin)
        standin.pay(str(paid.url))
        standin.client().v1.checkout.sessions.expire(expired.id)

        of_paid, of_expired = page(standin, paid), page(standin, expired)
        too_late = standin.http.post(f"/pay/{expired.id}", data={"outcome": "pay"})
        nowhere = standin.http.get("/pay/cs_test_none")

        assert "This order is paid" in of_paid.text
        assert f"http://shop.test/thanks?session={paid.id}" in of_paid.text
        assert (of_expired.status_code, too_late.status_code) == (410, 410)
        assert "This page has expired" in of_expired.text
        assert "You haven&#39;t been charged." in too_late.text
        assert read(standin, expired)["payment_intent"] is None
        assert nowhere.status_code == 404


def test_the_page_works_behind_a_prefix_and_asks_nobody_else_for_anything() -> None:
    with running_standin() as standin:
        session = opened(standin)

        shown = page(standin, session)

        assert "Test payment — no money moves" in shown.text
        assert "<script" not in shown.text
        assert "action=" not in shown.text
        assert "http" not in shown.text
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert shown.headers["cache-control"] == "no-store"
        assert buttons(shown.text) == ["pay", "pay_later", "decline", "abandon"]


def test_words_from_the_shop_are_shown_as_words() -> None:
    price = an_order()["line_items"][0]["price_data"]
    price["product_data"]["description"] = "<b>bold</b>"
    with running_standin() as standin:
        session = opened(standin, line_items=[{"price_data": price, "quantity": 1}])

        assert "&lt;b&gt;bold&lt;/b&gt;" in page(standin, session).text


def test_without_cards_another_method_pays_at_once() -> None:
    with running_standin() as standin:
        session = opened(standin, excluded_payment_method_types=["card"])

        standin.pay(str(session.url))

        paid = read(standin, session, "payment_intent.latest_charge")
        assert paid["payment_status"] == "paid"
        details = paid["payment_intent"]["latest_charge"]["payment_method_details"]
        assert details["type"] == session.payment_method_types[0] != "card"


def test_what_costs_nothing_needs_no_payment() -> None:
    price = an_order()["line_items"][0]["price_data"] | {"unit_amount": 0}
    free = {"line_items": [{"price_data": price, "quantity": 1}], "shipping_options": []}
    with running_standin() as standin:
        session = opened(standin, **free)

        standin.pay(str(session.url))

        completed = read(standin, session)
        assert (completed["status"], completed["payment_status"]) == (
            "complete",
            "no_payment_required",
        )
        assert completed["payment_intent"] is None


def test_without_an_address_to_collect_only_the_buyer_is_asked_for() -> None:
    with running_standin() as standin:
        session = opened(standin, shipping_address_collection=None, shipping_options=[])

        standin.pay(str(session.url))

        paid = read(standin, session)
        assert paid["payment_status"] == "paid"
        assert paid["collected_information"]["shipping_details"] is None
        assert paid["shipping_cost"] is None


def paid_intent(standin: RunningStandIn) -> str:
    session = opened(standin)
    standin.pay(str(session.url))
    return str(read(standin, session)["payment_intent"])


def test_a_payment_is_refunded_in_parts_but_never_beyond_what_was_paid() -> None:
    with running_standin() as standin:
        client, intent = standin.client(), paid_intent(standin)

        part = client.v1.refunds.create(
            {"payment_intent": intent, "amount": 900, "reason": "requested_by_customer"}
        )
        with pytest.raises(stripe.InvalidRequestError) as too_much:
            client.v1.refunds.create({"payment_intent": intent, "amount": 8001})
        rest = client.v1.refunds.create({"payment_intent": intent, "metadata": {"why": "return"}})
        with pytest.raises(stripe.InvalidRequestError) as again:
            client.v1.refunds.create({"payment_intent": intent})

        assert (part.amount, part.status, part.payment_intent) == (900, "succeeded", intent)
        assert (too_much.value.code, too_much.value.param) == ("amount_too_large", "amount")
        assert rest.amount == 8000
        assert again.value.code == "charge_already_refunded"
        refunds = client.v1.refunds.list({"payment_intent": intent}).data
        assert [refund.id for refund in refunds] == [rest.id, part.id]
        events = client.v1.events.list({"type": "charge.*"}).data
        assert [event.data.object["amount_refunded"] for event in events] == [8900, 900]
        assert [event.data.object["refunded"] for event in events] == [True, False]
        assert len(client.v1.events.list({"type": "refund.created"}).data) == 2


def test_a_refund_is_told_to_the_shop() -> None:
    with (
        running_receiver() as shop,
        running_standin(StandInSettings(endpoints=(shop.endpoint,))) as standin,
    ):
        intent = paid_intent(standin)

        standin.client().v1.refunds.create({"payment_intent": intent}, {"idempotency_key": intent})

        wait_until(lambda: len(shop.received) == 3)
        assert shop.types[1:] == ["refund.created", "charge.refunded"]
        assert shop.received[1].body["request"]["idempotency_key"] == intent


def test_money_that_has_not_arrived_cannot_go_back() -> None:
    with running_standin() as standin:
        session = opened(standin)
        standin.pay(str(session.url), "pay_later")
        intent = str(read(standin, session)["payment_intent"])

        with pytest.raises(stripe.InvalidRequestError) as refused:
            standin.client().v1.refunds.create({"payment_intent": intent})
        with pytest.raises(stripe.InvalidRequestError) as nothing:
            standin.client().v1.refunds.create({"payment_intent": "pi_none"})

        assert "does not have a successful charge" in str(refused.value)
        assert (nothing.value.http_status, nothing.value.code) == (404, "resource_missing")
