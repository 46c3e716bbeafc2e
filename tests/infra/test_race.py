"""Never sold twice: forty buyers, each a process of its own, want the last ten pieces."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from domain.orders import Status
from tests.fixtures.real import RealShop

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
