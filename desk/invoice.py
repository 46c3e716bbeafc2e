"""`shop invoice`: an order's invoice and its credit notes, to print or to hand to whoever keeps the books."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from desk.order_writing import found
from desk.places import STACK_FILE, Where
from desk.stage import stage_at
from desk.terminal import REFUSED, AsJson, print_json, say, stop, within_reach
from domain.orders import UNPAID
from domain.papers import Paper, papers_of
from domain.shop import ShopFacts

SHEETS = ("layers", "reset", "tokens", "base", "words", "apart/answer")
"""The parts of the shop's style that dress a paper."""


def invoice(
    order_id: Annotated[str, typer.Argument(metavar="ID", help="As `shop orders` lists it.")],
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write it; invoice-NUMBER.html if left out."),
    ] = None,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Write an order's invoice, with a credit note for each refund, as a page to print."""
    with within_reach():
        stage = stage_at(stack)
        order = found(stage, order_id)
        facts = stage.shelf.facts()
    papers = papers_of(order, facts.time_zone) if facts else ()
    if facts is None or not papers:
        unpaid = order.status in UNPAID or not order.paid_total
        why = "Nothing was paid for it." if unpaid else "It gets its number within minutes."
        stop(f"Order {order.id} has no invoice. {why}", REFUSED)
    if as_json:
        print_json([msgspec.to_builtins(paper) for paper in papers])
        return
    file = to or Path(f"invoice-{papers[0].number}.html")
    file.write_text(written(papers, facts), encoding="utf-8")
    also = f", with {_counted(len(papers) - 1)}" if len(papers) > 1 else ""
    say(f"Invoice {papers[0].number} of order {order.id} is in {file}{also}.")


def written(papers: tuple[Paper, ...], facts: ShopFacts) -> str:
    """One file that fetches nothing: it looks the same in ten years."""
    # Templates and a web framework take longer to import than other commands take to answer.
    from functions.web.pages import THEME, environment  # noqa: PLC0415

    css = THEME / "static" / "css"
    style = "\n".join((css / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    # The display face is a file of the shop's site; without it the sheet names one like it.
    lines = [line for line in style.splitlines() if "url(" not in line]
    page = environment(THEME / "templates", facts.locale).get_template("paper_alone.html")
    title = f"Invoice {papers[0].number}"
    return page.render(title=title, papers=papers, shop=facts, style="\n".join(lines))


def _counted(notes: int) -> str:
    return "a credit note" if notes == 1 else f"{notes} credit notes"
