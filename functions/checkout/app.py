"""Routes of checkout: the form that buys, and what is left of a piece."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.catalogue import is_sku
from domain.checkout import Checkout
from domain.checkout_form import comes_from_the_cart
from domain.days import day_there
from domain.shelf import Shelf
from domain.shop import ShopClosedError
from functions.checkout.again import Again
from functions.checkout.answers import PieceAnswers
from functions.checkout.cart_answers import CartAnswers
from functions.checkout.refusals import REFUSALS, told
from functions.checkout.stock import stock_row
from functions.web.asgi import build_app
from functions.web.forms import read_form
from functions.web.network import Networks
from functions.web.pages import HEADERS, Pages
from functions.web.problems import Problems

MOST_SKUS = 50
"""Asked for at once by a page."""

STOCK_CACHED = "public, max-age=0, s-maxage=10"
"""Ten seconds at the CDN, not at all in a browser: a visitor who reloads sees the CDN's word."""


def create_app(checkout: Checkout, shelf: Shelf, pages: Pages, networks: Networks) -> Starlette:
    problems = Problems(pages)
    of_a_piece = PieceAnswers(shelf, pages)
    of_a_cart = CartAnswers(pages)
    again = Again(checkout, pages)

    async def buy(request: Request) -> Response:
        pairs = await read_form(request, checkout.origin)
        try:
            address = checkout.begin(pairs, networks.of(request))
        except REFUSALS as error:
            answers = of_a_cart if comes_from_the_cart(pairs) else of_a_piece
            return told(answers, request, pairs, error)
        return RedirectResponse(address, 303, HEADERS)

    async def stock(request: Request) -> Response:
        asked = [sku for sku in request.query_params.getlist("sku") if is_sku(sku)]
        items = shelf.items(asked[:MOST_SKUS])
        facts = pages.facts()
        if facts is None:
            raise ShopClosedError
        today = day_there(checkout.now(), facts.time_zone)
        counts = facts.workshop.made_a_week is not None
        made = any(item.made_to_order for item in items.values())
        taken = shelf.bench() if counts and made else {}
        rows = {sku: stock_row(item, facts, today, taken) for sku, item in items.items()}
        return JSONResponse({"stock": rows}, headers={"Cache-Control": STOCK_CACHED})

    async def reminded(request: Request) -> Response:
        return again.show(request.query_params.get("t", ""))

    async def form(request: Request) -> Response:
        """Whoever opens the form's address, from a restored tab or a link, is shown the pieces."""
        if request.method == "POST":
            return await buy(request)
        return RedirectResponse(f"{checkout.origin}/pieces/", 303, HEADERS)

    routes = [
        Route("/api/checkout", form, methods=["GET", "POST"]),
        Route("/api/checkout/again", reminded, methods=["GET"]),
        Route("/api/stock", stock, methods=["GET"]),
    ]
    return build_app(routes, problems, networks)
