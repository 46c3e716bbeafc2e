"""A request is worked on, and any one call of it fails in any way: the next round ends it the same."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest

from domain.exports import ExportsUnavailableError
from domain.ledger import verify
from domain.order_book import BookUnavailableError
from domain.request_states import Type
from tests.fixtures.people import PeopleShop, Places, executing
from tests.proofs.power import DATABASE, PAYMENTS, Fault, Fuse, Silence, Way, fused
from tests.samples import PowerCutError

STORE = Silence(ExportsUnavailableError, ExportsUnavailableError)
WAYS = (Way.CUT_BEFORE, Way.CUT_AFTER, Way.DOWN, Way.TIMEOUT)


def a_life() -> PeopleShop:
    there = PeopleShop()
    there.bought_long_ago()
    there.reads_the_letter()
    there.is_a_customer_at_stripe()
    earlier = there.asks(Type.ACCESS)
    there.executing.run(earlier.id)
    return there


def with_fuse(there: PeopleShop, fuse: Fuse) -> Any:  # noqa: ANN401 — Executing, on parts with a fuse
    places = there.places
    return executing(
        there.shop,
        Places(
            requests=fused(places.requests, fuse, DATABASE),
            orders=fused(places.orders, fuse, DATABASE),
            subscribers=fused(places.subscribers, fuse, DATABASE),
            outbox=fused(places.outbox, fuse, DATABASE),
            sends=fused(places.sends, fuse, DATABASE),
            people=fused(places.people, fuse, PAYMENTS),
            exports=fused(places.exports, fuse, STORE),
        ),
    )


def run(kind: Type, fault: Fault | None) -> tuple[dict[str, object], bool]:
    """How it ended, and whether there was such a call."""
    there = a_life()
    fuse = Fuse()
    asked = there.asks(kind)
    working = with_fuse(there, fuse)
    # A round that can't even see what is to be done ends there, and the schedule's next goes on.
    with (
        contextlib.suppress(PowerCutError, BookUnavailableError),
        fuse.armed(fault, lambda _: None),
    ):
        working.sweep()
    for _ in range(2):
        there.executing.sweep()
    request = there.request(asked.id)
    verify(there.shop.ledger.entries(request.chain))
    return ending(there, asked.id), fuse.blown


def ending(there: PeopleShop, request_id: str) -> dict[str, object]:
    """What is left at the end, without what only counts writes."""
    tables, request = there.shop.tables, there.request(request_id)
    orders = [msgspec.structs.replace(each, revision=0) for each in tables.orders.values()]
    readers = [msgspec.structs.replace(each, revision=0) for each in tables.subscribers.values()]
    return {
        "state": request.state,
        "retained": request.retained,
        "open": [work.name for work in request.work if work.status not in {"done", "nothing"}],
        "orders": orders,
        "readers": readers,
        "asks": dict(tables.asks),
        "sends": dict(tables.sends),
        "mails": sorted(message.about for message in tables.outbox.values()),
        "payments": there.people.payments,
        "customers": there.people.customers_there,
        "files": len(there.exports.files),
        "download": request.download is not None,
    }


@pytest.mark.parametrize("kind", [Type.ERASURE, Type.ACCESS, Type.RESTRICTION, Type.OPT_OUT])
def test_wherever_it_stops_the_next_round_brings_it_to_the_same_end(kind: Type) -> None:
    undisturbed, _ = run(kind, None)
    different = []
    calls = 0

    for way in WAYS:
        for number in range(200):
            ended, blown = run(kind, Fault(number, way))
            if not blown:
                break
            calls += 1
            if ended != undisturbed:
                different.append((number, way, ended))

    assert calls > 3 * len(WAYS)
    assert different == []
