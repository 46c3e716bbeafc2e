"""What can go wrong with privacy's forms and links, in words that fit them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from domain.links import LinkError
from domain.order_book import BookUnavailableError
from domain.request_changing import NoSuchRequestError
from domain.request_reading import NoSuchFormError
from domain.requests import StaleRequestError
from functions.web.forms import BodyTooLargeError, ForeignOriginError, MalformedBodyError
from functions.web.problems import PROBLEMS, Problem, Problems

_AGAIN = "Go back to the form and send it again."
_WRITE = "Write to us and name your request’s number, and we’ll help."

_GONE = Problem(410, "request-gone", "This request isn’t kept any more", _WRITE)
_BUSY = Problem(
    503,
    "busy",
    "The shop is catching its breath",
    "Nothing was changed. Please try again in a minute, or write to us: that counts as much.",
)

WORDS: dict[type[Exception], Problem] = {
    NoSuchFormError: Problem(
        422,
        "no-such-form",
        "Choose one thing first",
        "We couldn’t tell what you ask for. Choose one thing, and send its form.",
    ),
    NoSuchRequestError: _GONE,
    StaleRequestError: _BUSY,
    BookUnavailableError: _BUSY,
    BodyTooLargeError: Problem(
        413,
        "body-too-large",
        "That was too much at once",
        "The form sent more than 64 KB. Go back, shorten what you wrote, and send it again. For "
        "longer words and files, write us an email.",
    ),
    MalformedBodyError: Problem(400, "malformed", "We couldn’t read that", _AGAIN),
    ForeignOriginError: Problem(
        400,
        "foreign-origin",
        "That form isn’t ours",
        "It came from another website. Open the form in our shop and send it there.",
    ),
}


class PrivacyProblems(Problems):
    template = "privacy_problem.html"
    handled = (*PROBLEMS, *WORDS)

    async def __call__(self, request: Request, error: Exception) -> Response:
        if isinstance(error, LinkError):
            return self.answer(request, _of_link(error))
        if problem := WORDS.get(type(error)):
            return self.answer(request, problem)
        return await super().__call__(request, error)


def _of_link(error: LinkError) -> Problem:
    if error.reason == "expired":
        return Problem(410, "expired-link", "That link has expired", _WRITE)
    detail = "Copy the whole link from the email and try again."
    return Problem(400, "broken-link", "That link is incomplete", detail)
