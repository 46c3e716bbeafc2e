"""Erasing somebody everywhere: place by place, and what each came to is written down at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from domain.exports import ExportsUnavailableError
from domain.holdings import Subject, System, merged
from domain.order_book import BookUnavailableError, StaleOrderError
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.request_decisions import SETTLED, record
from domain.request_parts import Retained, Work
from domain.requests import Request, RequestBook, StaleRequestError
from domain.subscribers import StaleSubscriberError
from domain.things import StaleThingsError

TROUBLE = (
    BookUnavailableError,
    ExportsUnavailableError,
    PaymentsRefusedError,
    PaymentsUnavailableError,
    StaleOrderError,
    StaleSubscriberError,
    StaleThingsError,
)
"""What one place may come to that leaves the others done, and is tried again later."""

BY_LAW = frozenset({"tax_law", "stripe_answers_for_them"})
"""Reasons for which an erasure is done in part; what keeps an erased person out isn't one."""

Settled = Literal["done", "nothing", "failed"]

log = logging.getLogger(__name__)


class Erasing(msgspec.Struct, frozen=True):
    """`systems` in the order in which they are asked.

    Orders come last: Stripe and the outbox go by them.
    """

    systems: Sequence[System]
    book: RequestBook
    now: Callable[[], datetime]

    def plan(self) -> list[Work]:
        return [Work(system.name, "erase") for system in self.systems]

    def run(self, request: Request, subject: Subject) -> Request:
        """Go on with what isn't done; the request as it is then. Raises StaleRequestError."""
        for system in self.systems:
            work = next((each for each in request.work if each.name == system.name), None)
            if work and work.status not in SETTLED:
                request = self._erased(request, system, subject)
        return request

    def kept(self, subject: Subject) -> tuple[Retained, ...]:
        """For the receipt: what stays, why, and until when."""
        return merged(each for system in self.systems for each in system.kept(subject))

    def _erased(self, request: Request, system: System, subject: Subject) -> Request:
        try:
            outcome = system.erase(subject, self.now())
        except TROUBLE as error:
            reason = type(error).__name__
            log.warning("a place wasn't erased", extra={"request": request.id, "reason": reason})
            return self._noted(request, system, "failed", reason)
        except StaleRequestError:
            return self._noted(request, system, "failed", StaleRequestError.__name__)
        if outcome.waits:
            return self._noted(request, system, "failed", outcome.waits)
        return self._noted(request, system, "done" if outcome.changed else "nothing")

    def _noted(
        self, request: Request, system: System, status: Settled, why: str | None = None
    ) -> Request:
        change = record(request, system.name, status, self.now(), why)
        if change is None:
            return request
        self.book.commit(change)
        return change.request


def is_whole(retained: Iterable[Retained]) -> bool:
    """Whether all went that can go: what stays keeps an erased person from coming back."""
    return not any(each.basis in BY_LAW for each in retained)
