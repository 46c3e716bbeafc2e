"""What every payment provider promises the shop: the fake, and Stripe's SDK against the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from domain.movements import MovementKind
from domain.ordered import Address, Refund
from domain.orders import Order
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError, SessionLine
from domain.policies import TERMS
from functions.adapters.fake_services import FakePayments
from functions.adapters.stripe_payments import StripePayments, stripe_client
from functions.world import now
from infra.local.stripe.openapi import check_request
from infra.local.stripe.testing import RunningStandIn, running_standin
from infra.local.stripe.testing import an_order as their_order
from tests.samples import Clock, SmallShop, cart

URLS = ("https://shop.example/thanks?t=a", "https://shop.example/back?t=b")


class FakeDesk:
    """The fake, moved on as a buyer would."""

    def __init__(self) -> None:
        self.clock = Clock(now())
        self.payments = FakePayments(self.clock)

    def pay(self, session_id: str) -> None:
        self.payments.pay(session_id)

    def pay_later(self, session_id: str) -> None:
        self.payments.pay(session_id, "unpaid")

    def wait(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)


class StripeDesk:
    """Our adapter and the real SDK over real HTTP; the buyer uses the payment page's form."""

    def __init__(self, standin: RunningStandIn) -> None:
        self.standin = standin
        self.payments = StripePayments(stripe_client(standin.settings.keys[0], standin.url))

    def pay(self, session_id: str) -> None:
        self.standin.pay(session_id, "pay", name="Jo Buyer", email="jo@buyer.example")

    def pay_later(self, session_id: str) -> None:
        self.standin.pay(session_id, "pay_later", name="Jo Buyer", email="jo@buyer.example")

    def wait(self, minutes: int) -> None:
        self.standin.advance(minutes * 60)


Desk = FakeDesk | StripeDesk


@pytest.fixture(scope="module")
def standin() -> Iterator[RunningStandIn]:
    with running_standin() as running:
        yield running


