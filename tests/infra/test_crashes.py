"""The function is killed in the middle of a checkout, and no stock is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from domain.addresses import AddressKey
from domain.holds import Holds
from domain.orders import Order, Status
from domain.settlement import Settlement
from functions.adapters.stripe_payments import StripePayments, stripe_client
from tests.fixtures.real import RealShop


def kill_checkout(shop: RealShop, moment: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.infra.dying_checkout", moment],
        env=shop.process_environment,
        timeout=60,
        check=False,
        capture_output=True,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()


def sweep(shop: RealShop, minutes: int) -> None:
    """What the clock's function does, so many minutes from now."""

    def later() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=minutes)

    payments = StripePayments(stripe_client(shop.standin.settings.keys[0], shop.standin.url))
    key = AddressKey("a-key-for-real-addresses")
    settlement = Settlement(shop.book, payments, shop.shelf, key, later)
    Holds(shop.book, payments, settlement, later).sweep()


def only_draft(shop: RealShop) -> Order:
    (order,) = shop.book.with_status(Status.DRAFT)
    return order


def test_killed_between_hold_and_session_the_piece_comes_back(real_shop: RealShop) -> None:
    kill_checkout(real_shop, "before")
    held = real_shop.counters("EMBER-RING")
    order = only_draft(real_shop)

    sweep(real_shop, minutes=6)

    assert held == (0, 1, 0)
    assert order.session_id is None
    assert real_shop.counters("EMBER-RING") == (1, 0, 0)


def test_killed_between_session_and_answer_the_piece_comes_back_with_the_session(
    real_shop: RealShop,
) -> None:
    kill_checkout(real_shop, "after")
    held = real_shop.counters("EMBER-RING")
    orphan = only_draft(real_shop)

    sweep(real_shop, minutes=6)
    adopted = only_draft(real_shop)
    sweep(real_shop, minutes=33)

    assert (held, orphan.session_id) == ((0, 1, 0), None)
    assert adopted.session_id
    session = real_shop.standin.client().v1.checkout.sessions.retrieve(adopted.session_id)
    assert session.status == "expired"
    assert real_shop.counters("EMBER-RING") == (1, 0, 0)


def test_paid_in_spite_of_the_kill_the_order_is_kept(real_shop: RealShop) -> None:
    kill_checkout(real_shop, "after")
    (session,) = real_shop.standin.client().v1.checkout.sessions.list().data
    real_shop.standin.pay(session.url or "")

    sweep(real_shop, minutes=6)

    (order,) = real_shop.book.with_status(Status.PAID)
    assert order.id == session.client_reference_id
    assert real_shop.counters("EMBER-RING") == (0, 0, 1)
