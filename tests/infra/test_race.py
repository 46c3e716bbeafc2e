"""Never sold twice, never settled twice: many at once, in processes and in threads."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domain.orders import Order, Status
from tests.fixtures.real import RealShop
from tests.samples import SmallShop

BUYERS = 40
STOCK = 10


def line(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of JSON among what the functions log."""
    assert process.stdout
    for text in process.stdout:
        said: dict[str, Any] = json.loads(text)
        if "event" not in said:
            return said
    raise AssertionError("a buyer died")


def most_at_once(spans: list[tuple[float, float]]) -> int:
    return max(sum(start <= at < end for start, end in spans) for at, _ in spans)


@pytest.mark.promise("terms/never-sold-twice")
@pytest.mark.prove
def test_forty_buyers_at_once_buy_exactly_the_ten_pieces_there_are(real_shop: RealShop) -> None:
    buyers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.infra.racing_buyer"],
            env=real_shop.process_environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(BUYERS)
    ]
    try:
        assert all(line(buyer)["ready"] for buyer in buyers)
        for buyer in buyers:
            assert buyer.stdin
            buyer.stdin.write("go\n")
            buyer.stdin.flush()
        ends = [line(buyer) for buyer in buyers]
    finally:
        for buyer in buyers:
            buyer.communicate(timeout=60)

    statuses = [end["status"] for end in ends]
    assert (statuses.count(303), statuses.count(409)) == (STOCK, BUYERS - STOCK)
    assert sum(end["thanked"] for end in ends) == STOCK
    assert real_shop.counters("DAWN-HOOPS") == (0, 0, STOCK)
    assert len(real_shop.book.with_status(Status.PAID)) == STOCK
    assert most_at_once([(end["started"], end["ended"]) for end in ends]) >= BUYERS // 4


@pytest.mark.prove
def test_events_and_return_pages_at_the_same_moment_make_one_sale_and_one_mail(
    dynamo_shop: SmallShop,
) -> None:
    orders = [dynamo_shop.buy("DAWN-HOOPS") for _ in range(10)]
    for order in orders:
        dynamo_shop.payments.pay(order.session_id or "")

    def settle(number: int, order: Order, start: threading.Barrier) -> Order | None:
        """Some deliver one event twice, some another of the same payment, some come back."""
        start.wait()
        event = dynamo_shop.event(order, number=number // 2 * 1000 + orders.index(order))
        return dynamo_shop.settlement.settle(
            dynamo_shop.payments.session(order.session_id or ""), event if number < 6 else None
        )

    with ThreadPoolExecutor(8) as threads:
        for order in orders:
            start = threading.Barrier(8)
            ends = list(
                threads.map(lambda number, o=order, s=start: settle(number, o, s), range(8))
            )
            assert {end.status for end in ends if end} == {Status.PAID}

    assert dynamo_shop.counters("DAWN-HOOPS") == (0, 0, 10)
    assert len(dynamo_shop.outbox.waiting(dynamo_shop.clock())) == 10
