"""One order: everything about it, and each step with what it would bring before it is done."""

from __future__ import annotations

from collections import defaultdict

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.order_decisions import CANT, ArrivalError
from desk.order_page import REFUNDS, about, gift, happened, left_with, sums
from desk.web.orders import is_late
from desk.web.paper import Paper, behind
from desk.web.parts import DeskParts
from desk.web.steps import STEPS, Step, Typed, asked, offered
from desk.what_follows import what_follows
from domain.carriers import ShipmentError
from domain.contact import TOPICS
from domain.fulfilment import NoteError
from domain.money import PriceError
from domain.order_book import Change, StaleOrderError
from domain.orders import Order
from domain.refunds import RefundError
from domain.stock import StockGoneError
from functions.web.forms import read_form

FIELDS: dict[type[Exception], str] = {
    ShipmentError: "number",
    ArrivalError: "on",
    NoteError: "text",
    PriceError: "amount",
    RefundError: "what",
}
"""Which field of its form a sentence is about."""


class NoSuchOrderError(Exception):
    """Its address leads nowhere."""


class OrderPage:
    def __init__(self, parts: DeskParts, paper: Paper, origin: str) -> None:
        self._parts = parts
        self._paper = paper
        self._origin = origin

    def show(self, request: Request) -> Response:
        order = self._order(request)
        done = STEPS.get(request.query_params.get("done", ""))
        facts = self._parts.shelf.facts()
        written = self._parts.inquiries.of_subject(order.subject) if order.subject else ()
        return self._paper.page(
            request,
            "order.html",
            f"Order {order.id}",
            order=order,
            late=is_late(order, self._parts.today()),
            story=happened(order, facts),
            parcel=left_with(order),
            sums=sums(order),
            gift=gift(order),
            messages=about(order, written),
            topics=TOPICS,
            refund_words=REFUNDS,
            steps=offered(order),
            done=done.words.done if done else None,
        )

    def ask(self, request: Request) -> Response:
        """The form of a step; where there is nothing to type, what it would bring."""
        order, step = self._order(request), _step(request)
        if step.fields:
            return self._form(request, step, order, {})
        return self._go_on(request, {"revision": str(order.revision)})

    async def take(self, request: Request) -> Response:
        """What was typed: looked at first, and done once it is agreed to."""
        pairs = await read_form(request, self._origin)
        typed = {name: text.replace("\r\n", "\n") for name, text in pairs}
        return await run_in_threadpool(self._go_on, request, typed)

    def _go_on(self, request: Request, sent: Typed, *, gone_on: bool = False) -> Response:
        order, step = self._order(request), _step(request)
        typed = {name: text for name, text in sent.items() if name not in ("revision", "answer")}
        if sent.get("answer") == "change":
            return self._form(request, step, order, typed)
        try:
            change = step.reads(typed, self._parts.time_zone())(order, self._parts.now())
        except CANT as error:
            return self._form(request, step, order, typed, error)
        gone_on = gone_on or sent.get("revision") != str(order.revision)
        if gone_on or sent.get("answer") != "yes":
            return self._agreement(request, step, change, typed, gone_on=gone_on)
        try:
            self._parts.book.commit(change)
        except (StaleOrderError, StockGoneError):
            return self._go_on(request, sent, gone_on=True)
        return behind(request, f"/orders/{order.id}?done={step.name}")

    def _form(
        self,
        request: Request,
        step: Step,
        order: Order,
        typed: Typed,
        error: Exception | None = None,
    ) -> Response:
        return self._paper.page(
            request,
            "step.html",
            step.words.title.format(order.id),
            422 if error else 200,
            step=step,
            order=order,
            typed=defaultdict(str, typed),
            problem=str(error) if error else None,
            field=FIELDS.get(type(error)) if error else None,
            today=self._parts.today(),
            **asked(step, order),
        )

    def _agreement(
        self, request: Request, step: Step, change: Change, typed: Typed, *, gone_on: bool
    ) -> Response:
        order = change.order
        return self._paper.page(
            request,
            "agreement.html",
            f"{step.words.title.format(order.id)}?",
            409 if gone_on else 200,
            button=step.words.button,
            fields=step.fields,
            back=f"/orders/{order.id}",
            about=f"order {order.id}",
            sentences=[*step.tells(order, typed), *what_follows(change)],
            typed={**typed, "revision": str(order.revision - 1)},
            gone_on=gone_on,
        )

    def _order(self, request: Request) -> Order:
        """Raises NoSuchOrderError."""
        order = self._parts.book.get(request.path_params["order_id"].upper())
        if order is None:
            raise NoSuchOrderError
        return order


def _step(request: Request) -> Step:
    step = STEPS.get(request.path_params["step"])
    if step is None:
        raise HTTPException(404)
    return step
