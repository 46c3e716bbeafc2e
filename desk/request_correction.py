"""What the owner puts right of somebody's data: before and after, each beside the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import typer
from rich.table import Table

from desk.stage import Asking
from desk.terminal import console, say
from domain.correcting import FIELDS, Correction
from domain.requests import Request


def values_of(typed: Iterable[str]) -> dict[str, str]:
    """“name=Joan Lee” by its field; only a second line of an address may be empty."""
    values = {}
    for each in typed:
        field, sign, value = (part.strip() for part in each.partition("="))
        if field not in FIELDS or not sign or not (value or field in {"line2", "state"}):
            raise typer.BadParameter(
                f"“{each}” can't be read. Say it as name=“Joan Lee”, with one of "
                f"{', '.join(FIELDS)}.",
                param_hint="--set",
            )
        values[field] = value
    return values


def correction(asking: Asking) -> Correction:
    return Correction(asking.orders, asking.readers)


def say_differences(request: Request, values: Mapping[str, str], asking: Asking) -> None:
    if not values:
        return
    table = Table("Where", "What", "Before", "After", box=None, header_style="bold")
    for each in correction(asking).differences(request.subject, values):
        table.add_row(each.where, each.field, each.before, each.after)
    if not table.row_count:
        say("Nothing that you hold differs from that.")
        return
    console.print(table)
    console.print()
