"""`shop disputes` and `shop dispute pack`: what a bank asks, and a folder that answers it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from domain.fulfilment import ship
from domain.ordered import Dispute, Shipment
from domain.payments import PaymentEvent
from tests.desk.drawer import shop
from tests.samples import NOON, SmallShop

DUE = NOON + timedelta(days=10)


@pytest.fixture
def stack(stack_file: Path, dynamo_shop: SmallShop) -> Path:
    order = dynamo_shop.buy("EMBER-RING")
    dynamo_shop.payments.pay(order.session_id or "")
    dynamo_shop.settlement.handle(dynamo_shop.event(order))
    dynamo_shop.delivery.sweep()
    paid = dynamo_shop.order(order.id)
    dynamo_shop.book.commit(ship(paid, Shipment("usps", "9400 1000"), dynamo_shop.clock()))
    return stack_file


def asked(dynamo_shop: SmallShop, status: str = "needs_response", number: int = 1) -> None:
    intent = dynamo_shop.order("ORDER1").payment_intent or ""
    told = Dispute("dp_1", intent, 92600, "product_not_received", status, NOON, DUE)
    dynamo_shop.money.handle(PaymentEvent(f"evt_d{number}", "any", None, told))


def test_open_disputes_are_listed_with_their_day(stack: Path, dynamo_shop: SmallShop) -> None:
    asked(dynamo_shop)

    told = shop("disputes", "--stack", str(stack)).output

    for words in ("dp_1", "ORDER1", "product not received", "needs response", "Mar 12", "$926.00"):
        assert words in told
    (row,) = json.loads(shop("disputes", "--json", "--stack", str(stack)).output)
    assert (row["order"], row["id"], row["amount"]) == ("ORDER1", "dp_1", 92600)


def test_one_that_is_over_is_listed_only_when_asked_for(
    stack: Path, dynamo_shop: SmallShop
) -> None:
    asked(dynamo_shop, "won")

    assert shop("disputes", "--stack", str(stack)).output == "No open disputes.\n"
    assert "won" in shop("disputes", "--all", "--stack", str(stack)).output


def test_the_pack_says_what_was_agreed_to_sent_followed_and_mailed(
    stack: Path, dynamo_shop: SmallShop, tmp_path: Path
) -> None:
    asked(dynamo_shop)
    folder = tmp_path / "pack"

    result = shop("dispute", "pack", "ORDER1", "--into", str(folder), "--stack", str(stack))

    page = (folder / "evidence.txt").read_text()
    fields = json.loads((folder / "fields.json").read_text())
    assert result.exit_code == 0
    assert (fields["shipping_carrier"], fields["shipping_date"]) == ("USPS", "2026-03-02")
    assert "SHA-256" in fields["refund_policy_disclosure"]
    assert "confirmation, Mar 2" in fields["uncategorized_text"]
    for words in ("1 × Ember ring", "Paid $926.00", "Dispute dp_1", "tLabels=94001000", "1 Elm St"):
        assert words in page


def test_the_pack_is_for_its_owner_alone(
    stack: Path, dynamo_shop: SmallShop, tmp_path: Path
) -> None:
    asked(dynamo_shop)
    folder = tmp_path / "pack"

    shop("dispute", "pack", "ORDER1", "--into", str(folder), "--stack", str(stack))

    modes = [oct(each.stat().st_mode & 0o777) for each in (folder, *sorted(folder.iterdir()))]
    assert modes == ["0o700", "0o600", "0o600"]


def test_an_order_that_nobody_disputes_needs_no_pack(stack: Path, tmp_path: Path) -> None:
    into = tmp_path / "pack"

    result = shop("dispute", "pack", "ORDER1", "--into", str(into), "--stack", str(stack))

    assert (result.exit_code, "Nobody disputes order ORDER1." in result.output) == (4, True)
    assert not into.exists()
