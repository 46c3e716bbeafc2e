"""`/_standin/…`: levers for tests, closed unless the settings open them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.stripe.api import Api
from infra.local.stripe.bodies import mistaken, read_body
from infra.local.stripe.clockwork import catch_up
from infra.local.stripe.faults import Fault
from infra.local.stripe.levers import Levers
from infra.local.stripe.webhooks import Handling

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


class Jump(msgspec.Struct, forbid_unknown_fields=True):
    advance_seconds: float


class Announcement(msgspec.Struct, forbid_unknown_fields=True):
    """An event that the stand-in has no act for, such as a payout: told as it is given."""

    type: str
    object: dict[str, Any]


@dataclass
class Controls:
    api: Api

    def routes(self) -> list[BaseRoute]:
        money = Levers(self.api.books)
        levers: dict[str, dict[str, Endpoint]] = {
            "/_standin": {"DELETE": self.forget_everything},
            "/_standin/faults": {"POST": self.order_fault, "DELETE": self.clear_faults},
            "/_standin/webhooks": {"POST": self.handle, "DELETE": self.handle_normally},
            "/_standin/requests": {"GET": self.requests, "DELETE": self.clear_requests},
            "/_standin/deliveries": {"GET": self.deliveries},
            "/_standin/events": {"POST": self.announce},
            "/_standin/disputes": {"POST": money.open_dispute},
            "/_standin/disputes/{id}": {"POST": money.move_dispute},
            "/_standin/refunds/{id}": {"POST": money.move_refund},
            "/_standin/clock": {"POST": self.jump, "DELETE": self.return_to_now},
        }
        return [
            Route(path, endpoint, methods=[method])
            for path, methods in levers.items()
            for method, endpoint in methods.items()
        ]

    async def order_fault(self, request: Request) -> Response:
        fault = await read_body(request, Fault)
        if isinstance(fault, Response):
            return fault
        self.api.faults.waiting.append(fault)
        return JSONResponse({"waiting": len(self.api.faults.waiting)})

    async def clear_faults(self, _: Request) -> Response:
        self.api.faults.waiting.clear()
        return Response(status_code=204)

    async def handle(self, request: Request) -> Response:
        handling = await read_body(request, Handling)
        if isinstance(handling, Response):
            return handling
        self._handle(handling)
        return JSONResponse({"mode": handling.mode})

    async def handle_normally(self, _: Request) -> Response:
        self._handle(Handling())
        return Response(status_code=204)

    def _handle(self, handling: Handling) -> None:
        courier = self.api.books.courier
        courier.release()
        courier.handling = handling
        courier.dispatch()

    async def requests(self, _: Request) -> Response:
        return JSONResponse({"requests": self.api.requests.received})

    async def clear_requests(self, _: Request) -> Response:
        self.api.requests.received.clear()
        return Response(status_code=204)

    async def deliveries(self, _: Request) -> Response:
        rows = self.api.books.store.database.execute(
            "SELECT id, event, url, state, attempts, due_at FROM deliveries ORDER BY id"
        )
        return JSONResponse({"deliveries": [dict(row) for row in rows]})

    async def announce(self, request: Request) -> Response:
        told = await read_body(request, Announcement)
        if isinstance(told, Response):
            return told
        if not isinstance(told.object.get("id"), str):
            return mistaken("The object needs an id", 422)
        books = self.api.books
        with books.store.transaction():
            event = books.announce(told.type, told.object)
        books.courier.dispatch()
        return JSONResponse(event)

    async def jump(self, request: Request) -> Response:
        jump = await read_body(request, Jump)
        if isinstance(jump, Response):
            return jump
        books = self.api.books
        books.ahead_seconds += jump.advance_seconds
        catch_up(books)
        return JSONResponse({"now": books.now()})

    async def return_to_now(self, _: Request) -> Response:
        self.api.books.ahead_seconds = 0
        return Response(status_code=204)

    async def forget_everything(self, request: Request) -> Response:
        self.api.books.store.forget_everything()
        await self.clear_faults(request)
        await self.clear_requests(request)
        await self.return_to_now(request)
        return await self.handle_normally(request)