@pytest.fixture(params=["fake", "stripe"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    if request.param == "fake":
        yield FakeDesk()
        return
    standin = request.getfixturevalue("standin")
    yield StripeDesk(standin)
    standin.http.delete("/_standin/clock")


def an_order(order_id: str = "ORDER1") -> Order:
    draft = SmallShop().buy("RIVER-BAND-6", 2)
    at = now().replace(microsecond=0)
    return msgspec.structs.replace(
        draft, id=order_id, created_at=at, expires_at=at + timedelta(minutes=31)
    )


def an_order_of_theirs(order_id: str) -> dict[str, object]:
    theirs: dict[str, object] = their_order(client_reference_id=order_id)
    return theirs


def test_a_session_asks_for_what_the_draft_holds(desk: Desk) -> None:
    session = desk.payments.open_session(an_order(), *URLS)

    assert session.url
    assert (session.status, session.payment_status, session.is_paid) == ("open", "unpaid", False)
    assert session.order_id == "ORDER1"
    assert (session.currency, session.amount_subtotal) == ("USD", 96000)
    assert desk.payments.lines(session.id) == [SessionLine(96000, 2)]


def test_the_same_order_opens_the_same_session_however_often_it_is_asked(desk: Desk) -> None:
    order = an_order("SAME")

    first = desk.payments.open_session(order, *URLS)
    second = desk.payments.open_session(order, *URLS)

    assert first.id == second.id


def test_an_order_that_asks_for_something_else_the_second_time_is_refused(desk: Desk) -> None:
    desk.payments.open_session(an_order("OTHERWISE"), *URLS)

    with pytest.raises(PaymentsRefusedError):
        desk.payments.open_session(an_order("OTHERWISE"), URLS[0], "https://shop.example/else")


def test_a_session_closes_by_itself_when_its_time_is_up(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("ELAPSED"), *URLS)

    desk.wait(minutes=30)
    before = desk.payments.session(session.id)
    desk.wait(minutes=2)
    after = desk.payments.session(session.id)

    assert (before.status, after.status) == ("open", "expired")


def test_a_session_that_was_never_opened_is_refused(desk: Desk) -> None:
    with pytest.raises(PaymentsRefusedError):
        desk.payments.session("cs_test_of_nobody")


def test_a_session_is_found_again_by_its_order(desk: Desk) -> None:
    order = an_order("FOUND-AGAIN")
    session = desk.payments.open_session(order, *URLS)

    found = desk.payments.find_session(order)

    assert found
    assert found.id == session.id
    assert desk.payments.find_session(an_order("NEVER-OPENED")) is None


def test_a_paid_session_says_who_paid_and_what_it_cost(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("PAID"), *URLS)

    desk.pay(session.id)

    paid = desk.payments.session(session.id)
    assert (paid.status, paid.is_paid) == ("complete", True)
    assert (paid.amount_shipping, paid.amount_total) == (600, 96600)
    assert (paid.customer_name, paid.customer_mail) == ("Jo Buyer", "jo@buyer.example")
    assert isinstance(paid.address, Address)
    assert paid.address.country == "US"
    assert paid.payment_intent


def test_a_payment_that_comes_later_is_complete_but_not_paid(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("LATER"), *URLS)

    desk.pay_later(session.id)

    later = desk.payments.session(session.id)
    assert (later.status, later.payment_status, later.is_paid) == ("complete", "unpaid", False)


def test_an_open_session_can_be_closed_and_closing_it_twice_is_fine(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("CLOSED"), *URLS)

    first = desk.payments.expire_session(session.id)
    second = desk.payments.expire_session(session.id)

    assert (first.status, second.status) == ("expired", "expired")


def test_closing_a_session_that_was_paid_meanwhile_shows_the_payment(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("QUICK"), *URLS)
    desk.pay(session.id)

    assert desk.payments.expire_session(session.id).is_paid


def test_what_happened_since_a_moment_is_listed_the_newest_first(desk: Desk) -> None:
    at = now() - timedelta(seconds=5)
    opened = [desk.payments.open_session(an_order(f"SINCE-{n}"), *URLS).id for n in (1, 2)]

    listed = [each.id for each in desk.payments.sessions_since(at)]

    assert set(opened) <= set(listed)
    assert list(desk.payments.sessions_since(now() + timedelta(minutes=1))) == []


def test_a_refund_asked_for_twice_is_made_once(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("REFUND"), *URLS)
    desk.pay(session.id)
    intent = desk.payments.session(session.id).payment_intent or ""

    first = desk.payments.refund(intent, "REFUND")
    second = desk.payments.refund(intent, "REFUND")

    assert first == second


def test_parts_of_a_payment_go_back_each_once_and_never_more_than_was_paid(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("PARTS"), *URLS)
    desk.pay(session.id)
    intent = desk.payments.session(session.id).payment_intent or ""
    parts = [Refund(f"PARTS-r{number}", 100, "size", now()) for number in (1, 2)]

    first, again = (desk.payments.refund(intent, "PARTS", parts[0]) for _ in range(2))
    second = desk.payments.refund(intent, "PARTS", parts[1])

    assert first == again != second


def test_what_moved_the_balance_is_listed_with_its_fee_the_newest_first(desk: Desk) -> None:
    session = desk.payments.open_session(an_order("MOVED"), *URLS)
    desk.pay(session.id)
    paid_by = now() + timedelta(minutes=1)
    desk.wait(minutes=2)
    intent = desk.payments.session(session.id).payment_intent or ""
    refund = desk.payments.refund(intent, "MOVED", Refund("MOVED-r1", 100, "size", now()))

    since, until = now() - timedelta(hours=1), now() + timedelta(hours=1)
    ours = [m for m in desk.payments.movements(since, until) if m.payment_intent == intent]
    early = [m for m in desk.payments.movements(since, paid_by) if m.payment_intent == intent]

    back, came = ours
    assert (came.kind, came.amount, came.fee) == (MovementKind.PAID, 96600, 2831)
    assert (came.currency, came.fee_currency) == ("USD", "USD")
    assert (back.kind, back.amount, back.fee) == (MovementKind.REFUNDED, 100, 0)
    assert (back.reference, back.refund_id) == (refund, "MOVED-r1")
    assert came.at < back.at
    assert early == [came]


def test_a_bank_s_doings_are_movements_too_and_payouts_are_none(standin: RunningStandIn) -> None:
    desk = StripeDesk(standin)
    intents = []
    for number in (1, 2):
        session = desk.payments.open_session(an_order(f"BANK-{number}"), *URLS)
        desk.pay(session.id)
        intents.append(desk.payments.session(session.id).payment_intent or "")
    part = Refund("BANK-1-r1", 100, "size", now())
    bounced = desk.payments.refund(intents[0], "BANK-1", part)
    standin.settle_refund(bounced, "failed")
    dispute = standin.dispute(intents[1])["id"]
    standin.decide(dispute, "won")

    every = desk.payments.movements(now() - timedelta(hours=1), now() + timedelta(hours=1))
    told = [(m.kind, m.amount, m.reference, m.fee) for m in every if m.payment_intent in intents]

    assert told[:2] == [
        (MovementKind.DISPUTE_WON, 96600, dispute, 0),
        (MovementKind.DISPUTED, 96600, dispute, 1500),
    ]
    assert (MovementKind.REFUND_FAILED, 100, bounced, 0) in told


def test_a_movement_is_found_behind_a_hundred_others(standin: RunningStandIn) -> None:
    desk = StripeDesk(standin)
    session = desk.payments.open_session(an_order("MANY"), *URLS)
    desk.pay(session.id)
    intent = desk.payments.session(session.id).payment_intent or ""
    for number in range(100):
        desk.payments.refund(intent, "MANY", Refund(f"MANY-r{number}", 1, "", now()))

    every = desk.payments.movements(now() - timedelta(hours=1), now() + timedelta(hours=1))

    assert sum(each.payment_intent == intent for each in every) == 101


def test_events_about_sessions_are_listed_since_a_moment(standin: RunningStandIn) -> None:
    desk = StripeDesk(standin)
    at = now() - timedelta(seconds=5)
    session = desk.payments.open_session(an_order("EVENTFUL"), *URLS)
    desk.pay(session.id)

    events = [each for each in desk.payments.events_since(at) if each.session_id == session.id]

    assert [each.type for each in events] == ["checkout.session.completed"]
    assert events[0].id.startswith("evt_")


def test_a_session_is_found_behind_a_hundred_others(standin: RunningStandIn) -> None:
    order = an_order("BURIED")
    payments = StripeDesk(standin).payments
    session = payments.open_session(order, *URLS)
    for number in range(100):
        payments.open_session(an_order(f"LATER-{number}"), *URLS)

    found = payments.find_session(order)

    assert found
    assert found.id == session.id


def test_a_session_with_our_reference_that_we_didnt_open_is_not_ours(
    standin: RunningStandIn,
) -> None:
    """A visitor writes the reference of a payment link; only we write metadata."""
    theirs = standin.client().v1.checkout.sessions.create(an_order_of_theirs("MINE"))  # type: ignore[arg-type]  # plain parameters

    assert StripeDesk(standin).payments.session(theirs.id).order_id is None
    assert StripeDesk(standin).payments.find_session(an_order("MINE")) is None


def test_a_delayed_payment_that_failed_is_known_by_its_session(
    standin: RunningStandIn,
) -> None:
    desk = StripeDesk(standin)
    session = desk.payments.open_session(an_order("FAILED-LATER"), *URLS)
    desk.pay_later(session.id)
    before = desk.payments.session(session.id)

    standin.http.post(f"/pay/{session.id}", data={"outcome": "fail"})

    after = desk.payments.session(session.id)
    assert (before.payment_failed, after.payment_failed) == (False, True)
    assert after.status == "complete"


@pytest.mark.parametrize("minutes", [TERMS["hold_minutes"].least, TERMS["hold_minutes"].most])
def test_the_payment_page_stays_open_for_as_long_as_the_terms_may_say(
    standin: RunningStandIn, minutes: int
) -> None:
    at = now().replace(microsecond=0)
    order = msgspec.structs.replace(
        SmallShop().buy("RIVER-BAND-6", 2),
        id=f"HELD{minutes}",
        created_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    standin.http.delete("/_standin/requests")

    session = StripeDesk(standin).payments.open_session(order, *URLS)

    (sent,) = (one["params"] for one in standin.requests() if one["path"].endswith("/sessions"))
    assert session.status == "open"
    assert int(sent["expires_at"]) == int(order.expires_at.timestamp())


def test_the_payment_page_names_the_choice_and_the_engraving(standin: RunningStandIn) -> None:
    at = now().replace(microsecond=0)
    draft = SmallShop().begin(cart("SIGNET-7-SILVER 1 20500 Ada", "EMBER-RING 1 92000"))
    order = msgspec.structs.replace(
        draft, id="NAMED", created_at=at, expires_at=at + timedelta(minutes=31)
    )
    standin.http.delete("/_standin/requests")

    session = StripeDesk(standin).payments.open_session(order, *URLS)

    (sent,) = (one["params"] for one in standin.requests() if one["path"].endswith("/sessions"))
    told = [item["price_data"]["product_data"] for item in sent["line_items"]]
    assert [(each["name"], each.get("description")) for each in told] == [
        ("Granite signet", "US 7, Silver. Engraved: Ada"),
        ("Ember ring", None),
    ]
    assert session.amount_subtotal == 20500 + 92000


def test_only_the_countries_of_the_zone_can_be_shipped_to(standin: RunningStandIn) -> None:
    session = StripeDesk(standin).payments.open_session(an_order("ZONED"), *URLS)

    opened = standin.client().v1.checkout.sessions.retrieve(session.id)

    assert opened.shipping_address_collection
    assert opened.shipping_address_collection.allowed_countries == ["US"]
    assert (opened.success_url, opened.cancel_url) == URLS


def test_a_part_that_stripe_made_long_ago_isn_t_made_again(standin: RunningStandIn) -> None:
    desk = StripeDesk(standin)
    session = desk.payments.open_session(an_order("LONG-PART"), *URLS)
    desk.pay(session.id)
    intent = desk.payments.session(session.id).payment_intent or ""
    made = standin.client().v1.refunds.create(
        {"payment_intent": intent, "amount": 100, "metadata": {"refund": "LONG-PART-r1"}}
    )

    again = desk.payments.refund(intent, "LONG-PART", Refund("LONG-PART-r1", 100, "size", now()))

    assert again == made.id


def test_a_refund_that_stripe_made_long_ago_counts_as_made(standin: RunningStandIn) -> None:
    desk = StripeDesk(standin)
    session = desk.payments.open_session(an_order("LONG-AGO"), *URLS)
    desk.pay(session.id)
    intent = desk.payments.session(session.id).payment_intent or ""
    standin.client().v1.refunds.create({"payment_intent": intent})

    assert desk.payments.refund(intent, "LONG-AGO") == f"refunded-{intent}"


def test_a_wrong_key_is_refused_for_good(standin: RunningStandIn) -> None:
    payments = StripePayments(stripe_client("sk_test_wrong", standin.url))

    with pytest.raises(PaymentsRefusedError, match="AuthenticationError"):
        payments.open_session(an_order(), *URLS)


def test_every_request_that_we_send_is_one_that_stripe_describes(
    standin: RunningStandIn,
) -> None:
    standin.http.delete("/_standin/requests")
    desk = StripeDesk(standin)
    order = an_order("DESCRIBED")
    session = desk.payments.open_session(order, *URLS)
    desk.payments.find_session(order)
    desk.payments.lines(session.id)
    desk.pay(session.id)
    desk.payments.expire_session(session.id)
    desk.payments.refund(desk.payments.session(session.id).payment_intent or "", order.id)

    sent = [one for one in standin.requests() if one["path"].startswith("/v1/")]

    assert len(sent) == 7
    problems = [
        problem
        for one in sent
        for problem in check_request(one["method"], one["path"], one["params"])
    ]
    assert problems == []


@pytest.mark.parametrize("kind", ["cut", "cut_after"])
def test_a_connection_cut_once_is_overcome_without_a_second_session(
    standin: RunningStandIn, kind: str
) -> None:
    order = an_order(f"ONE-{kind}")
    standin.order_fault("POST /v1/checkout/sessions", kind, times=1)
    payments = StripeDesk(standin).payments

    session = payments.open_session(order, *URLS)

    listed = standin.client().v1.checkout.sessions.list({"limit": 100}).data
    ours = [one.id for one in listed if one.client_reference_id == order.id]
    assert ours == [session.id]


@pytest.mark.parametrize("kind", ["500", "429", "cut", "cut_after", "slow"])
def test_stripe_in_trouble_is_said_as_unavailable(standin: RunningStandIn, kind: str) -> None:
    order = an_order(f"TROUBLE-{kind}")
    standin.order_fault("POST /v1/checkout/sessions", kind, times=2, seconds=1.5)
    client = stripe_client(standin.settings.keys[0], standin.url, timeout=(0.4, 0.4))

    with pytest.raises(PaymentsUnavailableError):
        StripePayments(client).open_session(order, *URLS)
    standin.http.delete("/_standin/faults")
