"""Changing a request that others may change too: read, decided and written, or begun anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain.request_decisions import repeat
from domain.request_proof import Result, Tried
from domain.requests import Request, RequestBook, RequestChange, StaleRequestError

ATTEMPTS = 5
"""How often a request that somebody else is changing is read again."""


class NoSuchRequestError(Exception):
    """A request that isn't kept any more."""


def kept(book: RequestBook, request_id: str) -> Request:
    """Raises NoSuchRequestError."""
    request = book.get(request_id)
    if request is None:
        raise NoSuchRequestError(request_id)
    return request


def changed(
    book: RequestBook, request_id: str, decide: Callable[[Request], RequestChange]
) -> Request:
    """The request as it is then. Raises NoSuchRequestError, StaleRequestError."""
    return tried(book, request_id, lambda each: Tried("right", decide(each)))[0]


def tried(
    book: RequestBook, request_id: str, decide: Callable[[Request], Tried]
) -> tuple[Request, Result]:
    """The request after a try, and what the try was. Raises as `changed`."""
    for attempt in range(ATTEMPTS):
        request = kept(book, request_id)
        outcome = decide(request)
        if outcome.change is None:
            return request, outcome.result
        try:
            book.commit(outcome.change)
        except StaleRequestError:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return outcome.change.request, outcome.result
    raise StaleRequestError(request_id)


def closed_if_repeated(book: RequestBook, request: Request, now: Callable[[], datetime]) -> Request:
    """Closed, where whoever has just proven who they are has asked the same before."""
    theirs = book.of_subject(request.subject)
    before = next((each for each in theirs if request.repeats(each)), None)
    if before is None or not request.is_open:
        return request
    return changed(book, request.id, lambda each: repeat(each, before.id, now()))
