"""What is left of every piece, and pieces that leave the shelf by no order."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.listings import is_low
from desk.stock import too_few
from desk.web.paper import Paper, behind
from desk.web.parts import DeskParts
from desk.web.steps import Typed
from domain.ledger import Head
from domain.order_book import StaleOrderError
from domain.shelf import ShelfItem
from domain.stock import StockGoneError
from domain.stock_keeping import USUAL, What, Why, chain_of, kept
from functions.web.forms import read_form

WORDS = {
    What.SOLD: ("Sold elsewhere", "sold elsewhere", "Nobody can buy {} here then."),
    What.LOST: ("Lost or broken", "lost", "Nobody can buy {} then."),
    What.FOUND: ("Found again", "found again", "Whoever comes first can buy {} then."),
}
"""The button, the word in a sentence, and what follows."""

MOST = 9999


class NoSuchPieceError(Exception):
    """Its address leads nowhere, or to what is made to order, of which nothing is counted."""


class StockPage:
    def __init__(self, parts: DeskParts, paper: Paper, origin: str) -> None:
        self._parts = parts
        self._paper = paper
        self._origin = origin

    def show(self, request: Request) -> Response:
        everything = request.query_params.get("show") == "all"
        counted = [item for item in self._parts.shelf.all_items() if not item.made_to_order]
        done = request.query_params.get("done", "")
        return self._paper.page(
            request,
            "stock.html",
            "Stock",
            items=[item for item in counted if everything or is_low(item)],
            everything=everything,
            ways={what.value: words[0] for what, words in WORDS.items()},
            changed=next((item for item in counted if item.sku == done), None),
        )

    def ask(self, request: Request) -> Response:
        return self._form(request, self._item(request), _what(request), {})

    async def take(self, request: Request) -> Response:
        typed = dict(await read_form(request, self._origin))
        return await run_in_threadpool(self._go_on, request, typed)

    def _go_on(self, request: Request, sent: Typed) -> Response:
        item, what = self._item(request), _what(request)
        typed = {name: sent.get(name, "") for name in ("count", "why")}
        if sent.get("answer") == "change":
            return self._form(request, item, what, typed)
        count = _count(typed["count"])
        problem = _problem(what, item, count, typed["why"])
        if problem or count is None:
            return self._form(request, item, what, typed, problem)
        head = self._parts.ledger.head(chain_of(item.sku))
        gone_on = sent.get("revision", str(head.sequence)) != str(head.sequence)
        if gone_on or sent.get("answer") != "yes":
            return self._agreement(request, item, count, typed, head, gone_on=gone_on)
        why, now = Why(typed["why"]), self._parts.now()
        try:
            self._parts.book.keep_stock(kept(what, item.sku, count, why, head, now))
        except (StaleOrderError, StockGoneError):
            # Read again, it says what is left now, and keeps what was typed.
            return self._go_on(request, {**sent, "answer": "", "revision": "gone on"})
        return behind(request, f"/stock?done={item.sku}")

    def _form(
        self,
        request: Request,
        item: ShelfItem,
        what: What,
        typed: Typed,
        problem: str | None = None,
    ) -> Response:
        button, word, _ = WORDS[what]
        return self._paper.page(
            request,
            "stock_step.html",
            f"{item.name}: {word}",
            422 if problem else 200,
            item=item,
            button=button,
            reasons=[why.value for why in Why],
            typed={"count": "1", "why": USUAL[what].value} | dict(typed),
            problem=problem,
        )

    def _agreement(
        self,
        request: Request,
        item: ShelfItem,
        count: int,
        typed: Typed,
        head: Head,
        *,
        gone_on: bool,
    ) -> Response:
        what = _what(request)
        button, word, then = WORDS[what]
        left = item.stock.available + (count if what is What.FOUND else -count)
        return self._paper.page(
            request,
            "agreement.html",
            f"{count} × {item.name}: {word}?",
            409 if gone_on else 200,
            button=button,
            fields=True,
            back="/stock",
            about=item.name,
            sentences=[
                f"Reason: {typed['why']}. It stays in the ledger.",
                then.format("it" if count == 1 else "them"),
                f"{left} will be left.",
            ],
            typed={**typed, "revision": str(head.sequence)},
            gone_on=gone_on,
        )

    def _item(self, request: Request) -> ShelfItem:
        """Raises NoSuchPieceError."""
        sku = request.path_params["sku"]
        item = self._parts.shelf.items([sku]).get(sku)
        if item is None or item.made_to_order:
            raise NoSuchPieceError
        return item


def _what(request: Request) -> What:
    what = request.path_params["what"]
    if what not in set(What):
        raise HTTPException(404)
    return What(what)


def _count(told: str) -> int | None:
    told = told.strip()
    short = told.isascii() and told.isdecimal() and len(told) <= len(str(MOST))
    return int(told) if short and int(told) else None


def _problem(what: What, item: ShelfItem, count: int | None, why: str) -> str | None:
    if count is None:
        return f"Write how many as a number from 1 to {MOST:,}."
    if why not in set(Why):
        return "Choose a reason."
    there = item.stock.sold if what is What.FOUND else item.stock.available
    return too_few(what, item.sku, count, item) if count > there else None
