"""What goes by itself when its time is over, on both engines."""

from __future__ import annotations

import itertools
from datetime import timedelta

import msgspec
import pytest

from domain import outbox
from domain.consent import Consent
from domain.kept_orders import PAID_FOR
from domain.order_book import Change
from domain.orders import Order, Status
from domain.request_states import Type
from domain.requests import RequestChange
from domain.restriction import restricted
from domain.retention import CONSENT_KEPT, SILENCE, Forgotten
from domain.subscribers import Standing, Subscriber, SubscriberChange
from tests.policies import POLICIES
from tests.privacy import pending
from tests.samples import NOON, SmallShop, buying

JO = "a" * 40
CONSENT = Consent("newsletter", "Send me the letter", "page", NOON, (POLICIES[0].ref,))


def bought(shop: SmallShop) -> Order:
    order = shop.begin(buying("DAWN-HOOPS", gift_message="For Ada"))
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    return order


def left_unpaid(shop: SmallShop, number: int = 2) -> Order:
    order = shop.begin(buying("SIGNET-7-SILVER", engraving="Ada"))
    shop.payments.expire_session(order.session_id or "")
    shop.settlement.handle(shop.event(order, "expired", number))
    return order


def reader(shop: SmallShop, standing: Standing) -> None:
    record = Subscriber(JO, standing, NOON, address="jo@buyer.example", consent=CONSENT)
    if standing is not Standing.SUBSCRIBED:
        record = Subscriber(JO, standing, NOON, consent=CONSENT, confirmed_at=NOON)
    shop.subscribers.commit(SubscriberChange(record))


def later(shop: SmallShop, **span: float) -> Forgotten:
    shop.clock.at = NOON + timedelta(**span)
    return shop.retention.run()


@pytest.mark.promise("privacy/orders-deleted")
@pytest.mark.parametrize("status", sorted(PAID_FOR))
def test_however_far_it_got_what_was_paid_for_goes_when_its_years_are_over(
    shop: SmallShop, status: Status
) -> None:
    order = bought(shop)
    stands = shop.order(order.id)
    shop.book.commit(
        Change(msgspec.structs.replace(stands, status=status, revision=stands.revision + 1))
    )

    shop.clock.at = NOON.replace(year=2030) + timedelta(days=1)
    shop.retention.run()

    assert shop.book.get(order.id) is None


@pytest.mark.promise("privacy/orders-deleted")
def test_an_order_is_deleted_the_day_after_its_years_and_not_before(shop: SmallShop) -> None:
    order = bought(shop)

    shop.clock.at = NOON.replace(year=2030)
    on_the_last_day = shop.retention.run()
    there = shop.book.get(order.id)
    shop.clock.forward(days=1)
    the_day_after = shop.retention.run()

    assert (on_the_last_day.orders, the_day_after.orders) == (0, 1)
    assert there
    assert shop.book.get(order.id) is None


@pytest.mark.promise("privacy/unpaid-deleted")
def test_what_was_never_paid_goes_after_ninety_days(shop: SmallShop) -> None:
    order = left_unpaid(shop)

    assert later(shop, days=90).orders == 0
    assert later(shop, days=91).orders == 1
    assert shop.book.get(order.id) is None


def test_the_proof_of_a_yes_goes_three_years_after_the_goodbye_and_the_hash_stays(
    shop: SmallShop,
) -> None:
    reader(shop, Standing.LEFT)

    too_soon = later(shop, days=CONSENT_KEPT.days - 1).readers
    then = later(shop, days=CONSENT_KEPT.days).readers
    again = later(shop, days=CONSENT_KEPT.days + 1).readers

    left = shop.subscribers.get(JO)
    assert (too_soon, then, again) == (0, 1, 0)
    assert left
    assert (left.standing, left.consent, left.confirmed_at) == (Standing.LEFT, None, None)


def test_whoever_had_no_letter_for_three_years_is_forgotten(shop: SmallShop) -> None:
    reader(shop, Standing.SUBSCRIBED)

    too_soon = later(shop, days=SILENCE.days - 1).readers
    then = later(shop, days=SILENCE.days).readers

    left = shop.subscribers.get(JO)
    assert (too_soon, then) == (0, 1)
    assert left
    assert (left.standing, left.address) == (Standing.LEFT, None)


@pytest.mark.parametrize("standing", [Standing.SUBSCRIBED, Standing.LEFT])
def test_whose_data_is_set_aside_isnt_forgotten_for_their_silence(
    shop: SmallShop, standing: Standing
) -> None:
    reader(shop, standing)
    before = shop.subscribers.get(JO)
    asked = pending(Type.RESTRICTION)
    shop.requests.open(RequestChange(asked))
    flag = restricted(JO, asked.id, NOON)
    stands = msgspec.structs.replace(asked, revision=2)
    shop.requests.commit(RequestChange(stands, sets=flag))

    while_it_stands = later(shop, days=4000).readers
    after = shop.subscribers.get(JO)
    lifted = msgspec.structs.replace(asked, revision=3)
    shop.requests.commit(RequestChange(lifted, lifts=flag))
    once_it_ended = later(shop, days=4000).readers

    assert (while_it_stands, after, once_it_ended) == (0, before, 1)


def test_messages_that_nobody_saw_to_go_after_a_year_but_for_what_is_owed(
    shop: SmallShop,
) -> None:
    lost = outbox.mail("confirmation", "ORDER7", NOON)
    owed = outbox.refund("ORDER7", NOON)
    for message in (lost, owed):
        shop.outbox.add(message)
    shop.outbox.swap(lost, outbox.failed(lost, "nobody", NOON))

    assert later(shop, days=365).messages == 0
    assert later(shop, days=366).messages == 1
    assert [shop.outbox.get(each.id) is None for each in (lost, owed)] == [True, False]


def test_that_somebody_was_told_of_a_policy_is_known_as_long_as_their_order(
    shop: SmallShop,
) -> None:
    order = bought(shop)
    told = outbox.notice(POLICIES[0].ref, order.id, NOON)
    shop.outbox.add(told)
    shop.outbox.swap(told, outbox.done(told, "ses-1", NOON))

    later(shop, days=3 * 365)
    while_kept = shop.outbox.get(told.id)
    later(shop, days=5 * 365)

    assert while_kept
    assert shop.outbox.get(told.id) is None


def test_a_round_ends_when_its_time_is_over_and_the_next_goes_on(shop: SmallShop) -> None:
    for number in (2, 3, 4):
        left_unpaid(shop, number)
    shop.clock.forward(days=91)
    asked = itertools.count(1)

    first = shop.retention.run(enough=lambda: next(asked) > 2)
    second = shop.retention.run()

    assert (first.orders, second.orders) == (2, 1)


@pytest.mark.promise("privacy/orders-deleted", "privacy/unpaid-deleted")
def test_ten_years_on_nothing_is_left_of_anybody(shop: SmallShop) -> None:
    paid, unpaid = bought(shop), left_unpaid(shop)
    reader(shop, Standing.SUBSCRIBED)

    later(shop, days=3653)

    left = [order for status in Status for order in shop.book.with_status(status)]
    assert left == []
    assert [shop.book.get(order.id) for order in (paid, unpaid)] == [None, None]
    assert [msgspec.structs.replace(each, revision=0) for each in shop.subscribers.every()] == [
        Subscriber(JO, Standing.LEFT, shop.clock(), revision=0)
    ]
