"""`shop reconcile`: looks back over what Stripe knows, catches up with it, or reports its money."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer

from desk.money_report import money_report
from desk.money_report import tell as tell_money
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
from domain.order_book import BookUnavailableError
from domain.orders import Status
from domain.payments import Payments, PaymentsRefusedError, PaymentsUnavailableError
from domain.reconciliation import REMEMBERED, Reconciliation, Report
from domain.settlement import Settlement
from infra.stages import StageError

DAY = ["%Y-%m-%d"]


def reconcile(  # noqa: PLR0917 — a command's own options
    days: Annotated[
        int, typer.Option(min=1, max=REMEMBERED.days, help="How far to look back.")
    ] = REMEMBERED.days,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say which orders would catch up.")
    ] = False,
    report: Annotated[
        bool,
        typer.Option("--report", help="Only say what moved each day, there and here."),
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=DAY, help="The report's first day; the month's if left out."
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAY, help="The report's last day; today if left out."),
    ] = None,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Compare the orders with what Stripe knows, and catch up with what was missed.

    With --report nothing is changed: it says for each day what was paid, refunded and disputed at
    Stripe, and what the orders say of it, and marks what differs.
    """
    _check(since, until, report=report)
    try:
        stage, payments = stage_at(stack), payments_at(stack)
        if report:
            _report(stage, payments, since, until, as_json=as_json)
            return
        key = address_key_at(stack)
        with console.status("Looking back …"):
            seen = _looked_back(stage, payments, key, timedelta(days=days), dry_run=dry_run)
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop(NOT_ANSWERING, NOT_RUNNING)
    except PaymentsUnavailableError:
        stop("Stripe isn't answering. Nothing was changed: try again in a while.", NOT_RUNNING)
    except PaymentsRefusedError:
        stop(
            "Stripe refuses the shop's key. Give it a key that may read events and the balance.",
            NOT_RUNNING,
        )
    if as_json:
        print_json(seen)
    else:
        _tell(seen, dry_run=dry_run)
    if not seen.is_fine:
        raise typer.Exit(WRONG)


reconcile.__doc__ = f"{reconcile.__doc__}\n\n{EXIT_CODES}"


def _check(since: datetime | None, until: datetime | None, *, report: bool) -> None:
    if (since or until) and not report:
        raise typer.BadParameter("They go with --report.", param_hint="--from, --to")
    if since and until and until < since:
        raise typer.BadParameter("It is before --from.", param_hint="--to")


def _report(
    stage: Stage,
    payments: Payments,
    since: datetime | None,
    until: datetime | None,
    *,
    as_json: bool,
) -> None:
    with console.status("Counting …"):
        told = money_report(stage, payments, since, until)
    if as_json:
        print_json(told)
    else:
        tell_money(told)
    if not told.is_fine:
        raise typer.Exit(WRONG)


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
