"""Routes of orders: Stripe's events, the thank-you page, and the way back from the payment page."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions.orders.events import receive_event
from functions.orders.parts import OrderParts
from functions.orders.remembering import Remembering
from functions.orders.restock import Restock
from functions.orders.returning import return_routes
from functions.orders.visits import Visits
from functions.orders.whole import Whole
from functions.orders.withdrawing import withdrawal_routes
from functions.orders.writing import Writing
from functions.web.asgi import build_app
from functions.web.forms import read_form
from functions.web.problems import Problems


def create_app(parts: OrderParts) -> Starlette:
    visits = Visits(parts)
    remembering = Remembering(parts, visits)
    whole = Whole(parts, visits)
    writing = Writing(parts)
    restock = Restock(parts)

    async def events(request: Request) -> Response:
        return await receive_event(request, parts)

    async def thanks(request: Request) -> Response:
        return visits.thanks(request.query_params.get("t", ""))

    async def back(request: Request) -> Response:
        return visits.back(request.query_params.get("t", ""))

    async def order(request: Request) -> Response:
        token = request.query_params.get("t", "")
        if request.method == "POST":
            pairs = await read_form(request, parts.origin)
            return whole.act(token, pairs, parts.networks.of(request))
        return visits.order(token)

    async def invoice(request: Request) -> Response:
        return whole.papers(request.query_params.get("t", ""))

    async def gift(request: Request) -> Response:
        return visits.gift(request.query_params.get("t", ""))

    async def remind(request: Request) -> Response:
        pairs = await read_form(request, parts.origin)
        return remembering.remind(dict(reversed(pairs)), parts.networks.of(request))

    async def put_back(request: Request) -> Response:
        pairs = await read_form(request, parts.origin)
        return visits.put_back(dict(pairs).get("t", ""))

    routes = [
        Route("/api/stripe/events", events, methods=["POST"]),
        Route("/api/orders/thanks", thanks, methods=["GET"]),
        Route("/api/orders/back", back, methods=["GET"]),
        Route("/api/orders/back", put_back, methods=["POST"]),
        Route("/api/orders/remind", remind, methods=["POST"]),
        Route("/api/orders/order", order, methods=["GET", "POST"]),
        Route("/api/orders/invoice", invoice, methods=["GET"]),
        Route("/api/orders/contact", writing.visit, methods=["GET", "POST"]),
        Route("/api/orders/waiting", restock.visit, methods=["GET", "POST"]),
        Route("/api/orders/gift", gift, methods=["GET"]),
        *return_routes(parts, visits),
        *withdrawal_routes(parts, visits),
    ]
    return build_app(routes, Problems(parts.pages), parts.networks)
