"""What the owner's word does to a privacy request, by the state that it is in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain import request_appeals, request_decisions
from domain.request_decisions import NoReasonError
from domain.request_parts import Work
from domain.request_states import Reason, State, Type
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

    One change after the other, each from where the last one leads. Raises NotHersError,
    NoReasonError.
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
    if not _is_in_her_hands(request):
        raise NotHersError(request.id)
    for each in _left(request):
        if recorded := request_decisions.record(request, each.name, "done", now):
            yield recorded
            request = recorded.request
    yield request_decisions.finish(
        request, now, retained=request.retained, reason=reason, says=says
    )


def _is_in_her_hands(request: Request) -> bool:
    """Also what a system has failed to do: she may have done it where that system is."""
    if request.state is not State.EXECUTING:
        return False
    return request.waits_for_owner or all(each.status == "failed" for each in _left(request))


def _left(request: Request) -> list[Work]:
    return [each for each in request.work if each.status in {"waiting", "failed"}]
