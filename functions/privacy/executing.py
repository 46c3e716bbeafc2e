"""What is done for a request once it is clear who asks: rung by the table's stream, and swept.

Every step is written before the next begins, and each can be repeated: wherever it stops, the next
round goes on there.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from domain.holdings import Subject
from domain.moves import end_trail
from domain.request_decisions import SETTLED, begin, finish, hand_to_owner, record
from domain.request_parts import Retained, Work
from domain.request_restriction import EVERYWHERE, set_aside
from domain.request_states import AT_ONCE, BY_HAND, BY_ITSELF, CLOSED, State, Type
from domain.requests import Phase, Request, RequestBook, RequestChange, StaleRequestError
from domain.subscribers import SubscriberBook
from functions.privacy.copies import Copies
from functions.privacy.erasing import Erasing, is_whole
from functions.privacy.proofs import Proving
from functions.privacy.systems.orders import OrdersSystem

SECONDS = 40.0
"""For one round; what it doesn't get to is left to the next."""

NOT_ERASED = "not_erased"
"""On what basis something stays in a place where erasing it never worked."""

log = logging.getLogger(__name__)


class Executing(msgspec.Struct, frozen=True):
    book: RequestBook
    subscribers: SubscriberBook
    orders: OrdersSystem
    copies: Copies
    erasing: Erasing
    proving: Proving
    now: Callable[[], datetime]

    def ring(self, event: dict[str, Any]) -> dict[str, int]:
        """A stream's batch, or a schedule's call: how many requests moved on. Never fails."""
        if "Records" in event:
            return {"moved": self.run_each(_rung(event))}
        self.proving.sweep_quietly()
        return {"moved": self.sweep()}

    def sweep(self, seconds: float = SECONDS) -> int:
        end = time.monotonic() + seconds
        waiting = (each.id for each in self.book.in_phase(Phase.OPEN) if each.runs_by_itself)
        closed = (each.id for each in self.book.in_phase(Phase.PARTING))
        left = itertools.chain(waiting, closed)
        return self.run_each(itertools.takewhile(lambda _: time.monotonic() < end, left))

    def run_each(self, request_ids: Iterable[str]) -> int:
        """Go on with each, whatever becomes of the others."""
        return sum(self._ran(request_id) for request_id in request_ids)

    def run(self, request_id: str) -> bool:
        """Go on with one, as far as it goes now; whether anything happened."""
        request = self.book.get(request_id)
        if request is None:
            return False
        if request.approved_at or not request.is_open:
            self.copies.tidy(request)
        before = request.revision
        while request.runs_by_itself:
            stands = request
            request = self._next(request)
            if request == stands:
                break
        return request.revision > before

    def _ran(self, request_id: str) -> bool:
        try:
            return self.run(request_id)
        except Exception as error:  # noqa: BLE001 — the outermost of each request: the next one still goes
            reason = type(error).__name__
            log.error("a request was left", extra={"request": request_id, "reason": reason})  # noqa: TRY400 — no traceback: it may quote an address
            return False

    def _next(self, request: Request) -> Request:
        match request.state:
            case State.RECEIVED if request.type in AT_ONCE:
                return self._opted_out(request)
            case State.IN_REVIEW | State.REVERSED:
                return self._begun(request)
            case State.EXECUTING:
                return self._executed(request)
        return request

    def _opted_out(self, request: Request) -> Request:
        """What a page was to do at once, and didn't come to the end of."""
        end_trail(self.subscribers, request.subject, self.now())
        return self._written(finish(request, self.now()))

    def _begun(self, request: Request) -> Request:
        undecided = request.state is State.IN_REVIEW and request.approved_at is None
        erases = request.type in {Type.ERASURE, Type.CHILD}
        if erases and undecided and self.orders.at_work(_subject(request)):
            return self._written(hand_to_owner(request, "order_at_work", self.now()))
        by_owner = request.type in BY_HAND
        return self._written(begin(request, self._plan(request), self.now(), by_owner=by_owner))

    def _plan(self, request: Request) -> list[Work]:
        match request.type:
            case Type.ERASURE | Type.CHILD:
                return self.erasing.plan()
            case Type.ACCESS | Type.PORTABILITY:
                return self.copies.plan()
            case Type.RESTRICTION:
                return [Work(EVERYWHERE, "set_aside")]
            case Type.CORRECTION:
                return [Work("orders", "correct"), Work("subscribers", "correct")]
            case Type.APPEAL:
                return [Work("requests", "hear_again")]
        return [Work("subscribers", "suppress")]

    def _executed(self, request: Request) -> Request:
        match request.type:
            case Type.ERASURE | Type.CHILD:
                return self._erased(request)
            case Type.ACCESS | Type.PORTABILITY:
                return self._copied(request)
            case Type.RESTRICTION:
                return self._set_aside(request)
            case Type.OPT_OUT | Type.WITHDRAWAL | Type.OBJECTION:
                end_trail(self.subscribers, request.subject, self.now())
                return self._finished(self._recorded(request, "subscribers", True))
        return request

    def _erased(self, request: Request) -> Request:
        subject = _subject(request)
        request = self.erasing.run(request, subject)
        if not _is_done(request):
            return request
        kept, reason = self.erasing.kept(subject), None
        if given_up := [
            Retained(f"all_in_{each.name}", NOT_ERASED)
            for each in request.work
            if each.status == "left"
        ]:
            kept, reason = (*kept, *given_up), request.reason
        said = request.says if given_up else None
        done = finish(
            request, self.now(), retained=kept, whole=is_whole(kept), reason=reason, says=said
        )
        return self._written(done)

    def _copied(self, request: Request) -> Request:
        download, counts = self.copies.make(request, _subject(request))
        try:
            for work in request.work:
                request = self._recorded(request, work.name, counts[work.name] > 0)
            return self._written(finish(request, self.now(), download=download))
        except StaleRequestError:
            # They may have taken it back while the copy was made, and then nobody fetches it.
            stands = self.book.get(request.id)
            if stands and not stands.is_open:
                self.copies.tidy(stands)
            raise

    def _set_aside(self, request: Request) -> Request:
        change = set_aside(request, self.now())
        return self._finished(self._written(change) if change else request)

    def _finished(self, request: Request) -> Request:
        return self._written(finish(request, self.now()))

    def _recorded(self, request: Request, system: str, found: bool) -> Request:
        change = record(request, system, "done" if found else "nothing", self.now())
        return self._written(change) if change else request

    def _written(self, change: RequestChange) -> Request:
        self.book.commit(change)
        return change.request


def _subject(request: Request) -> Subject:
    address = request.contact.address if request.contact else None
    return Subject(request.subject, request.id, address)


def _is_done(request: Request) -> bool:
    return all(each.status in SETTLED for each in request.work)


def _rung(event: dict[str, Any]) -> Iterator[str]:
    """Ids of the records' requests that may have something to do (DynamoDB Streams, NEW_IMAGE)."""
    states = {state.value for state in BY_ITSELF | CLOSED}
    for record_ in event["Records"]:
        image = record_.get("dynamodb", {}).get("NewImage", {})
        if image.get("state", {}).get("S") in states:
            yield image["id"]["S"]
