"""`shop stock …`: what is left of every piece, and pieces that leave the shelf by no order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from desk.listings import stock_rows
from desk.places import STACK_FILE, Where
from desk.stage import asking_at, stage_at
from desk.terminal import (
    EXIT_CODES,
    REFUSED,
    AsJson,
    console,
    print_json,
    say,
    stop,
    within_reach,
)
from domain.money import format_money
from domain.order_book import StaleOrderError
from domain.shelf import ShelfItem
from domain.stock import StockGoneError
from domain.stock_keeping import USUAL, What, Why, chain_of, kept

stock = typer.Typer(
    help="What is left of every piece; and what was sold or lost elsewhere.",
    invoke_without_command=True,
    epilog=EXIT_CODES,
)

COMMANDS = {
    What.SOLD: "Say that a piece was sold elsewhere, such as at a market: nobody can buy it here then.",
    What.LOST: "Say that a piece is broken, stolen or gone: nobody can buy it then.",
    What.FOUND: "Take back what was said of a piece: it can be bought again.",
}

Sku = Annotated[str, typer.Argument(metavar="SKU", help="As `shop stock` lists it.")]
Quantity = Annotated[int, typer.Option("--qty", min=1, help="How many.")]
Because = Annotated[Why, typer.Option("--why", help="Where it went; it stays in the ledger.")]


@stock.callback()
def listing(
    context: typer.Context,
    low: Annotated[bool, typer.Option(help="Only what has 2 or fewer left.")] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """List what is left of every piece, what is being paid for, and what is sold."""
    if context.invoked_subcommand:
        return
    with within_reach():
        rows = stock_rows(stage_at(stack), low=low)
    if as_json:
        print_json(rows)
        return
    if not rows:
        console.print("Nothing is running low." if low else "The shelf is empty.")
        return
    table = Table(box=None, header_style="bold")
    table.add_column("SKU", no_wrap=True)
    table.add_column("Piece")
    for heading in ("Price", "Made", "Left", "On hold", "Sold"):
        table.add_column(heading, justify="right")
    for row in rows:
        counters = [str(row[name]) for name in ("made", "left", "on_hold", "sold")]
        name = row["piece"] if row["listed"] else f"{row['piece']} (no longer listed)"
        table.add_row(row["sku"], name, format_money(row["price"], row["currency"]), *counters)
    console.print(table)


def _command(what: What) -> Callable[..., None]:
    def keep(
        sku: Sku,
        qty: Quantity = 1,
        why: Because = USUAL[what],
        as_json: AsJson = False,
        stack: Where = STACK_FILE,
    ) -> None:
        _keep(what, sku, qty, why, stack, as_json=as_json)

    return keep


for _what, _says in COMMANDS.items():
    stock.command(_what.value, help=_says)(_command(_what))


def _keep(what: What, sku: str, qty: int, why: Why, stack: Path, *, as_json: bool) -> None:
    with within_reach():
        shop = asking_at(stack)
        try:
            head = shop.ledger.head(chain_of(sku))
            shop.orders.keep_stock(kept(what, sku, qty, why, head, shop.now()))
        except StockGoneError:
            stop(too_few(what, sku, qty, shop.shelf.items([sku]).get(sku)), REFUSED)
        except StaleOrderError:
            stop(f"Somebody else has just counted {sku}. Look at `shop stock` again.", REFUSED)
        after = shop.shelf.items([sku])[sku].stock
    if as_json:
        said = {"sku": sku, "what": what.value, "quantity": qty, "left": after.available}
        print_json(said | {"on_hold": after.held, "sold": after.sold, "made": after.made})
    else:
        say(f"{sku}: {qty} {what.value}, {after.available} left.")


def too_few(what: What, sku: str, qty: int, item: ShelfItem | None) -> str:
    """Why so many can't be moved; `item` is how the shelf stands, None where it has no such SKU."""
    if item is None:
        return f"There is no piece {sku}. `shop stock` lists them."
    if what is What.FOUND:
        return f"{sku}: {qty} can't be found again, only {item.stock.sold} are sold or lost."
    paying = f", and {item.stock.held} being paid for" if item.stock.held else ""
    return f"{sku}: only {item.stock.available} left{paying}. Nothing was changed."
