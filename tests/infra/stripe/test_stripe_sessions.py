"""Checkout Sessions, driven with the real SDK over real HTTP."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import stripe

from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.testing import (
    RunningStandIn,
    an_order,
    running_receiver,
    running_standin,
    wait_until,
)

HALF_AN_HOUR = 30 * 60
A_DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def untouched() -> Iterator[RunningStandIn]:
    """Start one stand-in for all the requests that must change nothing."""
    with running_standin() as standin:
        yield standin


def refusal(act: Callable[[], object]) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        act()
    return caught.value


def test_an_opened_session_says_what_was_asked() -> None:
    settings = StandInSettings(page_base="http://127.0.0.1:8000/dev/stripe")
    with running_standin(settings) as standin:
        expires_at = int(time.time()) + 31 * 60

        session = standin.client().v1.checkout.sessions.create(
            an_order(expires_at=expires_at, metadata={"terms": "3"}, locale="en")
        )

        assert session.id.startswith("cs_test_")
        assert session.url == f"http://127.0.0.1:8000/dev/stripe/pay/{session.id}"
        assert (session.status, session.payment_status) == ("open", "unpaid")
        assert (session.amount_subtotal, session.amount_total) == (8400, 8900)
        assert session.currency == "usd"
        assert session.client_reference_id == "draft-1"
        assert session.expires_at == expires_at
        assert session.metadata is not None
        assert session.metadata["terms"] == "3"
        assert session.payment_intent is None
        assert session.customer_details is None
        assert session.livemode is False
        assert abs(session.created - time.time()) < 5
        assert "us_bank_account" in session.payment_method_types


def test_metadata_may_have_numbers_for_keys() -> None:
    with running_standin() as standin:
        session = standin.client().v1.checkout.sessions.create(
            an_order(metadata={"0": "zero", "1": "one"})
        )

        assert session.metadata is not None
        assert session.metadata.to_dict() == {"0": "zero", "1": "one"}


def test_a_session_lives_a_day_unless_told_otherwise() -> None:
    with running_standin() as standin:
        session = standin.client().v1.checkout.sessions.create(an_order())

        assert session.expires_at == session.created + A_DAY


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (HALF_AN_HOUR - 60, "at least 30 minutes"),
        (A_DAY + 60, "less than 24 hours"),
    ],
)
def test_an_expiry_outside_stripes_limits_is_refused(
    untouched: RunningStandIn, ahead: int, words: str
) -> None:
    sessions = untouched.client().v1.checkout.sessions

    error = refusal(lambda: sessions.create(an_order(expires_at=int(time.time()) + ahead)))

    assert (error.http_status, error.param) == (400, "expires_at")
    assert words in str(error)
    assert sessions.list().data == []


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        (
            {"line_items": [{"price_data": {"currency": "usd", "sku": "R"}, "quantity": 1}]},
            "parameter_unknown",
            "line_items[0][price_data][sku]",
        ),
        (
            {"line_items": [{"price_data": {"unit_amount": 1}, "quantity": 1}]},
            "parameter_missing",
            "line_items[0][price_data][currency]",
        ),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"allow_promotion_codes": "perhaps"}, None, "allow_promotion_codes"),
        ({"locale": "tlh"}, None, "locale"),
        ({"success_url": ""}, "parameter_invalid_empty", "success_url"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid", "success_url"),
        ({"shipping_options": an_order()["shipping_options"] * 6}, None, "shipping_options"),
        ({"line_items": an_order()["line_items"] * 101}, None, "line_items"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"client_reference_id": "x" * 201}, "parameter_invalid_string", "client_reference_id"),
        (
            {"custom_text": {"submit": {"message": "x" * 1201}}},
            "parameter_invalid_string",
            "custom_text[submit][message]",
        ),
        ({"metadata": {f"key{n}": "x" for n in range(51)}}, None, "metadata"),
        ({"metadata": {"k" * 41: "x"}}, "parameter_invalid_string", f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "x" * 501}}, "parameter_invalid_string", "metadata[k]"),
        ({"mode": "subscription"}, None, "mode"),
        ({"discounts": [{"coupon": "x"}]}, None, "discounts[0][coupon]"),
    ],
)
def test_parameters_that_stripe_refuses_are_refused(
    untouched: RunningStandIn, change: dict[str, Any], code: str | None, param: str
) -> None:
    sessions = untouched.client().v1.checkout.sessions

    error = refusal(lambda: sessions.create(an_order(**change)))

    assert (error.http_status, error.code, error.param) == (400, code, param)
    assert sessions.list().data == []


def test_mixed_currencies_and_tiny_sums_are_refused() -> None:
    yen = an_order()["line_items"][0]["price_data"] | {"currency": "jpy"}
    cent = an_order()["line_items"][0]["price_data"] | {"unit_amount": 1}
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        mixed = [*an_order()["line_items"], {"price_data": yen, "quantity": 1}]
        tiny = [{"price_data": cent, "quantity": 1}]

        of_currency = refusal(lambda: sessions.create(an_order(line_items=mixed)))
        of_size = refusal(lambda: sessions.create(an_order(line_items=tiny, shipping_options=[])))

        assert "same currency" in str(of_currency)
        assert of_size.code == "amount_too_small"


def test_what_is_expanded_comes_whole() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        session_id = sessions.create(an_order()).id

        bare = sessions.retrieve(session_id)
        expanded = sessions.retrieve(
            session_id,
            {"expand": ["line_items.data.price.product", "shipping_options.shipping_rate"]},
        )

        assert "line_items" not in bare
        assert expanded.line_items is not None
        line = expanded.line_items.data[0]
        assert (line.description, line.quantity, line.amount_total) == ("Ring", 2, 8400)
        assert line.price is not None
        assert line.price.unit_amount == 4200
        assert isinstance(line.price.product, stripe.Product)
        assert line.price.product.metadata["sku"] == "RING-6"
        rate = expanded.shipping_options[0].shipping_rate
        assert isinstance(rate, stripe.ShippingRate)
        assert rate.display_name == "Post"


@pytest.mark.parametrize("way", ["retrieved", "listed"])
def test_payment_and_delivery_come_with_the_session_where_they_are_asked_for(way: str) -> None:
    with running_standin() as standin:
        client = standin.client()
        sessions = client.v1.checkout.sessions
        paid = sessions.create(an_order())
        standin.pay(str(paid.url))
        intent = str(sessions.retrieve(paid.id).payment_intent)
        client.v1.refunds.create({"payment_intent": intent, "amount": 900})
        unpaid = sessions.create(an_order(shipping_options=[]))
        asked = ["payment_intent.latest_charge", "shipping_cost.shipping_rate"]

        if way == "retrieved":
            found = [sessions.retrieve(each.id, {"expand": asked}) for each in (unpaid, paid)]
        else:
            found = sessions.list({"expand": [f"data.{path}" for path in asked]}).data

        assert [each.id for each in found] == [unpaid.id, paid.id]
        assert (found[0].payment_intent, found[0].shipping_cost) == (None, None)
        whole = found[1].to_dict()
        charge = whole["payment_intent"]["latest_charge"]
        assert (charge["amount_refunded"], charge["refunded"]) == (900, False)
        assert whole["shipping_cost"]["shipping_rate"]["display_name"] == "Post"


def test_a_property_that_holds_no_object_cannot_be_expanded() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        session_id = sessions.create(an_order()).id

        for path in ("currency", "nothing", "amount_total"):
            error = refusal(partial(sessions.retrieve, session_id, {"expand": [path]}))

            assert error.param == "expand"


def test_sessions_are_listed_newest_first_and_page_by_page() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        opened = []
        for _ in range(5):
            opened.append(sessions.create(an_order()).id)
            standin.advance(10)

        first = sessions.list({"limit": 2})
        second = sessions.list({"limit": 2, "starting_after": first.data[-1].id})
        back = sessions.list({"limit": 2, "ending_before": second.data[-1].id})
        everything = [each.id for each in sessions.list({"limit": 2}).auto_paging_iter()]

        assert [each.id for each in first.data] == [opened[4], opened[3]]
        assert first.has_more
        assert [each.id for each in second.data] == [opened[2], opened[1]]
        assert [each.id for each in back.data] == [opened[3], opened[2]]
        assert everything == opened[::-1]
        assert not sessions.list({"limit": 5}).has_more
        assert len(sessions.list().data) == 5


def test_sessions_are_listed_by_creation_state_and_payment() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        early = sessions.create(an_order())
        standin.advance(100)
        late = sessions.create(an_order())
        standin.pay(str(late.url))
        intent = str(sessions.retrieve(late.id).payment_intent)

        def listed(**asked: object) -> list[str]:
            return [each.id for each in sessions.list(asked).data]  # type: ignore[arg-type]

        assert listed(created={"gt": early.created}) == [late.id]
        assert listed(created={"gte": early.created, "lt": late.created}) == [early.id]
        assert listed(created={"lte": early.created}) == [early.id]
        assert listed(created=late.created) == [late.id]
        assert listed(status="open") == [early.id]
        assert listed(payment_intent=intent) == [late.id]


def test_a_page_may_not_start_after_a_session_that_never_was() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions

        error = refusal(lambda: sessions.list({"starting_after": "cs_test_none"}))
        too_many = refusal(lambda: sessions.list({"limit": 101}))

        assert (error.http_status, error.code, error.param) == (
            400,
            "resource_missing",
            "starting_after",
        )
        assert too_many.param == "limit"


def test_line_items_come_ten_at_a_time_unless_asked() -> None:
    lines = an_order()["line_items"] * 12
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        session = sessions.create(an_order(line_items=lines, expand=["line_items"]))

        first = sessions.line_items.list(session.id)
        every = list(sessions.line_items.list(session.id, {"limit": 5}).auto_paging_iter())

        assert session.line_items is not None
        assert (len(session.line_items.data), session.line_items.has_more) == (10, True)
        assert (len(first.data), first.has_more) == (10, True)
        assert len({each.id for each in every}) == 12


def test_only_an_open_session_can_be_expired() -> None:
    with running_standin() as standin:
        client = standin.client()
        sessions = client.v1.checkout.sessions
        session = sessions.create(an_order())

        expired = sessions.expire(session.id, options={"idempotency_key": "give-back"})
        error = refusal(lambda: sessions.expire(session.id))

        assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
        assert error.http_status == 400
        assert "`expired`" in str(error)
        events = client.v1.events.list({"type": "checkout.session.expired"}).data
        assert [event.data.object["id"] for event in events] == [session.id]
        assert events[0].request is not None
        assert events[0].request.idempotency_key == "give-back"


def test_a_session_expires_by_itself_once_its_time_has_come() -> None:
    settings = StandInSettings(sweep_seconds=3600)
    with running_standin(settings) as standin:
        client = standin.client()
        expires_at = int(time.time()) + 31 * 60
        session = client.v1.checkout.sessions.create(an_order(expires_at=expires_at))

        standin.advance(30 * 60)
        before = client.v1.checkout.sessions.retrieve(session.id)
        standin.advance(2 * 60)
        after = client.v1.checkout.sessions.retrieve(session.id)

        assert (before.status, after.status, after.url) == ("open", "expired", None)
        events = client.v1.events.list({"types": ["checkout.session.expired"]}).data
        assert [event.data.object["id"] for event in events] == [session.id]
        assert events[0].request is not None
        assert events[0].request.id is None


def test_an_expired_session_is_told_of_without_anyone_asking() -> None:
    now = [time.time()]
    with running_receiver() as shop:
        settings = StandInSettings(
            endpoints=(shop.endpoint,), clock=lambda: now[0], sweep_seconds=0.02
        )
        with running_standin(settings) as standin:
            session = standin.client().v1.checkout.sessions.create(an_order())

            now[0] += A_DAY
            wait_until(lambda: shop.received)

            assert shop.types == ["checkout.session.expired"]
            assert shop.received[0].body["data"]["object"]["id"] == session.id


def retrieved(standin: RunningStandIn, session_id: str) -> bool:
    return standin.client().v1.checkout.sessions.retrieve(session_id).status == "expired"


def listed(standin: RunningStandIn, session_id: str) -> bool:
    found = standin.client().v1.checkout.sessions.list({"status": "expired"}).data
    return [each.id for each in found] == [session_id]


def paid(standin: RunningStandIn, session_id: str) -> bool:
    answer = standin.http.post(f"/pay/{session_id}", data={"outcome": "pay"})
    return answer.status_code == 410


@pytest.mark.parametrize("seen_expired", [retrieved, listed, paid])
def test_a_session_whose_time_has_come_is_never_taken_for_open(
    seen_expired: Callable[[RunningStandIn, str], bool],
) -> None:
    now = [time.time()]
    settings = StandInSettings(clock=lambda: now[0], sweep_seconds=3600)
    with running_standin(settings) as standin:
        session = standin.client().v1.checkout.sessions.create(an_order())

        now[0] += A_DAY

        assert seen_expired(standin, session.id)


def test_nothing_is_answered_without_the_right_key() -> None:
    with running_standin() as standin:
        stranger = stripe.StripeClient("sk_test_stranger", base_addresses={"api": standin.url})

        with pytest.raises(stripe.AuthenticationError) as caught:
            stranger.v1.checkout.sessions.list()
        without = standin.http.get("/v1/checkout/sessions")
        as_curl_does = standin.http.get("/v1/events", auth=(standin.settings.keys[0], ""))

        assert caught.value.http_status == 401
        assert "sk_test_stranger" not in str(caught.value)
        assert without.status_code == 401
        assert as_curl_does.status_code == 200
        assert "You did not provide an API key" in without.json()["error"]["message"]


def test_what_does_not_exist_is_missing_as_stripe_says_it() -> None:
    with running_standin() as standin:
        client = standin.client()

        error = refusal(lambda: client.v1.checkout.sessions.retrieve("cs_test_none"))
        nowhere = refusal(client.v1.products.list)

        assert (error.http_status, error.code, error.param) == (404, "resource_missing", "session")
        assert str(error).endswith("No such checkout.session: 'cs_test_none'")
        assert nowhere.http_status == 404
        assert "Unrecognized request URL (GET: /v1/products)" in str(nowhere)


def test_sessions_outlive_a_restart(tmp_path: Path) -> None:
    settings = StandInSettings(state=tmp_path / "stripe" / "state.sqlite")
    with running_standin(settings) as standin:
        session = standin.client().v1.checkout.sessions.create(
            an_order(), {"idempotency_key": "draft-1"}
        )

    with running_standin(settings) as standin:
        sessions = standin.client().v1.checkout.sessions
        again = sessions.create(an_order(), {"idempotency_key": "draft-1"})
        paid = standin.pay(str(session.url))

        assert again.id == session.id
        assert paid.status_code == 303
        assert sessions.retrieve(session.id).payment_status == "paid"
