"""`shop reconcile` on real parts: the emulator's tables, and the stand-in for Stripe."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.checkout import Checkout
from domain.limits import Gate
from domain.links import OrderLinks
from domain.orders import Status
from functions.adapters.stripe_payments import StripePayments, stripe_client
from tests.desk.drawer import shop
from tests.fixtures.real import RealShop
from tests.samples import KEYS, ORIGIN, buying


class Missed:
    """A shop that took money for a ring and never heard of it."""

    def __init__(self, real: RealShop, stack: Path) -> None:
        self.real = real
        self.order_id = f"MISSED{secrets.token_hex(3).upper()}"
        said = json.loads(stack.read_text())
        said["tables"] = {
            name: real.environment[f"{name.upper()}_TABLE"] for name in said["tables"]
        }
        said["address_key_name"] = real.environment["ADDRESS_KEY_NAME"]
        said["stripe"] = {
            "base": real.standin.url,
            "secret_key_name": real.environment["STRIPE_SECRET_KEY_NAME"],
        }
        self.stack = stack
        stack.write_text(json.dumps(said))
        checkout = Checkout(
            shelf=real.shelf,
            book=real.book,
            payments=StripePayments(stripe_client(real.standin.settings.keys[0], real.standin.url)),
            gate=Gate(real.limits),
            links=OrderLinks(KEYS),
            origin=ORIGIN,
            now=lambda: datetime.now(UTC),
            new_id=lambda: self.order_id,
        )
        real.standin.pay(checkout.begin(buying("EMBER-RING")))

    def ask(self, *options: str) -> tuple[int, str]:
        result = shop("reconcile", *options, "--stack", str(self.stack))
        return result.exit_code, result.stdout or result.stderr

    def say(self, name: str, value: str) -> None:
        """Write something else of Stripe into the file that commands read."""
        said = json.loads(self.stack.read_text())
        said["stripe"][name] = value
        self.stack.write_text(json.dumps(said))

    @property
    def status(self) -> Status:
        order = self.real.book.get(self.order_id)
        assert order
        return order.status


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """A function's handler that was imported before logs to the same output: the command doesn't."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def missed(real_shop: RealShop, stack_file: Path) -> Missed:
    return Missed(real_shop, stack_file)


def test_what_was_missed_is_told_first_and_then_caught_up_with_once(missed: Missed) -> None:
    code, told = missed.ask("--dry-run")
    assert (code, missed.status) == (0, Status.DRAFT)
    assert "1 payment page and 1 event, 1 of which the shop had missed." in told
    assert f"Order {missed.order_id} was draft and would catch up." in told

    code, told = missed.ask()
    assert (code, missed.status) == (0, Status.PAID)
    assert f"Order {missed.order_id} was draft and is paid now." in told
    assert missed.real.counters("EMBER-RING") == (0, 0, 1)

    code, told = missed.ask()
    assert code == 0
    assert "none of which the shop had missed" in told
    assert "Every order is where its payment is." in told


def test_programs_read_the_same_as_json(missed: Missed) -> None:
    _, told = missed.ask("--json")

    report = json.loads(told)
    assert report["caught_up"] == [
        {"order_id": missed.order_id, "before": "draft", "after": "paid"}
    ]
    assert (report["missed_events"], report["lost"], report["left"]) == (1, [], [])


def test_stripe_out_of_reach_is_said_kindly_and_changes_nothing(missed: Missed) -> None:
    missed.say("base", "http://127.0.0.1:9")

    code, told = missed.ask()

    assert (code, missed.status) == (3, Status.DRAFT)
    assert "Stripe isn't answering. Nothing was changed: try again in a while." in told


def test_a_key_that_is_gone_is_said_kindly(missed: Missed) -> None:
    missed.say("secret_key_name", "/vitrine/nobody/stripe-secret-key")

    code, told = missed.ask()

    assert (code, missed.status) == (3, Status.DRAFT)
    assert "The key to the payments can't be read." in told


def test_the_report_marks_what_stripe_has_and_the_orders_don_t(missed: Missed) -> None:
    days = ("--report", "--from", "2020-01-01", "--to", "2100-01-01")
    code, before = missed.ask(*days)
    listed = json.loads(missed.ask(*days, "--json")[1])

    missed.ask()

    code_after, after = missed.ask(*days)
    mine = [each for each in listed["differences"] if each["at_stripe"] == 92600]
    assert (code, code_after) == (1, 0)
    assert "differs" in before
    assert mine[0]["reference"] in before
    assert "and no order has it." in before
    assert "Every day's money is as the orders say." in after
    assert ("$926.00" in before, "$27.15" in after) == (True, True)


def test_the_report_s_days_have_to_be_in_order_and_its_own(missed: Missed) -> None:
    backwards, _ = missed.ask("--report", "--from", "2026-02-02", "--to", "2026-02-01")
    alone, _ = missed.ask("--from", "2026-02-02")

    assert (backwards, alone) == (2, 2)


def test_a_month_without_money_is_said_to_be_one(missed: Missed) -> None:
    code, said = missed.ask("--report", "--from", "2020-02-01", "--to", "2020-02-29")

    assert (code, said) == (0, "No money moved from 2020-02-01 to 2020-02-29.\n")
