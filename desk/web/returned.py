"""One return: its pieces, reason and pictures, and each step with what it would bring before it is done."""

from __future__ import annotations

from collections import defaultdict

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.return_decisions import CANT, found_in, where_to_send_it
from desk.return_page import happened
from desk.web.paper import Paper, behind
from desk.web.parts import DeskParts
from desk.web.return_steps import DONE, STEPS, ReturnStep, offered
from desk.web.steps import Typed
from desk.what_follows import what_follows_a_return
from domain.exports import ExportsUnavailableError
from domain.money import PriceError
from domain.order_book import StaleOrderError
from domain.orders import Order
from domain.refunds import RefundError
from domain.return_steps import ReturnError, find
from domain.returned import Return, ReturnState
from domain.stock import StockGoneError
from functions.web.forms import read_form
from infra.stages import StageError

FIELDS: dict[type[Exception], str] = {
    ReturnError: "words",
    PriceError: "amount",
    RefundError: "amount",
}
"""Which field of its form a sentence is about."""

UNREACHED = (ExportsUnavailableError, StageError)
"""Where pictures can't be reached just now, which keeps nobody from deciding."""

TYPES = {"jpg": "image/jpeg", "png": "image/png"}


class NoSuchReturnError(Exception):
    """Its address leads nowhere."""


class ReturnPage:
    def __init__(self, parts: DeskParts, paper: Paper, origin: str) -> None:
        self._parts = parts
        self._paper = paper
        self._origin = origin

    def show(self, request: Request) -> Response:
        order, it = self._found(request)
        try:
            pictures, unreached = self._parts.pictures().numbers(it), False
        except UNREACHED:
            pictures, unreached = [], True
        return self._paper.page(
            request,
            "return.html",
            f"Return {it.id}",
            order=order,
            it=it,
            story=happened(it, self._parts.shelf.facts()),
            pictures=pictures,
            unreached=unreached,
            steps=offered(it),
            done=DONE.get(it.state) if "done" in request.query_params else None,
            left="left" in request.query_params,
        )

    def picture(self, request: Request) -> Response:
        """As the buyer sent it. It is read by this machine, and shown nowhere else."""
        _, it = self._found(request)
        try:
            found = self._parts.pictures().one(it, request.path_params["number"])
        except UNREACHED:
            found = None
        if found is None:
            return self._paper.words(request, "No picture", 404, "It isn't there, or not any more.")
        return Response(found[0], media_type=TYPES[found[1]])

    def ask(self, request: Request) -> Response:
        """The form of a step."""
        (order, it), step = self._found(request), _step(request)
        return self._form(request, step, order, it, {})

    async def take(self, request: Request) -> Response:
        """What was typed: looked at first, and done once it is agreed to."""
        pairs = await read_form(request, self._origin)
        typed = {name: text.replace("\r\n", "\n") for name, text in pairs}
        return await run_in_threadpool(self._go_on, request, typed)

    def _go_on(self, request: Request, sent: Typed, *, gone_on: bool = False) -> Response:
        (order, it), step = self._found(request), _step(request)
        typed = {name: text for name, text in sent.items() if name not in ("revision", "answer")}
        if sent.get("answer") == "change":
            return self._form(request, step, order, it, typed)
        try:
            changes = step.reads(typed)(order, it.id, self._parts.now())
        except CANT as error:
            return self._form(request, step, order, it, typed, error)
        gone_on = gone_on or sent.get("revision") != str(order.revision)
        if gone_on or sent.get("answer") != "yes":
            sentences = [*step.tells(typed), *what_follows_a_return(order, changes)]
            return self._agreement(request, step, order, it, typed, sentences, gone_on=gone_on)
        done = order
        for change in changes:
            try:
                self._parts.book.commit(change)
            except (StaleOrderError, StockGoneError):
                if done is order:
                    return self._go_on(request, sent, gone_on=True)
                break  # The parcel is noted; the return's page offers the rest once more.
            done = change.order
        return behind(request, f"/returns/{it.id}?done={step.name}{self._tidied(done, it)}")

    def _tidied(self, order: Order, before: Return) -> str:
        """Pictures go with the decision; what is left where they can't be reached is said."""
        it = find(order, before.id) or before
        try:
            if not it.is_open:
                self._parts.pictures().forget(it)
        except UNREACHED:
            return "&left=pictures"
        return ""

    def _form(  # noqa: PLR0917 — all that a form shows
        self,
        request: Request,
        step: ReturnStep,
        order: Order,
        it: Return,
        typed: Typed,
        error: Exception | None = None,
    ) -> Response:
        usual = where_to_send_it(self._parts.shelf.facts()) if step.name == "accept" else ""
        return self._paper.page(
            request,
            "return_step.html",
            step.words.title.format(it.id),
            422 if error else 200,
            step=step,
            order=order,
            it=it,
            here_already=it.state is ReturnState.RECEIVED,
            typed=defaultdict(str, {"words": usual} | dict(typed)),
            problem=str(error) if error else None,
            field=FIELDS.get(type(error)) if error else None,
        )

    def _agreement(  # noqa: PLR0917 — as above
        self,
        request: Request,
        step: ReturnStep,
        order: Order,
        it: Return,
        typed: Typed,
        sentences: list[str],
        *,
        gone_on: bool,
    ) -> Response:
        return self._paper.page(
            request,
            "agreement.html",
            f"{step.words.title.format(it.id)}?",
            409 if gone_on else 200,
            button=step.words.button,
            fields=True,
            back=f"/returns/{it.id}",
            about=f"return {it.id}",
            sentences=sentences,
            typed={**typed, "revision": str(order.revision)},
            gone_on=gone_on,
        )

    def _found(self, request: Request) -> tuple[Order, Return]:
        """Raises NoSuchReturnError."""
        known = found_in(self._parts.book, request.path_params["return_id"])
        if known is None:
            raise NoSuchReturnError
        return known


def _step(request: Request) -> ReturnStep:
    step = STEPS.get(request.path_params["step"])
    if step is None:
        raise HTTPException(404)
    return step
