"""`shop today`, `shop export orders` and `shop ledger verify`: a day, a year, and the record of both."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.order_book import Change
from domain.orders import Order, rewritten
from tests.desk.drawer import shop
from tests.samples import SmallShop

if TYPE_CHECKING:
    from types_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture
def order(dynamo_shop: SmallShop) -> Order:
    begun = dynamo_shop.buy("EMBER-RING")
    dynamo_shop.payments.pay(begun.session_id or "")
    dynamo_shop.settlement.handle(dynamo_shop.event(begun))
    return dynamo_shop.order(begun.id)


def test_a_paid_order_is_to_be_made_and_one_that_should_have_left_is_late(
    stack_file: Path, order: Order
) -> None:
    told = shop("today", "--stack", str(stack_file)).output

    assert told.index("Late (1)") < told.index("To make (1)")
    assert f"ORDER1: 1 × Ember ring, to leave by {order.ships_on}" in told
    assert json.loads(shop("today", "--json", "--stack", str(stack_file)).output)["make"] == [
        "ORDER1"
    ]


def test_a_quiet_day_says_so(stack_file: Path, dynamo_shop: SmallShop) -> None:
    assert dynamo_shop.book.get("ORDER1") is None

    assert shop("today", "--stack", str(stack_file)).output == "Nothing to do. Enjoy your day.\n"


def test_orders_of_some_days_go_to_a_spreadsheet_that_runs_nothing(
    stack_file: Path, dynamo_shop: SmallShop, order: Order
) -> None:
    assert order.address
    odd = msgspec.structs.replace(
        order, address=msgspec.structs.replace(order.address, state="=HYPERLINK(1)")
    )
    dynamo_shop.book.commit(Change(rewritten(odd)))
    days = ("--from", "2026-03-02", "--to", "2026-03-02")

    result = shop("export", "orders", *days, "--csv", "--stack", str(stack_file))

    (row,) = csv.DictReader(io.StringIO(result.output))
    assert (row["order"], row["paid_on"], row["total"]) == ("ORDER1", "2026-03-02", "926.00")
    assert row["state"] == "'=HYPERLINK(1)"
    assert row["skus"] == "1 × EMBER-RING"


def test_other_days_have_other_orders_and_no_days_at_all_are_refused(
    stack_file: Path, order: Order
) -> None:
    assert order.paid_at
    stack = ("--stack", str(stack_file))

    later = shop("export", "orders", "--from", "2026-03-03", "--to", "2026-12-31", *stack)
    wrong = shop("export", "orders", "--from", "2026-03-03", "--to", "2026-03-02", *stack)

    assert json.loads(later.output) == []
    assert (wrong.exit_code, "It is before --from." in wrong.output) == (2, True)


def test_the_ledger_is_whole_until_somebody_changes_an_entry(
    stack_file: Path, order: Order, dynamodb: DynamoDBClient, tables: dict[str, str]
) -> None:
    whole = shop("ledger", "verify", "--stack", str(stack_file))
    dynamodb.update_item(
        TableName=tables["ledger"],
        Key={"chain": {"S": order.chain}, "sequence": {"N": "1"}},
        UpdateExpression="SET #what = :what",
        ExpressionAttributeNames={"#what": "what"},
        ExpressionAttributeValues={":what": {"S": "nothing"}},
    )
    broken = shop("ledger", "verify", "--stack", str(stack_file))

    assert (whole.exit_code, "1 chains fit together" in whole.output) == (0, True)
    assert broken.exit_code == 1
    assert "The ledger of order#ORDER1 doesn't fit together at entry 1." in broken.output
