"""Idempotency keys and ordered mishaps, as the SDK and plain HTTP meet them."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
import stripe

from infra.local.stripe.testing import RunningStandIn, an_order, running_standin

OPENING = "POST /v1/checkout/sessions"


def post(
    standin: RunningStandIn, path: str, form: dict[str, Any] | None = None, key: str = ""
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {standin.settings.keys[0]}"}
    if key:
        headers["Idempotency-Key"] = key
    return standin.http.post(path, data=form or {}, headers=headers)


def count(standin: RunningStandIn) -> int:
    return len(standin.client().v1.checkout.sessions.list({"limit": 100}).data)


def test_the_same_key_and_parameters_open_one_session() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions

        first = sessions.create(an_order(), {"idempotency_key": "draft-1"})
        second = sessions.create(an_order(), {"idempotency_key": "draft-1"})
        other = sessions.create(an_order(), {"idempotency_key": "draft-2"})

        assert first.id == second.id != other.id
        assert first.last_response is not None
        assert second.last_response is not None
        assert "idempotent-replayed" not in first.last_response.headers
        assert second.last_response.headers["idempotent-replayed"] == "true"
        assert count(standin) == 2


def test_the_saved_answer_stays_as_it_was_when_first_given() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        session = sessions.create(an_order(), {"idempotency_key": "draft-1"})
        standin.pay(str(session.url))

        replayed = sessions.create(an_order(), {"idempotency_key": "draft-1"})

        assert (replayed.status, replayed.payment_status) == ("open", "unpaid")
        assert replayed.url == session.url


def test_a_key_belongs_to_its_parameters_and_address() -> None:
    with running_standin() as standin:
        client = standin.client()
        session = client.v1.checkout.sessions.create(an_order(), {"idempotency_key": "draft-1"})
        options: stripe.RequestOptions = {"idempotency_key": "draft-1"}

        with pytest.raises(stripe.IdempotencyError) as of_parameters:
            client.v1.checkout.sessions.create(an_order(locale="fr"), options)
        with pytest.raises(stripe.IdempotencyError) as of_address:
            client.v1.checkout.sessions.expire(session.id, options=options)

        assert of_parameters.value.http_status == 400
        assert "with the same parameters" in str(of_parameters.value)
        assert "for the same endpoint" in str(of_address.value)
        assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_a_key_is_forgotten_after_a_day() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        first = sessions.create(an_order(), {"idempotency_key": "draft-1"})

        standin.advance(24 * 3600 + 1)
        second = sessions.create(an_order(), {"idempotency_key": "draft-1"})

        assert first.id != second.id


def test_a_key_can_be_used_again_after_parameters_were_refused() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        with pytest.raises(stripe.InvalidRequestError):
            sessions.create(an_order(expires_at=1), {"idempotency_key": "draft-1"})

        session = sessions.create(an_order(), {"idempotency_key": "draft-1"})

        assert session.status == "open"


def test_a_refusal_by_the_state_of_things_is_saved() -> None:
    with running_standin() as standin:
        session = standin.client().v1.checkout.sessions.create(an_order())
        path = f"/v1/checkout/sessions/{session.id}/expire"
        post(standin, path, key="first")

        refused = post(standin, path, key="second")
        replayed = post(standin, path, key="second")

        assert refused.status_code == replayed.status_code == 400
        assert refused.json() == replayed.json()
        assert replayed.headers["idempotent-replayed"] == "true"
        assert replayed.headers["original-request"] == refused.headers["request-id"]


def test_a_key_in_use_is_refused_while_the_first_request_lasts() -> None:
    with running_standin() as standin:
        session = standin.client().v1.checkout.sessions.create(an_order())
        standin.order_fault("POST /v1/*", "slow", seconds=0.3)
        path = f"/v1/checkout/sessions/{session.id}/expire"

        def expire(wait: float) -> httpx2.Response:
            time.sleep(wait)
            return post(standin, path, key="once")

        with ThreadPoolExecutor(2) as both:
            first, second = both.map(expire, [0, 0.1])
        third = post(standin, path, key="once")

        assert first.status_code == 200
        assert second.status_code == 409
        assert second.json()["error"]["code"] == "idempotency_key_in_use"
        assert third.json() == first.json()


def test_a_key_may_have_255_characters() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions

        longest = sessions.create(an_order(), {"idempotency_key": "k" * 255})
        with pytest.raises(stripe.InvalidRequestError):
            sessions.create(an_order(), {"idempotency_key": "k" * 256})

        assert longest.status == "open"


def test_a_server_error_is_replayed_too() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        standin.order_fault(OPENING, "500")

        for _ in range(2):
            with pytest.raises(stripe.APIError) as caught:
                sessions.create(an_order(), {"idempotency_key": "draft-1"})
            assert caught.value.http_status == 500
        fresh = sessions.create(an_order(), {"idempotency_key": "draft-1-again"})

        assert fresh.status == "open"
        assert count(standin) == 1


def test_too_many_requests_are_not_saved() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        standin.order_fault(OPENING, "429", times=2)

        for _ in range(2):
            with pytest.raises(stripe.RateLimitError):
                sessions.create(an_order(), {"idempotency_key": "draft-1"})
        session = sessions.create(an_order(), {"idempotency_key": "draft-1"})

        assert session.status == "open"


def test_a_connection_cut_before_the_work_leaves_nothing_behind() -> None:
    with running_standin() as standin:
        standin.order_fault(OPENING, "cut")

        with pytest.raises(stripe.APIConnectionError):
            standin.client().v1.checkout.sessions.create(an_order())

        assert count(standin) == 0


def test_a_connection_cut_after_the_work_leaves_the_session_for_the_same_key() -> None:
    with running_standin() as standin:
        sessions = standin.client().v1.checkout.sessions
        standin.order_fault(OPENING, "cut_after")

        with pytest.raises(stripe.APIConnectionError):
            sessions.create(an_order(), {"idempotency_key": "draft-1"})
        lost = sessions.list().data
        found = sessions.create(an_order(), {"idempotency_key": "draft-1"})

        assert [each.id for each in lost] == [found.id]
        assert lost[0].client_reference_id == "draft-1"


def test_the_sdks_own_retries_open_one_session() -> None:
    with running_standin() as standin:
        standin.order_fault(OPENING, "cut_after")

        session = standin.client(max_network_retries=2).v1.checkout.sessions.create(an_order())

        assert session.status == "open"
        assert count(standin) == 1
        keys = {each["idempotency_key"] for each in standin.requests() if each["method"] == "POST"}
        assert len(keys) == 1


def test_what_was_asked_is_noted_without_the_key() -> None:
    with running_standin() as standin:
        standin.client().v1.checkout.sessions.create(an_order(), {"idempotency_key": "draft-1"})

        (noted,) = standin.requests()
        everything = standin.http.get("/_standin/requests").text
        standin.http.delete("/_standin/requests")

        assert (noted["method"], noted["path"]) == ("POST", "/v1/checkout/sessions")
        assert noted["params"]["line_items"][0]["price_data"]["unit_amount"] == "4200"
        assert noted["idempotency_key"] == "draft-1"
        assert noted["stripe_version"] == stripe.api_version
        assert standin.settings.keys[0] not in everything
        assert standin.requests() == []


def test_everything_can_be_forgotten() -> None:
    with running_standin() as standin:
        standin.client().v1.checkout.sessions.create(an_order())
        standin.order_fault(OPENING, "500")

        standin.http.delete("/_standin")

        assert count(standin) == 0
        assert standin.client().v1.checkout.sessions.create(an_order()).status == "open"


def test_levers_take_only_json_that_they_understand() -> None:
    with running_standin() as standin:
        as_form = standin.http.post("/_standin/faults", data={"match": "*", "kind": "500"})
        unknown = standin.http.post("/_standin/faults", json={"match": "*", "kind": "flood"})

        assert (as_form.status_code, unknown.status_code) == (415, 422)
        assert count(standin) == 0
