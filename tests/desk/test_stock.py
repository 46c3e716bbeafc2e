"""`shop stock …`: a sale at a market, a broken piece, a mistake put right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.ledger import verify
from tests.desk.drawer import shop
from tests.samples import SmallShop


@pytest.mark.parametrize(("command", "why"), [("sold", "market"), ("lost", "broken")])
def test_a_piece_that_went_elsewhere_can_t_be_bought_any_more(
    stack_file: Path, dynamo_shop: SmallShop, command: str, why: str
) -> None:
    result = shop("stock", command, "RIVER-BAND-7", "--stack", str(stack_file))

    (entry,) = dynamo_shop.ledger.entries("sku#RIVER-BAND-7")
    assert (result.exit_code, result.output) == (0, f"RIVER-BAND-7: 1 {command}, 1 left.\n")
    assert dynamo_shop.counters("RIVER-BAND-7") == (1, 0, 1)
    assert (entry.what, entry.facts) == (command, {"count": 1, "why": why})


def test_a_mistake_is_put_right_and_the_ledger_has_both(
    stack_file: Path, dynamo_shop: SmallShop
) -> None:
    for command in ("sold", "found"):
        assert shop("stock", command, "EMBER-RING", "--stack", str(stack_file)).exit_code == 0

    assert dynamo_shop.counters("EMBER-RING") == (1, 0, 0)
    assert verify(dynamo_shop.ledger.entries("sku#EMBER-RING")).sequence == 2


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["sold", "EMBER-RING"], 4, "EMBER-RING: only 0 left, and 1 being paid for."),
        (["lost", "RIVER-BAND-7", "--qty", "3"], 4, "RIVER-BAND-7: only 2 left."),
        (["found", "RIVER-BAND-7"], 4, "only 0 are sold or lost"),
        (["sold", "NOTHING"], 4, "There is no piece NOTHING."),
        (["sold", "RIVER-BAND-7", "--why", "to Jo"], 2, "market"),
        (["sold", "RIVER-BAND-7", "--qty", "0"], 2, "--qty"),
    ],
)
def test_more_than_is_left_can_t_go_and_what_somebody_pays_for_stays(
    stack_file: Path, dynamo_shop: SmallShop, arguments: list[str], code: int, says: str
) -> None:
    dynamo_shop.buy("EMBER-RING")

    result = shop("stock", *arguments, "--stack", str(stack_file))

    assert result.exit_code == code
    assert says in " ".join(result.output.split())
    assert dynamo_shop.counters("EMBER-RING") == (0, 1, 0)
    assert dynamo_shop.counters("RIVER-BAND-7") == (2, 0, 0)


def test_programs_read_what_is_left(stack_file: Path, dynamo_shop: SmallShop) -> None:
    result = shop("stock", "sold", "RIVER-BAND-7", "--json", "--stack", str(stack_file))

    assert json.loads(result.output) == {
        "sku": "RIVER-BAND-7",
        "what": "sold",
        "quantity": 1,
        "left": 1,
        "on_hold": 0,
        "sold": 1,
        "made": 2,
    }
    assert dynamo_shop.counters("RIVER-BAND-7") == (1, 0, 1)
