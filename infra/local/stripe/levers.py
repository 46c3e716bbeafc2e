"""Levers for what happens to money after the payment: what a test, or the payment page, pulls."""

from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.local.stripe.bodies import mistaken, read_body
from infra.local.stripe.books import Books
from infra.local.stripe.disputes import Standing, move_dispute, open_dispute
from infra.local.stripe.errors import StripeShapedError
from infra.local.stripe.refunds import arrive, bounce
from infra.local.stripe.store import Object


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """A dispute of the payment; of all of it where no `amount` is said."""

    payment_intent: str
    reason: str = "product_not_received"
    amount: int | None = None
    days: int = 10


class Decided(msgspec.Struct, forbid_unknown_fields=True):
    status: Standing


class Heard(msgspec.Struct, forbid_unknown_fields=True):
    status: Literal["failed", "arrived"]


class Levers(msgspec.Struct, frozen=True):
    books: Books

    async def open_dispute(self, request: Request) -> Response:
        asked = await read_body(request, Asked)
        if isinstance(asked, Response):
            return asked
        try:
            charge = charge_of(self.books, asked.payment_intent)
            body = open_dispute(self.books, charge, asked.reason, asked.amount, asked.days)
        except StripeShapedError as error:
            return mistaken(str(error), 409)
        return self._told(body)

    async def move_dispute(self, request: Request) -> Response:
        decided = await read_body(request, Decided)
        if isinstance(decided, Response):
            return decided
        try:
            dispute = self.books.find("dispute", request.path_params["id"], "dispute", "dispute")
            return self._told(move_dispute(self.books, dispute, decided.status))
        except StripeShapedError as error:
            return mistaken(str(error), 409)

    async def move_refund(self, request: Request) -> Response:
        heard = await read_body(request, Heard)
        if isinstance(heard, Response):
            return heard
        act = bounce if heard.status == "failed" else arrive
        try:
            refund = self.books.find("refund", request.path_params["id"], "refund", "refund")
            return self._told(act(self.books, refund))
        except StripeShapedError as error:
            return mistaken(str(error), 409)

    def _told(self, body: Object) -> Response:
        self.books.courier.dispatch()
        return JSONResponse(body)


def charge_of(books: Books, payment_intent: str) -> Object:
    intent = books.find("payment_intent", payment_intent, "payment_intent", "payment_intent")
    return books.find("charge", intent["latest_charge"], "charge", "charge")
