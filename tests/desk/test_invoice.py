"""`shop invoice`: the papers of an order as a file that fetches nothing, or as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from desk.terminal import REFUSED
from domain.refunds import refund
from tests.samples import SmallShop, cart


@pytest.fixture
def books(dynamo_shop: SmallShop) -> SmallShop:
    order = dynamo_shop.begin(cart("RIVER-BAND-7 1 48000", "DAWN-HOOPS 2 32000"))
    dynamo_shop.payments.pay(order.session_id or "")
    dynamo_shop.settlement.handle(dynamo_shop.event(order))
    return dynamo_shop


def invoice(stack: Path, *arguments: str) -> Result:
    command = ["invoice", *arguments, "--stack", str(stack)]
    return CliRunner().invoke(app, command, env={"COLUMNS": "160"})


def test_an_invoice_and_its_credit_note_are_one_file_that_fetches_nothing(
    stack_file: Path, books: SmallShop, tmp_path: Path
) -> None:
    books.delivery.sweep()
    books.book.commit(refund(books.order("ORDER1"), books.clock(), "too small", units=(0, 1)))
    books.delivery.sweep()  # the money goes
    books.delivery.sweep()  # and what went is numbered
    file = tmp_path / "papers.html"

    said = invoice(stack_file, "order1", "--to", str(file))

    page = file.read_text()
    assert said.output == f"Invoice 2026-0001 of order ORDER1 is in {file}, with a credit note.\n"
    for words in ("2026-0001", "C2026-0001", "Jo Buyer", "1 Elm St", "$1,126.00", "Returned"):
        assert words in page
    assert "too small" not in page
    assert re.findall(r"(?:src|href)=|url\(|@import", page) == []


def test_programs_read_amounts_in_minor_units(stack_file: Path, books: SmallShop) -> None:
    books.delivery.sweep()

    (paper,) = json.loads(invoice(stack_file, "ORDER1", "--json").output)

    assert (paper["number"], paper["total"], paper["order"]) == ("2026-0001", 112600, "ORDER1")


def test_an_order_that_has_no_number_yet_has_no_invoice(stack_file: Path, books: SmallShop) -> None:
    unpaid = books.buy("EMBER-RING")

    early, never = invoice(stack_file, "ORDER1"), invoice(stack_file, unpaid.id)

    assert (early.exit_code, never.exit_code) == (REFUSED, REFUSED)
    assert "It gets its number within minutes." in early.output
    assert "Nothing was paid for it." in never.output
