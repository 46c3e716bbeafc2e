"""The desk as one app: its pages behind the key, its style before it, and what can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from desk.terminal import NOT_ANSWERING
from desk.web.door import STATIC, Door
from desk.web.order import NoSuchOrderError, OrderPage
from desk.web.orders import OrdersPage
from desk.web.overview import PicturePage, SalesPage, TodayPage
from desk.web.paper import Paper
from desk.web.parts import DeskParts
from desk.web.returned import NoSuchReturnError, ReturnPage
from desk.web.returns import ReturnsPage
from desk.web.stock import NoSuchPieceError, StockPage
from domain.order_book import BookUnavailableError
from functions.web.forms import (
    BodyTooLargeError,
    ContentTypeError,
    ForeignOriginError,
    MalformedBodyError,
)

THEME = Path(__file__).parents[2] / "theme/static"
SHEETS = (
    *("layers", "reset", "tokens", "base", "button", "field", "words"),
    *("site", "apart/answer", "shop/form"),
)
"""What the desk wears of the shop's own style, before its own sheet."""

SHEET = Path(__file__).with_name("desk.css")

KEPT = {"Cache-Control": "private, max-age=3600"}
"""For the typeface alone, so that headings don't flicker from page to page."""

Handler = Callable[[Request, Exception], Response]

WORDS: dict[type[Exception], tuple[int, str, str]] = {
    NoSuchOrderError: (404, "No such order", "There is no order with this number."),
    NoSuchReturnError: (404, "No such return", "There is no return with this number."),
    NoSuchPieceError: (
        404,
        "No such piece",
        "Nothing is counted under this SKU: it isn't on the shelf, or it is made to order.",
    ),
    BookUnavailableError: (503, "The shop isn't answering", NOT_ANSWERING),
    BodyTooLargeError: (413, "That was too much", "Write less, and send it again."),
    ContentTypeError: (415, "This can't be read", "Use the forms of this desk."),
    MalformedBodyError: (400, "This can't be read", "Use the forms of this desk."),
    ForeignOriginError: (403, "This can't be read", "Use the forms of this desk."),
}


def create_app(parts: DeskParts, origin: str, key: str, token: str) -> ASGIApp:
    """`origin` is the desk's own address, `key` opens every page, `token` gives the key once."""
    paper = Paper(parts)

    def outside(request: Request) -> Response:
        return paper.words(
            request,
            "This desk is closed",
            403,
            "The link that opens it works once, and only while the desk is open.",
            "Stop “shop desk” with Ctrl-C and start it again: it makes a new one.",
        )

    pages = Mount(f"/{key}", routes=_pages(parts, paper, origin))
    app = Starlette(
        routes=[pages, *_theme()],
        exception_handlers={kind: _told(paper, kind) for kind in WORDS}
        | {HTTPException: _nothing_here(paper), Exception: _unexpected(paper)},
    )
    return Door(app, origin, key, token, outside)


def _pages(parts: DeskParts, paper: Paper, origin: str) -> list[Route]:
    order, stock = OrderPage(parts, paper, origin), StockPage(parts, paper, origin)
    returned = ReturnPage(parts, paper, origin)
    answer = "/returns/{return_id}/{step}"
    step, move = "/orders/{order_id}/{step}", "/stock/{sku}/{what}"
    return [
        Route("/", TodayPage(parts, paper).show, methods=["GET"]),
        Route("/orders", OrdersPage(parts, paper).show, methods=["GET"]),
        Route("/orders/{order_id}", order.show, methods=["GET"]),
        Route(step, order.ask, methods=["GET"]),
        Route(step, order.take, methods=["POST"]),
        Route("/returns", ReturnsPage(parts, paper).show, methods=["GET"]),
        Route("/returns/{return_id}", returned.show, methods=["GET"]),
        Route("/returns/{return_id}/pictures/{number:int}", returned.picture, methods=["GET"]),
        Route(answer, returned.ask, methods=["GET"]),
        Route(answer, returned.take, methods=["POST"]),
        Route("/stock", stock.show, methods=["GET"]),
        Route(move, stock.ask, methods=["GET"]),
        Route(move, stock.take, methods=["POST"]),
        Route("/sales", SalesPage(parts, paper).show, methods=["GET"]),
        Route("/pictures/{slug}", PicturePage(parts, paper).show, methods=["GET"]),
    ]


def _theme() -> list[Route]:
    font, icon = THEME / "fonts/eb-garamond.woff2", THEME / "icon.svg"
    return [
        Route(f"{STATIC}desk.css", lambda _: Response(_style(), media_type="text/css")),
        Route(
            f"{STATIC}{font.name}",
            lambda _: FileResponse(font, media_type="font/woff2", headers=KEPT),
        ),
        Route(f"{STATIC}{icon.name}", lambda _: FileResponse(icon)),
    ]


def _style() -> str:
    sheets = [*(THEME / f"css/{name}.css" for name in SHEETS), SHEET]
    joined = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return joined.replace("../fonts/", STATIC)


def _told(paper: Paper, kind: type[Exception]) -> Handler:
    status, title, sentence = WORDS[kind]

    def told(request: Request, _error: Exception) -> Response:
        return paper.words(request, title, status, sentence)

    return told


def _nothing_here(paper: Paper) -> Handler:
    def told(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return paper.words(
            request, "There is nothing here", status, "Go on from one of the pages above."
        )

    return told


def _unexpected(paper: Paper) -> Handler:
    def told(request: Request, _error: Exception) -> Response:
        return paper.words(
            request,
            "Something went wrong",
            500,
            "What it was is written in the terminal. Look at what you changed before you do it again.",
        )

    return told
