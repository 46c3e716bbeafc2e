"""`shop reconcile`: looks back over Stripe's events and sessions, and catches up with what was missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from desk.places import STACK_FILE, Where
from desk.stage import Stage, address_key_at, payments_at, stage_at
from desk.terminal import (
    EXIT_CODES,
    NOT_ANSWERING,
    NOT_RUNNING,
    WRONG,
    AsJson,
    console,
    print_json,
    say,
    stop,
)
from domain.addresses import AddressKey
from domain.money_desk import MoneyDesk
from domain.orders import BookUnavailableError, Status
from domain.payments import Payments, PaymentsRefusedError, PaymentsUnavailableError
from domain.reconciliation import REMEMBERED, Reconciliation, Report
from domain.settlement import Settlement
from infra.stages import StageError


def reconcile(
    days: Annotated[
        int, typer.Option(min=1, max=REMEMBERED.days, help="How far to look back.")
    ] = REMEMBERED.days,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say which orders would catch up.")
    ] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Compare the orders with what Stripe knows, and catch up with what was missed."""
    try:
        stage, payments = stage_at(stack), payments_at(stack)
        key = address_key_at(stack)
        with console.status("Looking back …"):
            report = _looked_back(stage, payments, key, timedelta(days=days), dry_run=dry_run)
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop(NOT_ANSWERING, NOT_RUNNING)
    except PaymentsUnavailableError:
        stop("Stripe isn't answering. Nothing was changed: try again in a while.", NOT_RUNNING)
    except PaymentsRefusedError:
        stop("Stripe refuses the shop's key. Give it a key that may read events.", NOT_RUNNING)
    if as_json:
        print_json(report)
    else:
        _tell(report, dry_run=dry_run)
    if not report.is_fine:
        raise typer.Exit(WRONG)


reconcile.__doc__ = f"{reconcile.__doc__}\n\n{EXIT_CODES}"


def _looked_back(
    stage: Stage, payments: Payments, key: AddressKey, span: timedelta, *, dry_run: bool
) -> Report:
    settlement = Settlement(stage.book, payments, stage.shelf, key, stage.now)
    money = MoneyDesk(stage.book, payments, stage.now)
    looking = Reconciliation(stage.book, payments, settlement, money, stage.now)
    return looking.run(span, dry_run=dry_run)


def _tell(report: Report, *, dry_run: bool) -> None:
    missed = report.missed_events
    say(
        f"{_count(report.sessions, 'payment page')} and {_count(report.events, 'event')}, "
        f"{missed or 'none'} of which the shop had missed."
    )
    for each in report.caught_up:
        would = "would catch up" if dry_run else f"is {_words(each.after)} now"
        say(f"Order {each.order_id} was {_words(each.before)} and {would}.")
    for session in report.lost:
        say(
            f"The payment {session} has no order here. Look it up in Stripe, and give the money "
            "back there if you can't tell what it was for."
        )
    for what in report.left:
        say(f"{what} couldn't be looked at just now. Run this again in a while.")
    if report.is_fine and not report.caught_up:
        say("Every order is where its payment is.")


def _count(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _words(status: Status) -> str:
    return status.value.replace("_", " ")
