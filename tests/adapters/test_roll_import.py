"""A list from elsewhere taken in, on each engine: proof makes readers, and nobody comes back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from domain.roll import Entry
from domain.roll_import import Arrival, Importing
from domain.subscribers import Standing, Subscriber, SubscriberChange
from tests.samples import NOON, SmallShop

PROVEN = Entry(
    line=2,
    address="jo@a.example",
    name="Jo",
    topics=("workshop",),
    asked_at=NOON - timedelta(days=30),
    words="Letters please",
    evidence="Sign-up sheet, in the blue binder",
)
UNPROVEN = Entry(line=3, address="li@a.example")


def importing(shop: SmallShop) -> Importing:
    return Importing(
        shop.subscribers, shop.requests, shop.address_key, timedelta(days=7), shop.clock
    )


def record(shop: SmallShop, address: str) -> Subscriber | None:
    return shop.subscribers.get(shop.address_key.id_of(address))


def test_a_proven_line_becomes_a_reader_at_once_and_gets_no_mail(shop: SmallShop) -> None:
    arrival = importing(shop).take_in(PROVEN)

    reader = record(shop, "Jo@A.example")
    assert arrival is Arrival.READER
    assert reader
    assert reader.standing is Standing.SUBSCRIBED
    assert reader.consent == PROVEN.consent
    assert (reader.name, reader.topics) == ("Jo", ("workshop",))
    assert shop.outbox.waiting(NOON) == []


@pytest.mark.promise("newsletter/confirmed-first")
def test_a_line_without_proof_is_asked_by_mail_and_is_no_reader_until_then(shop: SmallShop) -> None:
    arrival = importing(shop).take_in(UNPROVEN)

    asked = record(shop, UNPROVEN.address)
    assert arrival is Arrival.TO_ASK
    assert asked
    assert asked.standing is Standing.PENDING
    assert asked.due_at == NOON + timedelta(days=7)
    assert [message.about for message in shop.outbox.waiting(NOON)] == ["letter_confirm"]


@pytest.mark.promise("newsletter/goodbye-kept")
@pytest.mark.parametrize("standing", [Standing.LEFT, Standing.BOUNCED, Standing.COMPLAINED])
@pytest.mark.parametrize("entry", [PROVEN, UNPROVEN])
def test_nobody_who_left_bounced_or_complained_comes_back_by_a_list(
    shop: SmallShop, standing: Standing, entry: Entry
) -> None:
    shop.subscribers.suppress(shop.address_key.id_of(entry.address), standing, NOON)
    before = record(shop, entry.address)

    assert list(importing(shop).plan([entry])) == [Arrival.SUPPRESSED]
    assert importing(shop).take_in(entry) is Arrival.SUPPRESSED
    assert record(shop, entry.address) == before
    assert shop.outbox.waiting(NOON) == []


@pytest.mark.promise("newsletter/forgotten")
def test_nobody_who_was_forgotten_comes_back_by_a_list(shop: SmallShop) -> None:
    importing(shop).take_in(PROVEN)
    shop.subscribers.forget(shop.address_key.id_of(PROVEN.address), NOON)

    assert importing(shop).take_in(PROVEN) is Arrival.SUPPRESSED
    kept = record(shop, PROVEN.address)
    assert kept
    left = Subscriber(kept.id, Standing.LEFT, NOON, kept.revision)
    assert kept == left


def test_who_is_known_already_keeps_what_they_chose(shop: SmallShop) -> None:
    importing(shop).take_in(PROVEN)
    reader = record(shop, PROVEN.address)
    assert reader
    chosen = msgspec.structs.replace(reader, revision=2, fewer=True, topics=None)
    shop.subscribers.commit(SubscriberChange(chosen))

    assert importing(shop).take_in(PROVEN) is Arrival.KNOWN
    assert record(shop, PROVEN.address) == chosen


def test_a_plan_writes_nothing_and_counts_the_same_address_once(shop: SmallShop) -> None:
    again = msgspec.structs.replace(PROVEN, line=4, address="JO@a.example.")

    plan = list(importing(shop).plan([PROVEN, UNPROVEN, again]))

    assert plan == [Arrival.READER, Arrival.TO_ASK, Arrival.KNOWN]
    assert list(shop.subscribers.every()) == []


def test_who_signs_up_in_the_very_moment_is_left_as_they_are(shop: SmallShop) -> None:
    taking = importing(shop)
    quicker = msgspec.structs.replace(taking, book=AsIfNobodyWere(shop))

    taking.take_in(UNPROVEN)
    before = record(shop, UNPROVEN.address)
    proven = msgspec.structs.replace(PROVEN, address=UNPROVEN.address)

    assert quicker.take_in(proven) is Arrival.KNOWN
    assert record(shop, UNPROVEN.address) == before


class AsIfNobodyWere:
    """A book that reads as it was before somebody else wrote."""

    def __init__(self, shop: SmallShop) -> None:
        self._book = shop.subscribers

    def __getattr__(self, name: str) -> object:
        return getattr(self._book, name)

    def get(self, subscriber_id: str) -> None:
        del subscriber_id
