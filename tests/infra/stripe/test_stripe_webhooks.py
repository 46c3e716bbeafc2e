"""Events on their way to the shop."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stripe

from infra.local.stripe.settings import Endpoint, StandInSettings
from infra.local.stripe.testing import (
    SECRET,
    Receiver,
    RunningStandIn,
    an_order,
    running_receiver,
    running_standin,
    wait_until,
)


def told(shop: Receiver, **changes: Any) -> StandInSettings:  # noqa: ANN401  any setting
    quick = StandInSettings(
        endpoints=(shop.endpoint,), retry_after_seconds=(0.05, 0.05, 0.05), sweep_seconds=0.02
    )
    return replace(quick, **changes)


def expired(standin: RunningStandIn) -> str:
    """Cause one event that nobody waits for, and return its session."""
    sessions = standin.client().v1.checkout.sessions
    return sessions.expire(sessions.create(an_order()).id).id


def session_ids(shop: Receiver) -> list[str]:
    return [each.body["data"]["object"]["id"] for each in shop.received]


def test_an_event_is_signed_so_that_stripes_own_code_accepts_it() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        session_id = expired(standin)

        wait_until(lambda: shop.received)
        event = shop.received[0].event()

        assert event.type == "checkout.session.expired"
        assert event.data.object["id"] == session_id
        assert event.data.object["status"] == "expired"
        assert (event.api_version, event.livemode) == (stripe.api_version, False)
        assert abs(event.created - time.time()) < 5
        assert event.id == standin.client().v1.events.list().data[0].id


def test_a_changed_event_or_another_secret_is_not_accepted() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        expired(standin)
        wait_until(lambda: shop.received)
        payload, signature = shop.received[0].payload, shop.received[0].signature

        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(payload + b" ", signature, SECRET)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(payload, signature, "whsec_other")


def test_a_snapshot_does_not_change_with_the_object() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        session = standin.client().v1.checkout.sessions.create(an_order())
        standin.pay(str(session.url), "pay_later")
        standin.pay(str(session.url), "arrive")

        first = standin.client().v1.events.list({"type": "checkout.session.completed"}).data[0]

        assert first.data.object["payment_status"] == "unpaid"
        assert standin.client().v1.events.retrieve(first.id).data.object["id"] == session.id


def test_an_event_that_the_shop_refuses_comes_again_freshly_signed() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        shop.answers = [500, 0]

        expired(standin)
        wait_until(lambda: len(shop.received) == 3)
        pending = wait_for_pending(standin, 0)

        assert pending
        assert len({each.body["id"] for each in shop.received}) == 1
        for each in shop.received:
            assert each.event().type == "checkout.session.expired"
        time.sleep(0.15)
        assert len(shop.received) == 3


def wait_for_pending(standin: RunningStandIn, pending: int) -> bool:
    events = standin.client().v1.events
    wait_until(lambda: events.list().data[0].pending_webhooks == pending)
    return True


def test_retries_end() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        shop.answers = [500] * 10

        expired(standin)
        wait_until(lambda: states(standin) == ["given up"])

        assert len(shop.received) == 4
        assert standin.client().v1.events.list().data[0].pending_webhooks == 1


def states(standin: RunningStandIn) -> list[str]:
    rows = standin.http.get("/_standin/deliveries").json()["deliveries"]
    return [row["state"] for row in rows]


def test_what_was_not_delivered_is_delivered_after_a_restart(tmp_path: Path) -> None:
    with running_receiver() as shop:
        settings = told(shop, state=tmp_path / "state.sqlite", retry_after_seconds=(0.3, 0.3))
        shop.answers = [503]
        with running_standin(settings) as standin:
            session_id = expired(standin)
            wait_until(lambda: shop.received)

        with running_standin(settings) as standin:
            wait_until(lambda: len(shop.received) == 2)

            assert session_ids(shop) == [session_id] * 2
            wait_until(lambda: states(standin) == ["done"])


def test_every_endpoint_is_told_with_its_own_secret() -> None:
    with running_receiver() as shop, running_receiver() as books:
        other = Endpoint(url=books.url, secret="whsec_books")
        settings = told(shop, endpoints=(shop.endpoint, other))
        with running_standin(settings) as standin:
            expired(standin)
            wait_until(lambda: shop.received and books.received)

            of_books = books.received[0]
            event = stripe.Webhook.construct_event(
                of_books.payload, of_books.signature, "whsec_books"
            )
            assert event.id == shop.received[0].event().id
            assert event.pending_webhooks == 2


def test_a_dropped_event_is_listed_but_never_sent() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        standin.handle_webhooks("drop", times=1)

        dropped, sent = expired(standin), expired(standin)
        wait_until(lambda: shop.received)

        assert session_ids(shop) == [sent]
        listed = [each.data.object["id"] for each in standin.client().v1.events.list().data]
        assert listed == [sent, dropped]


def test_a_buyer_is_not_kept_waiting_for_what_is_dropped_or_late() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        for mode in ("drop", "delay"):
            standin.handle_webhooks(mode, times=1, seconds=60)
            session = standin.client().v1.checkout.sessions.create(an_order())
            started = time.monotonic()

            standin.pay(str(session.url))

            assert time.monotonic() - started < 1
        assert shop.received == []


def test_a_delayed_event_comes_later_than_the_next() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        standin.handle_webhooks("delay", times=1, seconds=0.3)

        late, prompt = expired(standin), expired(standin)
        wait_until(lambda: len(shop.received) == 2)

        assert session_ids(shop) == [prompt, late]


def test_a_duplicate_has_the_same_id_twice() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        standin.handle_webhooks("duplicate", copies=3, times=1)

        expired(standin)
        wait_until(lambda: len(shop.received) == 3)

        assert len({each.event().id for each in shop.received}) == 1
        assert wait_for_pending(standin, 0)


def test_events_can_come_in_the_wrong_order() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        session = standin.client().v1.checkout.sessions.create(an_order())
        standin.handle_webhooks("reorder")

        standin.pay(str(session.url), "pay_later")
        held = list(shop.received)
        standin.pay(str(session.url), "arrive")
        wait_until(lambda: len(shop.received) == 2)

        assert held == []
        assert shop.types == [
            "checkout.session.async_payment_succeeded",
            "checkout.session.completed",
        ]


def test_what_is_held_back_goes_out_when_the_order_is_over() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        standin.handle_webhooks("reorder", copies=5)
        session_id = expired(standin)

        standin.http.delete("/_standin/webhooks")
        wait_until(lambda: shop.received)

        assert session_ids(shop) == [session_id]


def test_only_the_named_events_are_mishandled() -> None:
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        standin.handle_webhooks("drop", types=["checkout.session.completed"])
        session = standin.client().v1.checkout.sessions.create(an_order())

        standin.pay(str(session.url))
        session_id = expired(standin)
        wait_until(lambda: shop.received)

        assert session_ids(shop) == [session_id]


def test_events_are_listed_by_type_and_time() -> None:
    with running_standin() as standin:
        events = standin.client().v1.events
        expired(standin)
        standin.advance(100)
        session = standin.client().v1.checkout.sessions.create(an_order())
        standin.pay(str(session.url))

        every = events.list().data
        later = events.list({"created": {"gt": every[1].created}}).data

        assert [event.type for event in every] == [
            "checkout.session.completed",
            "checkout.session.expired",
        ]
        assert [event.id for event in later] == [every[0].id]
        assert [e.type for e in events.list({"type": "checkout.session.expired"}).data] == [
            "checkout.session.expired"
        ]
        assert len(events.list({"types": ["checkout.session.*"]}).data) == 2


def test_the_shop_can_be_told_of_what_the_stand_in_cannot_do() -> None:
    dispute = {"id": "dp_1", "object": "dispute", "charge": "ch_1", "status": "needs_response"}
    with running_receiver() as shop, running_standin(told(shop)) as standin:
        standin.announce("charge.dispute.created", dispute)
        nameless = standin.http.post("/_standin/events", json={"type": "x", "object": {}})

        wait_until(lambda: shop.received)
        event = shop.received[0].event()
        assert (event.type, event.data.object["charge"]) == ("charge.dispute.created", "ch_1")
        assert standin.client().v1.events.list().data[0].id == event.id
        assert nameless.status_code == 422


def test_an_endpoint_needs_a_secret_of_stripes_kind() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        Endpoint(url="http://127.0.0.1/", secret="")
