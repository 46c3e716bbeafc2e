"""What the owner's word does to a privacy request, by the state that it is in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain import request_appeals, request_decisions
from domain.request_decisions import NoReasonError, UnfinishedError
from domain.request_parts import Work
from domain.request_states import Reason, State, Type
from domain.request_steps import step
from domain.requests import Request, RequestChange

CORRECTING = (Work("orders", "correct"), Work("subscribers", "correct"))
"""What is to be done where somebody is right that something is wrong: by her own hands."""


class NotHersError(Exception):
    """A request that the shop does by itself, or that nobody waits for any more."""


def approve(
    request: Request, now: datetime, says: str | None = None, *, vouched: bool = False
) -> RequestChange:
    """Let it go on, or agree with who appeals. Raises NotHersError, UnprovenError."""
    if request.state is State.APPEALED:
        return request_appeals.reverse(request, now, says, vouched=vouched)
    if request.state is not State.IN_REVIEW or not request.waits_for_owner:
        raise NotHersError(request.id)
    if request.type is Type.CORRECTION:
        return request_decisions.begin(request, CORRECTING, now, by_owner=True)
    return request_decisions.approve(request, now)


def deny(
    request: Request, now: datetime, reason: Reason | None, says: str | None = None
) -> RequestChange:
    """Refuse it, or let an answer that is appealed stand. Raises NotHersError, NoReasonError."""
    if request.state is State.APPEALED:
        return request_appeals.uphold(request, says or "", now)
    if request.state is not State.IN_REVIEW:
        raise NotHersError(request.id)
    if reason is None:
        raise NoReasonError
    return request_decisions.deny(request, reason, now, says)


def finish(
    request: Request, now: datetime, reason: Reason | None = None, says: str | None = None
) -> Iterator[RequestChange]:
    """What she did herself is done, in part where there is a reason; or a complaint has its answer.

    One change after the other, each from where the last one leads. What the shop does and can't
    bring to its end she may give up on, for a reason in her words: the shop then writes the receipt,
    because it knows what stays. Raises NotHersError, NoReasonError, UnfinishedError.
    """
    if request.state is State.ACKNOWLEDGED:
        change = request_appeals.investigate(request, now)
        yield change
        request = change.request
    if request.state is State.INVESTIGATING:
        yield request_appeals.decide(request, says or "", now)
        return
    if request.state is State.IN_REVIEW and request.type is Type.CORRECTION:
        begun = approve(request, now)
        yield begun
        request = begun.request
    if _has_failed(request):
        yield from _given_up(request, now, reason, says)
        return
    if request.state is not State.EXECUTING or not request.waits_for_owner:
        raise NotHersError(request.id)
    for each in _left(request):
        if recorded := request_decisions.record(request, each.name, "done", now):
            yield recorded
            request = recorded.request
    yield request_decisions.finish(
        request, now, retained=request.retained, reason=reason, says=says
    )


def _has_failed(request: Request) -> bool:
    """Whether it is the shop that does it, and all that is left of it has failed."""
    if request.state is not State.EXECUTING or request.waits_for_owner:
        return False
    left = _left(request)
    return bool(left) and all(each.status == "failed" for each in left)


def _given_up(
    request: Request, now: datetime, reason: Reason | None, says: str | None
) -> Iterator[RequestChange]:
    if reason is None or not (says and says.strip()):
        raise UnfinishedError(", ".join(each.name for each in _left(request)))
    said = step(request, now, "given_up", facts={"reason": reason.value}, reason=reason, says=says)
    yield said
    request = said.request
    for each in _left(request):
        if recorded := request_decisions.record(request, each.name, "left", now, each.why):
            yield recorded
            request = recorded.request


def _left(request: Request) -> list[Work]:
    return [each for each in request.work if each.status in {"waiting", "failed"}]
