"""One table from what can go wrong to what the visitor is told, as a page or as problem+json."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from domain.letter_terms import NoLetterError
from domain.limits import (
    HELD_PIECES,
    OPEN_DRAFTS,
    HeldAgainError,
    TooManyTriesError,
    TooMuchHeldError,
)
from domain.links import LinkError
from domain.order_book import BookUnavailableError, StaleOrderError
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.shop import ShopClosedError
from domain.stock import NotPutBackError
from domain.subscribers import StaleSubscriberError
from functions.web.forms import (
    BodyTooLargeError,
    ContentTypeError,
    ForeignOriginError,
    MalformedBodyError,
    wants_json,
)
from functions.web.pages import HEADERS, Pages
from functions.web.too_many import NOT_CHARGED, TOO_MANY

log = logging.getLogger(__name__)


class Problem(msgspec.Struct, frozen=True):
    """`type` names the kind for programs; `title` and `detail` are for people.

    `agreement` is what a program sends as `terms` once its person has read and agreed; `changes`
    are sentences on what was and what is. `retry_after` is in seconds.
    """

    status: int
    type: str
    title: str
    detail: str
    errors: dict[str, str] | None = None
    agreement: str | None = None
    changes: list[str] | None = None
    retry_after: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """A program, or a search engine, may come back in a minute; who tried too often, in ten."""
        wait = self.retry_after or {503: 60, 429: 600}.get(self.status)
        return {"Retry-After": str(wait)} if wait else {}


_IN_A_MINUTE = (
    "Please try again in a minute. If you have paid already, your payment is safe, "
    "and we'll confirm it by email."
)

PROBLEMS: dict[type[Exception], Problem] = {
    BodyTooLargeError: Problem(
        413,
        "body-too-large",
        "That was too much at once",
        "The form sent more than 64 KB. Go back to the page and send its form again.",
    ),
    ContentTypeError: Problem(
        415,
        "content-type",
        "We couldn't read that",
        "Send a form (application/x-www-form-urlencoded) or JSON (application/json).",
    ),
    MalformedBodyError: Problem(
        400,
        "malformed",
        "We couldn't read that",
        "What was sent is broken. Go back to the page and send its form again.",
    ),
    ForeignOriginError: Problem(
        400,
        "foreign-origin",
        "That form isn't ours",
        "It came from another website. Open the page in our shop and send its form there.",
    ),
    TooMuchHeldError: Problem(
        429,
        "too-much-held",
        "That is more than we can hold",
        f"So that others can buy too, one network can hold {HELD_PIECES} pieces in {OPEN_DRAFTS} "
        "orders at a time. Finish the payments that are open, or put those pieces back, and try again. If they aren't yours, "
        "try again in half an hour. For a larger order, write to us. This order isn't held or charged, and your cart is as you left it.",
    ),
    HeldAgainError: Problem(
        429,
        "held-again",
        "Others have a moment to look at it now",
        "You, or someone on your network, had this or part of it on hold until just now. So that "
        "everybody gets a chance, a one-of-a-kind piece can be held again ten minutes after that. "
        f"{NOT_CHARGED} Your cart is as you left it.",
    ),
    ShopClosedError: Problem(
        503,
        "shop-closed",
        "The shop isn't open yet",
        "Come back in a little while.",
    ),
    PaymentsUnavailableError: Problem(
        503,
        "payments-unavailable",
        "The payment page isn't answering",
        f"{NOT_CHARGED} Please try again in a few minutes.",
    ),
    PaymentsRefusedError: Problem(
        503,
        "payments-refused",
        "The payment page couldn't be opened",
        f"{NOT_CHARGED} Please try again later, or write to us and we'll help.",
    ),
    NotPutBackError: Problem(
        503,
        "not-put-back",
        "We couldn't put it back just now",
        "Please try again in a minute. If you leave it, it goes back by itself when its time is up.",
    ),
    BookUnavailableError: Problem(
        503,
        "shelf-unavailable",
        "The shop is catching its breath",
        _IN_A_MINUTE,
    ),
    NoLetterError: Problem(
        410,
        "no-letter",
        "There is no letter just now",
        "The shop writes none at the moment. Nothing has changed for you.",
    ),
    StaleSubscriberError: Problem(
        503,
        "busy",
        "The shop is catching its breath",
        "Somebody changed the same thing at the same moment. Please try again in a minute.",
    ),
    StaleOrderError: Problem(
        503,
        "busy",
        "The shop is catching its breath",
        _IN_A_MINUTE,
    ),
}

_LINKS: dict[Literal["broken", "expired"], Problem] = {
    "broken": Problem(
        400,
        "broken-link",
        "That link is incomplete",
        "Copy the whole link and try again. If you have just paid, our email is on its way.",
    ),
    "expired": Problem(
        410,
        "expired-link",
        "That link has expired",
        "Write to us with your order number and we'll help.",
    ),
}


def problem_of(error: Exception) -> Problem | None:
    if isinstance(error, LinkError):
        return _LINKS[error.reason]
    if isinstance(error, TooManyTriesError):
        wait, detail = TOO_MANY[error.allowance]
        title = "That was a lot at once"
        return Problem(429, "too-many-tries", title, detail, retry_after=wait)
    return PROBLEMS.get(type(error))


def as_json(problem: Problem) -> Response:
    """RFC 9457; `errors` maps a field to its sentence."""
    body = {
        name: value for name, value in msgspec.structs.asdict(problem).items() if value is not None
    }
    headers = HEADERS | problem.headers
    return Response(msgspec.json.encode(body), problem.status, headers, "application/problem+json")


class Problems:
    """Answers the errors of a function, those that are `handled`, on a page of the `template`."""

    template = "problem.html"
    handled: Collection[type[Exception]] = PROBLEMS

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def answer(self, request: Request, problem: Problem) -> Response:
        note(problem)
        if wants_json(request):
            return as_json(problem)
        page = self._pages.answer(
            self.template,
            problem.title,
            problem.status,
            shelf_is_down=problem is PROBLEMS[BookUnavailableError],
            problem=problem,
        )
        page.headers.update(problem.headers)
        return page

    async def __call__(self, request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem is None:
            raise error
        return self.answer(request, problem)


def note(problem: Problem) -> None:
    """Log what happened, without a word of what was sent."""
    fields = {"fields": sorted(problem.errors)} if problem.errors else {}
    log.log(
        logging.ERROR if problem.status >= 500 else logging.INFO,  # noqa: PLR2004 — HTTP's own line
        "request refused",
        extra={"status": problem.status, "problem": problem.type, **fields},
    )
