"""`shop backup` and `shop restore`: what can be brought back, copies beside the tables, and putting back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from desk.deploy import StageName
from desk.policy_book import CONTENT, Content
from desk.stage_secrets import copy_of_address_key, keep_address_key
from desk.terminal import (
    EXIT_CODES,
    REFUSED,
    STOPPED,
    WRONG,
    AsJson,
    console,
    print_json,
    say,
    stop,
    time_on_the_clock,
)
from functions.world import now
from infra.account import Account
from infra.aws import table_names
from infra.code_bucket import CodeBucket
from infra.erased import Erased
from infra.recovery import RESTORED, Copy, History, Recovery
from infra.stack import Stack
from infra.stage_secrets import read_secrets
from infra.stages import StageError, read_stage
from plugins.errors import Notes
from plugins.shop_facts import read_shop


def backup(
    stage: StageName,
    *,
    export: Annotated[
        bool, typer.Option("--export", help="Also write all tables to the stage's private bucket.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say back to when the shop's tables can be brought, and keep the key of addresses.

    Amazon keeps the last 35 days of every table by itself. An export stays until you remove it.
    """
    try:
        account, recovery, number = _reached(stage)
        histories = recovery.histories()
        keep_address_key(read_secrets(account), quiet=as_json)
        exports = _exported(account, recovery, number) if export else {}
    except StageError as error:
        stop(str(error), REFUSED)
    if as_json:
        rows = [
            {"table": h.table, "earliest": _iso(h.earliest), "latest": _iso(h.latest)}
            for h in histories
        ]
        print_json({"tables": rows, "exports": exports})
    else:
        _show(histories, exports)
        say(
            f"\nThe key of addresses: {copy_of_address_key(account.stage)}. Keep it with your passwords."
        )
    if any(each.latest is None for each in histories):
        stop(f"Some tables keep no history. Bring it back: ./shop deploy --stage {stage}", WRONG)


def _reached(stage: str) -> tuple[Account, Recovery, str]:
    account = Account(read_stage(stage))
    number = account.number(now)
    return account, Recovery(account, table_names(Stack(account).outputs())), number


def _exported(account: Account, recovery: Recovery, number: str) -> dict[str, str]:
    bucket = CodeBucket(account, number)
    bucket.ensure()
    return dict(recovery.export(bucket.name, number, f"backups/{now():%Y%m%dT%H%M%S}"))


def _show(histories: list[History], exports: dict[str, str]) -> None:
    table = Table("Table", "Back to", "Up to", "Export", box=None, header_style="bold")
    for each in histories:
        table.add_row(
            each.table, _shown(each.earliest), _shown(each.latest), exports.get(each.table, "")
        )
    console.print(table)


def _shown(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else "nothing"


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def restore(
    stage: StageName,
    at: Annotated[
        datetime,
        typer.Option(
            parser=time_on_the_clock,
            metavar="TIME",
            help="As of when, on the shop's clock, such as 2026-12-01T09:00.",
            show_default=False,
        ),
    ],
    *,
    table: Annotated[
        list[str] | None,
        typer.Option(help="Only this table; may be repeated.", show_default=False),
    ] = None,
    put_back: Annotated[
        bool, typer.Option("--put-back", help="Put back what the shop's tables have lost since.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before putting back.")] = False,
    content: Content = CONTENT,
) -> None:
    """Make copies of the tables as they were, count both, and put back what is missing.

    The shop's own tables stay as they are: what is there is never overwritten, and without
    --put-back nothing is written to them. Whose data was erased since stays erased. Run it again,
    and it goes on from there.
    """
    wanted = tuple(table or RESTORED)
    if strange := [each for each in wanted if each not in RESTORED]:
        stop(
            f"There is no table “{strange[0]}” to restore. There are: {', '.join(RESTORED)}.",
            REFUSED,
        )
    moment = at.replace(tzinfo=_zone(content)).astimezone(UTC)
    try:
        _, recovery, _ = _reached(stage)
        copies = [_copied(recovery, short, moment) for short in wanted]
        if put_back:
            _put_back(recovery, copies, recovery.erased_since(moment, now), yes=yes)
    except StageError as error:
        stop(str(error), REFUSED)
    except KeyboardInterrupt:
        stop("Stopped. Run it again to go on from there.", STOPPED)
    if not put_back:
        say("\nNothing of the shop was changed. To put back what is missing, add: --put-back")
    say("When you are done with the copies, remove them:")
    for each in copies:
        say(f"  aws dynamodb delete-table --table-name {each.name}")


for command in (backup, restore):
    command.__doc__ = f"{command.__doc__}\n\n    {EXIT_CODES}"


def _zone(content: Path) -> ZoneInfo:
    path = content.resolve() / "shop.yaml"
    shop = read_shop(path, Notes(path, path.parent.parent, []))
    return ZoneInfo(shop.facts.time_zone if shop else "UTC")


def _copied(recovery: Recovery, short: str, moment: datetime) -> Copy:
    with console.status(f"Copying {short} … (this takes Amazon some minutes)"):
        copy = recovery.copy(short, moment)
    say(f"{short}: {copy.there} then, {copy.here} now")
    return copy


def _put_back(recovery: Recovery, copies: list[Copy], erased: Erased, *, yes: bool) -> None:
    lost = [(copy, list(recovery.missing(copy))) for copy in copies]
    missing = [
        (copy, [kept for each in items if (kept := erased.as_put_back(copy.table, each))])
        for copy, items in lost
    ]
    count = sum(len(items) for _, items in missing)
    if away := sum(len(items) for _, items in lost) - count:
        say(f"\n{away} of people whose data was erased since stay away.")
    if not count:
        say("\nNothing is missing.")
        return
    for copy, items in missing:
        if items:
            say(f"{copy.table}: {len(items)} are missing")
    if not yes and not _agreed(count):
        raise StageError("Nothing was put back.")
    done = sum(_with_progress(_putting(recovery, missing), count))
    if any(copy.table == "subscribers" for copy in copies):
        erased.keep_away()
    say(f"Put back {done}. Now compare the orders with Stripe: ./shop reconcile")


def _putting(
    recovery: Recovery, missing: list[tuple[Copy, list[dict[str, object]]]]
) -> Iterator[bool]:
    for copy, items in missing:
        for item in items:
            yield recovery.put_back(copy, item)


def _agreed(count: int) -> bool:
    try:
        return typer.confirm(f"Put {count} back?")
    except typer.Abort:
        typer.echo()
        return False


def _with_progress(done: Iterator[bool], count: int) -> Iterator[bool]:
    bar = Console(stderr=True)
    yield from track(
        done, "Putting back", total=count, console=bar, transient=True, disable=not bar.is_terminal
    )
