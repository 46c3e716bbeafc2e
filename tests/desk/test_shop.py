"""`shop` tells the owner what was sold and what is left, or what to do to hear it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.fulfilment import ship, start
from domain.ordered import Dispute, Shipment
from domain.payments import PaymentEvent
from domain.refunds import refund
from tests.desk.drawer import shop
from tests.samples import NOON, SmallShop


@pytest.fixture
def stack(stack_file: Path, dynamo_shop: SmallShop) -> Path:
    """A running shop with one order paid, one being paid for and one that expired."""
    paid = dynamo_shop.buy("EMBER-RING")
    dynamo_shop.payments.pay(paid.session_id or "")
    dynamo_shop.settlement.handle(dynamo_shop.event(paid))
    dynamo_shop.holds.let_go(dynamo_shop.buy("DAWN-HOOPS"))
    dynamo_shop.buy("RIVER-BAND-7", 2)
    return stack_file


def test_orders_are_listed_without_those_that_need_nothing_done(stack: Path) -> None:
    result = shop("orders", "--stack", str(stack))

    assert result.exit_code == 0
    assert "ORDER1  Mar 2, 12:00" in result.output
    assert "1 × Ember ring" in result.output
    assert "$926.00" in result.output
    assert "ORDER2" not in result.output


def test_orders_as_json_can_be_read_by_programs(stack: Path) -> None:
    result = shop("orders", "--all", "--json", "--stack", str(stack))

    orders = json.loads(result.output)
    assert {order["id"]: order["status"] for order in orders} == {
        "ORDER1": "paid",
        "ORDER2": "expired",
        "ORDER3": "draft",
    }
    assert orders[0]["currency"] == "USD"
    assert {order["id"]: order["total"] for order in orders}["ORDER1"] == 92600


def test_an_order_says_what_to_send_to_whom(stack: Path) -> None:
    result = shop("orders", "--json", "--stack", str(stack))

    (order,) = json.loads(result.output)
    assert (order["customer_name"], order["delivery"]) == ("Jo Buyer", "Ground")
    assert order["address"]["city"] == "Austin"


def test_no_order_of_a_status_is_said_of_that_status(stack: Path) -> None:
    result = shop("orders", "--status", "refunded", "--stack", str(stack))

    assert "No orders with this status." in result.output


def test_orders_of_one_status(stack: Path) -> None:
    result = shop("orders", "--status", "draft", "--json", "--stack", str(stack))

    assert [order["id"] for order in json.loads(result.output)] == ["ORDER3"]


def test_stock_says_what_is_left_held_and_sold(stack: Path) -> None:
    result = shop("stock", "--json", "--stack", str(stack))

    rows = {row["sku"]: row for row in json.loads(result.output)}
    assert rows["EMBER-RING"] | {"sold": 1, "left": 0} == rows["EMBER-RING"]
    assert rows["RIVER-BAND-7"] | {"left": 0, "on_hold": 2} == rows["RIVER-BAND-7"]
    assert all(row["made"] == row["left"] + row["on_hold"] + row["sold"] for row in rows.values())


def test_low_stock_leaves_out_what_there_is_enough_of(stack: Path) -> None:
    result = shop("stock", "--low", "--stack", str(stack))

    assert "River band, US 7" in result.output
    assert "DAWN-HOOPS" not in result.output


def test_without_a_running_shop_it_says_how_to_start_one(tmp_path: Path) -> None:
    result = shop("orders", "--stack", str(tmp_path / "none.json"))

    assert result.exit_code == 3
    assert "make dev" in result.output


def test_a_broken_stack_file_is_said_kindly(tmp_path: Path) -> None:
    file = tmp_path / "stack.json"
    file.write_text("{")

    result = shop("stock", "--stack", str(file))

    assert result.exit_code == 3
    assert "start it again" in result.output


@pytest.mark.parametrize(
    "command",
    [
        [*command.split(), "--help"]
        for command in (
            "",
            "orders",
            "packing-list",
            "desk",
            "stock",
            "publish",
            "reconcile",
            "rollback",
            "policies",
            "policies new",
            "policies diff",
            "policies seal",
            "policies promises",
            "policies notify",
        )
    ],
)
def test_every_command_explains_itself(command: list[str]) -> None:
    result = shop(*command)

    assert result.exit_code == 0
    assert "Usage" in result.output


def test_an_order_says_what_of_its_money_went_back(stack: Path, dynamo_shop: SmallShop) -> None:
    back = refund(dynamo_shop.order("ORDER1"), dynamo_shop.clock(), "size", amount=1250)
    dynamo_shop.book.commit(back)

    listed = shop("orders", "--refunded", "--stack", str(stack))
    others = shop("orders", "--disputed", "--stack", str(stack))

    assert "$12.50" in listed.output
    assert others.output == "No such orders.\n"


def test_an_order_that_a_bank_asks_about_says_so(stack: Path, dynamo_shop: SmallShop) -> None:
    intent = dynamo_shop.order("ORDER1").payment_intent or ""
    told = Dispute("du_1", intent, 92600, "fraudulent", "needs_response", NOON)
    dynamo_shop.money.handle(PaymentEvent("evt_d", "any", None, told))

    listed = shop("orders", "--disputed", "--stack", str(stack))
    others = shop("orders", "--refunded", "--stack", str(stack))

    assert "paid, disputed" in listed.output
    assert others.output == "No such orders.\n"


def test_late_orders_are_those_that_should_have_left(stack: Path, dynamo_shop: SmallShop) -> None:
    order = dynamo_shop.order("ORDER1")
    assert order.ships_on
    assert order.ships_on < datetime.now(UTC).date()

    late = shop("orders", "--late", "--stack", str(stack))
    dynamo_shop.book.commit(ship(order, Shipment("usps", "9400"), dynamo_shop.clock()))
    after = shop("orders", "--late", "--stack", str(stack))

    assert "ORDER1" in late.output
    assert after.output == "No such orders.\n"


def test_a_status_has_the_workshop_s_word(stack: Path, dynamo_shop: SmallShop) -> None:
    dynamo_shop.book.commit(start(dynamo_shop.order("ORDER1"), dynamo_shop.clock()))

    assert "in the workshop" in shop("orders", "--stack", str(stack)).output
    assert "ORDER1" in shop("orders", "--status", "making", "--stack", str(stack)).output
