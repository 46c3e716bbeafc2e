"""Stripe's events, the thank-you page, and the way back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.limits import LOOKS
from domain.order_book import BookUnavailableError, Change, StaleOrderError
from domain.orders import Status
from domain.payments import CheckoutSession, PaymentsUnavailableError
from domain.publishing import publish
from tests.functions.browser import FORM, SECRET, Visitor
from tests.policies import POLICIES, a_version, agreement
from tests.samples import RELEASE, SmallShop, cart

if TYPE_CHECKING:
    from httpx2 import Response


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(SmallShop())


def event(kind: str = "checkout.session.completed", number: int = 1, session: str = "cs_1") -> str:
    thing = "checkout.session" if kind.startswith("checkout.session.") else "charge"
    return json.dumps(
        {
            "id": f"evt_{number}",
            "object": "event",
            "type": kind,
            "data": {"object": {"id": session, "object": thing, "amount_total": 1}},
        }
    )


def link(visitor: Visitor, purpose: str, order_id: str = "ORDER1") -> str:
    order = visitor.shop.order(order_id)
    token = visitor.shop.links.sign(purpose, order_id, order.expires_at.replace(year=2030))  # type: ignore[arg-type]  # one of two words
    return f"/api/orders/{purpose}?t={token}"


def test_a_signed_event_makes_the_order_paid(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")

    answer = visitor.deliver(event(), visitor.sign(event()))

    assert answer.status_code == 200
    assert visitor.shop.order("ORDER1").status is Status.PAID


@pytest.mark.parametrize(
    ("signature", "kind"),
    [
        (lambda _: None, "unsigned-event"),
        (lambda _: "", "unsigned-event"),
        (lambda _: "t=abc,v1=", "unsigned-event"),
        (lambda _: "v1=0000", "unsigned-event"),
        (lambda _: "t=" + "9" * 5000 + ",v1=00", "unsigned-event"),
        (lambda v: v.sign(event()) + "é", "unsigned-event"),
        (lambda v: v.sign(event(), age=4000) + f",{v.sign(event())}", "unsigned-event"),
        (lambda v: v.sign(event(), age=301), "stale-event"),
        (lambda v: v.sign(event(), age=-400), "stale-event"),
        (lambda v: v.sign(event(number=2)), "tampered-event"),
        (lambda v: v.sign(event(), secret="whsec_other"), "tampered-event"),
        (lambda v: v.sign(event(), age=600, secret="whsec_other"), "tampered-event"),
    ],
)
def test_an_event_that_stripe_didnt_just_sign_is_400_and_touches_nothing(
    visitor: Visitor, signature: Callable[[Visitor], str | None], kind: str
) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")

    answer = visitor.deliver(event(), signature(visitor))

    assert (answer.status_code, answer.json()["type"]) == (400, kind)
    assert visitor.shop.order("ORDER1").status is Status.DRAFT
    assert visitor.shop.counters("EMBER-RING") == (0, 1, 0)


def test_an_endpoint_set_up_twice_by_mistake_has_each_effect_once(visitor: Visitor) -> None:
    """A second endpoint has a secret of its own: what it signs is refused, and the first works."""
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")
    by_mistake = visitor.sign(event(), secret="whsec_the_second_endpoint")

    answers = [
        visitor.deliver(event(), signature).status_code
        for signature in (by_mistake, visitor.sign(event()), by_mistake, visitor.sign(event()))
    ]

    assert answers == [400, 200, 400, 200]
    assert visitor.shop.order("ORDER1").status is Status.PAID
    assert visitor.shop.counters("EMBER-RING") == (0, 0, 1)
    assert visitor.shop.delivery.sweep() == 3


def test_while_the_secret_is_rotated_both_are_accepted(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")
    visitor.orders = visitor.orders_from("testclient", secrets=("whsec_new", SECRET))

    new = visitor.deliver(event(), visitor.sign(event(), secret="whsec_new"))
    old = visitor.deliver(event(number=2), visitor.sign(event(number=2)))

    assert (new.status_code, old.status_code) == (200, 200)


def test_a_second_time_in_the_signature_makes_no_old_event_new(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")
    now = int(visitor.shop.clock().timestamp())

    answer = visitor.deliver(event(), visitor.sign(event(), age=4000) + f",t={now}")

    assert answer.status_code == 400
    assert visitor.shop.order("ORDER1").status is Status.DRAFT


def test_a_webhook_of_a_megabyte_is_refused_unread(visitor: Visitor) -> None:
    body = "x" * 1_000_000

    assert visitor.deliver(body, visitor.sign(body)).status_code == 413


@pytest.mark.parametrize("body", ["{}", "not json", '{"id": 1}'])
def test_a_signed_body_that_is_no_event_is_left_alone(visitor: Visitor, body: str) -> None:
    assert visitor.deliver(body, visitor.sign(body)).status_code == 200


def test_events_of_other_kinds_and_other_shops_are_let_be(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.move("cs_1", order_id=None)

    for body in (event("charge.updated"), event("customer.created"), event()):
        assert visitor.deliver(body, visitor.sign(body)).status_code == 200

    assert visitor.shop.order("ORDER1").status is Status.DRAFT


def test_stripe_out_of_reach_asks_for_the_event_again(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    body = event(session="cs_unknown")

    answer = visitor.deliver(body, visitor.sign(body))

    assert answer.status_code == 503


def test_the_thank_you_page_shows_the_order_as_stripe_states_it(visitor: Visitor) -> None:
    visitor.shop.buy("RIVER-BAND-6", 2)
    visitor.shop.payments.pay("cs_1")
    visitor.deliver(event(), visitor.sign(event()))

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert answer.status_code == 200
    assert "<h1>Thank you</h1>" in answer.text
    assert "River band" in answer.text
    assert "Ground" in answer.text
    assert "$966.00" in answer.text
    assert "<title>Thank you · Juniper Bend Jewelry</title>" in answer.text
    assert "ORDER1" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "jo@" not in answer.text
    assert "Elm St" not in answer.text


def test_the_thank_you_page_tells_the_engraving_and_the_day_of_shipping(visitor: Visitor) -> None:
    visitor.shop.begin(cart("SIGNET-7-GOLD 1 98500 Ada", "DAWN-HOOPS 1 32000"))
    visitor.shop.payments.pay("cs_1")

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert "Engraved “Ada”" in answer.text
    assert "We plan to ship everything together by March 23." in answer.text
    assert "so it can't be sent back for a change of mind" in answer.text
    assert '<cart-bought at="2026-03-02T18:00:00+00:00">' in answer.text
    assert '<data value="1" data-sku="SIGNET-7-GOLD" data-engraving="Ada"></data>' in answer.text
    assert '<data value="1" data-sku="DAWN-HOOPS"></data>' in answer.text


def test_an_order_without_engraving_says_nothing_of_it_nor_ships_before_it_is_paid(
    visitor: Visitor,
) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1", "unpaid")

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert "ngraved" not in answer.text
    assert "We plan to ship" not in answer.text


def test_a_cart_of_which_a_part_was_gone_is_told_that_not_all_was_left(visitor: Visitor) -> None:
    shop = visitor.shop
    shop.begin(cart("EMBER-RING 1 92000", "DAWN-HOOPS 1 32000"))
    shop.payments.expire_session("cs_1")
    shop.settlement.settle(shop.payments.session("cs_1"))
    shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert shop.order("ORDER1").status is Status.REFUNDED
    assert "by then not all of it was left" in answer.text
    assert "the piece" not in answer.text


def test_a_cart_that_is_put_back_leads_back_to_the_cart(visitor: Visitor) -> None:
    visitor.shop.begin(cart("EMBER-RING 1 92000", "DAWN-HOOPS 1 32000"))
    body = link(visitor, "back").partition("?")[2]

    answer = visitor.orders.post("/api/orders/back", content=body, headers=FORM)

    assert 'href="/cart/"' in answer.text
    assert visitor.shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_a_buyer_quicker_than_the_event_is_thanked_and_the_event_changes_nothing_more(
    visitor: Visitor,
) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")

    answer = visitor.orders.get(link(visitor, "thanks"))
    visitor.deliver(event(), visitor.sign(event()))
    visitor.shop.delivery.sweep()

    assert "<h1>Thank you</h1>" in answer.text
    assert visitor.shop.counters("EMBER-RING") == (0, 0, 1)
    assert len(visitor.shop.letters_to_buyers) == 1


def test_an_event_before_the_buyer_returns_makes_one_order_and_one_mail(
    visitor: Visitor,
) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")
    for _ in range(5):
        visitor.deliver(event(), visitor.sign(event()))

    answer = visitor.orders.get(link(visitor, "thanks"))
    visitor.shop.delivery.sweep()

    assert "<h1>Thank you</h1>" in answer.text
    assert visitor.shop.counters("EMBER-RING") == (0, 0, 1)
    assert len(visitor.shop.letters_to_buyers) == 1


def test_money_that_came_after_the_hold_ended_is_thanked_for_before_its_event(
    visitor: Visitor,
) -> None:
    order = visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.expire_session("cs_1")
    visitor.shop.settlement.handle(visitor.shop.event(order, "expired"))
    visitor.shop.payments.pay("cs_1")

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert "<h1>Thank you</h1>" in answer.text


@pytest.mark.parametrize("error", [BookUnavailableError(), StaleOrderError()])
def test_a_buyer_who_paid_is_never_told_that_they_havent_been_charged(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def unwritable(_: Change) -> None:
        raise error

    visitor.shop.buy("EMBER-RING")
    visitor.shop.payments.pay("cs_1")
    monkeypatch.setattr(visitor.shop.book, "commit", unwritable)

    thanks = visitor.orders.get(link(visitor, "thanks"))
    path = link(visitor, "back")
    back = visitor.orders.post("/api/orders/back", content=path.partition("?")[2], headers=FORM)
    monkeypatch.setattr(visitor.shop.book, "get", unwritable)
    unreadable = visitor.orders.get(path.replace("back", "thanks"))

    assert (thanks.status_code, back.status_code) == (200, 503)
    assert "waiting for your payment" in thanks.text
    assert "put it back just now" in back.text
    for answer in (thanks, back, unreadable):
        assert "been charged" not in answer.text


@pytest.mark.parametrize(
    ("outcome", "title"),
    [("unpaid", "Your payment is on its way"), ("open", "We&#39;re waiting for your payment")],
)
def test_the_thank_you_page_says_how_far_the_payment_is(
    visitor: Visitor, outcome: str, title: str
) -> None:
    visitor.shop.buy("EMBER-RING")
    if outcome == "unpaid":
        visitor.shop.payments.pay("cs_1", "unpaid")

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert f"<h1>{title}</h1>" in answer.text


def test_the_thank_you_page_still_opens_while_stripe_is_out_of_reach(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(_: str) -> None:
        raise PaymentsUnavailableError

    visitor.shop.buy("EMBER-RING")
    monkeypatch.setattr(visitor.shop.payments, "session", unreachable)

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert answer.status_code == 200
    assert "waiting for your payment" in answer.text


def test_a_session_that_was_never_noted_is_found_all_the_same(visitor: Visitor) -> None:
    order = visitor.shop.buy("EMBER-RING")
    unnoted = msgspec.structs.replace(order, session_id=None, revision=order.revision + 1)
    visitor.shop.book.commit(Change(unnoted))
    visitor.shop.payments.pay("cs_1")

    answer = visitor.orders.get(link(visitor, "thanks"))

    assert "<h1>Thank you</h1>" in answer.text
    assert visitor.shop.counters("EMBER-RING") == (0, 0, 1)


@pytest.mark.promise("privacy/link-opens-one-order")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/orders/thanks", 400),
        ("/api/orders/thanks?t=made-up", 400),
        ("/api/orders/back?t=%00", 400),
    ],
)
def test_a_made_up_link_opens_nothing(visitor: Visitor, path: str, status: int) -> None:
    answer = visitor.orders.get(path)

    assert answer.status_code == status
    assert "That link is incomplete" in answer.text


@pytest.mark.promise("privacy/links-expire")
def test_an_old_link_says_that_it_has_expired(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    path = link(visitor, "thanks")
    visitor.shop.clock.forward(days=3000)

    answer = visitor.orders.get(path)

    assert answer.status_code == 410
    assert "expired" in answer.text


@pytest.mark.promise("privacy/link-opens-one-order")
def test_a_link_for_the_way_back_doesnt_open_the_thank_you_page(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    token = link(visitor, "back").partition("=")[2]

    assert visitor.orders.get(f"/api/orders/thanks?t={token}").status_code == 400


def test_coming_back_without_paying_says_how_long_the_piece_is_held(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.clock.forward(minutes=10)

    answer = visitor.orders.get(link(visitor, "back"))

    assert "another 21 minutes" in answer.text
    assert 'href="https://pay.example/1"' in answer.text
    assert visitor.shop.counters("EMBER-RING") == (0, 1, 0)


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (0, "another 23 hours, until "),
        (1439 - 120, "another 2 hours, until "),
        (1439 - 119, "another 119 minutes, until "),
        (1438, "another 1 minute, until "),
        (1438.8, "another 1 minute, until "),
    ],
)
def test_a_long_hold_is_told_in_hours(visitor: Visitor, forward: float, words: str) -> None:
    terms = a_version("terms", date(2026, 3, 2), hold_minutes=1439)
    publish(msgspec.structs.replace(RELEASE, policies=(*POLICIES[:4], terms)), visitor.shop.shelf)
    agreed = agreement((*POLICIES[:4], terms), date(2026, 3, 2))
    visitor.shop.buy("EMBER-RING", terms=agreed)
    visitor.shop.clock.forward(minutes=forward)

    assert words in visitor.orders.get(link(visitor, "back")).text


def test_the_way_back_still_opens_hours_after_the_hold_has_ended(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    _, address = visitor.shop.payments.ways_back["cs_1"]

    visitor.shop.clock.forward(hours=24)
    answer = visitor.orders.get(address)

    assert answer.status_code == 200
    assert "back in the shop" in answer.text
    assert visitor.shop.counters("EMBER-RING") == (1, 0, 0)


@pytest.mark.promise("terms/put-back")
def test_looking_at_the_way_back_changes_nothing_and_its_button_does(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    page = visitor.orders.get(link(visitor, "back")).text
    held = visitor.shop.counters("EMBER-RING")
    found = re.search(r'name="t" value="([^"]+)"', page)
    assert found

    answer = visitor.orders.post("/api/orders/back", content=f"t={found.group(1)}", headers=FORM)

    assert held == (0, 1, 0)
    assert "back in the shop" in answer.text
    assert visitor.shop.counters("EMBER-RING") == (1, 0, 0)


def test_putting_back_an_order_that_was_paid_meanwhile_goes_to_the_thank_you_page(
    visitor: Visitor,
) -> None:
    visitor.shop.buy("EMBER-RING")
    path = link(visitor, "back")
    visitor.shop.payments.pay("cs_1")

    answer = visitor.orders.post("/api/orders/back", content=path.partition("?")[2], headers=FORM)

    assert answer.status_code == 303
    assert "/api/orders/thanks?t=" in answer.headers["location"]
    assert visitor.shop.counters("EMBER-RING") == (0, 0, 1)


def way_on(visitor: Visitor) -> Response:
    """Put back an order that was paid meanwhile; the answer leads to its thank-you page."""
    path = link(visitor, "back")
    visitor.shop.payments.pay("cs_1")
    return visitor.orders.post("/api/orders/back", content=path.partition("?")[2], headers=FORM)


@pytest.mark.promise("terms/order-link", "terms/terms-stay")
@pytest.mark.parametrize(("known", "days"), [(True, 90), (False, 7)])
def test_the_link_made_on_the_way_back_ends_as_the_orders_own_terms_say(
    visitor: Visitor, *, known: bool, days: int
) -> None:
    """Where the shelf no longer knows them, as the terms of today do."""
    order = visitor.shop.buy("EMBER-RING")
    terms = a_version("terms", date(2026, 3, 2), order_link_days=7)
    publish(msgspec.structs.replace(RELEASE, policies=(*POLICIES[:4], terms)), visitor.shop.shelf)
    if not known:
        del visitor.shop.tables.policies["terms/2026-01-01"]
        only = msgspec.structs.replace(RELEASE, policies=(*POLICIES[:4], terms))
        visitor.shop.shelf.put_release(only)

    address = way_on(visitor).headers["location"]

    visitor.shop.clock.at = order.created_at + timedelta(days=days, seconds=-1)
    assert visitor.orders.get(address).status_code == 200
    visitor.shop.clock.forward(seconds=1)
    assert visitor.orders.get(address).status_code == 410


def test_no_link_is_made_where_nothing_says_when_it_ends(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    visitor.shop.tables.policies.clear()
    visitor.shop.shelf.put_release(msgspec.structs.replace(RELEASE, policies=()))

    assert way_on(visitor).status_code == 503


def test_a_shelf_that_is_down_makes_no_link_and_loses_no_payment(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise BookUnavailableError("down")

    visitor.shop.buy("EMBER-RING")
    monkeypatch.setattr(visitor.shop.shelf, "policies", unreachable)

    answer = way_on(visitor)

    assert answer.status_code == 503
    assert "your payment is safe" in answer.text
    assert visitor.shop.order("ORDER1").status is Status.PAID


def test_another_site_cant_put_a_piece_back(visitor: Visitor) -> None:
    visitor.shop.buy("EMBER-RING")
    body = link(visitor, "back").partition("?")[2]

    answer = visitor.orders.post(
        "/api/orders/back", content=body, headers=FORM | {"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400
    assert visitor.shop.counters("EMBER-RING") == (0, 1, 0)


def test_a_text_that_is_no_text_is_refused(visitor: Visitor) -> None:
    answer = visitor.orders.post(
        "/api/orders/back",
        content='{"t":"\\ud800"}',
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )

    assert (answer.status_code, answer.json()["type"]) == (400, "malformed")


def test_a_page_that_is_opened_without_end_doesnt_ask_stripe_without_end(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.shop.buy("EMBER-RING")
    asked: list[str] = []
    session = visitor.shop.payments.session

    def counted(session_id: str) -> CheckoutSession:
        asked.append(session_id)
        return session(session_id)

    monkeypatch.setattr(visitor.shop.payments, "session", counted)
    pages = [visitor.orders.get(link(visitor, "back")) for _ in range(LOOKS.most + 10)]
    visitor.shop.clock.forward(minutes=LOOKS.minutes)
    later = visitor.orders.get(link(visitor, "back"))

    assert {page.status_code for page in pages} == {200}
    assert len(asked) == LOOKS.most + 1
    assert "The payment page isn't answering just now." in pages[-1].text
    assert "Go on and pay" in later.text
