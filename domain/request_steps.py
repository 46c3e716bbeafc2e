"""One step of a privacy request: its next revision, the ledger's entry and the mails of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from domain import outbox
from domain.ledger import Fact, head_of, next_entry
from domain.request_states import State, check_step
from domain.requests import Request, RequestChange
from domain.restriction import Restriction

OWNER = "owner_"
"""What the names of mails to the owner begin with; others go to the person, or who asks for one."""


def step(
    request: Request,
    now: datetime,
    what: str,
    state: State | None = None,
    *,
    mails: Iterable[str] = (),
    key: str = "",
    facts: Mapping[str, Fact] | None = None,
    sets: Restriction | None = None,
    lifts: Restriction | None = None,
    **changed: object,
) -> RequestChange:
    """The request one write later; with a `state` it moves there. Raises RequestStateError.

    `what` and `facts` go into the ledger, which is about nobody: codes, days and numbers only. A
    step into a state that isn't open closes it, until it is appealed. Mails of the same `key` are
    written once; without one there is one for each revision.
    """
    if state:
        check_step(request.id, request.state, state)
    following = state or request.state
    said = dict(facts or {}) | ({"state": following.value} if state else {})
    entry = next_entry(request.chain, request.head, now, what, said)
    revision = request.revision + 1
    messages = tuple(
        outbox.of_a_request(about, request.id, key or str(revision), now) for about in mails
    )
    moved = msgspec.structs.replace(
        request,
        state=following,
        revision=revision,
        changed_at=now,
        head=head_of(entry),
        **changed,
    )
    if request.is_open and not moved.is_open:
        parting = tuple(each.id for each in messages if not each.about.startswith(OWNER))
        moved = msgspec.structs.replace(
            moved, closed_at=now, parting=parting, waits_for_owner=False
        )
    return RequestChange(moved, (entry,), messages, sets, lifts)


def joined(first: RequestChange, second: RequestChange) -> RequestChange:
    """Two steps as one write; what the first would have told somebody is overtaken."""
    request = msgspec.structs.replace(second.request, revision=first.request.revision)
    messages = second.messages or first.messages
    return RequestChange(request, first.entries + second.entries, messages)


def answered(request: Request, *abouts: str) -> tuple[str, ...]:
    """The mails of an answer: to the person, and the same to whoever asks for them."""
    if request.contact is None:
        return ()
    asks_for_them = request.contact.asker is not None
    return (*abouts, *(f"{about}_asker" for about in abouts if asks_for_them))
