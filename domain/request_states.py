"""What somebody may ask for, and the states that a request goes through."""

from __future__ import annotations

import enum
from typing import Literal


class Type(enum.StrEnum):
    """`child` is an erasure that a guardian asks for; `appeal` is of an earlier request's answer."""

    ACCESS = "access"
    PORTABILITY = "portability"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OPT_OUT = "opt_out"
    WITHDRAWAL = "withdrawal"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    CHILD = "child"
    APPEAL = "appeal"


AT_ONCE = frozenset({Type.OPT_OUT, Type.WITHDRAWAL, Type.OBJECTION})
"""Done without any proof (California, 11 CCR 7026(d))."""

CONFIRMED = frozenset({Type.ERASURE, Type.RESTRICTION, Type.CHILD})
"""What a person has to confirm by a button as well: it can't be taken back, or stops the shop."""

DISCLOSING = frozenset({Type.ACCESS, Type.PORTABILITY, Type.CORRECTION})
"""What shows orders and addresses, and so needs a fact of an order where there is one."""

BY_HAND = frozenset({Type.CORRECTION, Type.APPEAL})
"""What the owner does, and then says done: an appeal that named no request is one too, once she
agrees with who appeals against that."""

AskedBy = Literal["self", "guardian", "agent"]
Channel = Literal["form", "account"]
"""How a request arrives: what comes by mail is typed into the form, by them or by the owner. On the
page of their own things a person has proven already that they read the mail of their address.

A browser's Global Privacy Control is no request of its own: a shop that sells and shares nothing
has nothing for it to stop. A request that it comes with says so (`Request.signal`).
"""


class State(enum.StrEnum):
    RECEIVED = "received"
    IDENTITY_PENDING = "identity_pending"
    IN_REVIEW = "in_review"
    EXECUTING = "executing"
    FULFILLED = "fulfilled"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    DENIED = "denied"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    DECIDED = "decided"
    REVOKED = "revoked"
    DUPLICATE = "duplicate"
    APPEALED = "appealed"
    UPHELD = "upheld"
    REVERSED = "reversed"


_GIVEN_UP = frozenset({State.REVOKED, State.DUPLICATE})

NEXT: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.FULFILLED, State.ACKNOWLEDGED, State.IDENTITY_PENDING})
    | _GIVEN_UP,
    State.IDENTITY_PENDING: frozenset({State.IN_REVIEW, State.DENIED}) | _GIVEN_UP,
    State.IN_REVIEW: frozenset({State.EXECUTING, State.DENIED}) | _GIVEN_UP,
    State.EXECUTING: frozenset({State.FULFILLED, State.PARTIALLY_FULFILLED}) | _GIVEN_UP,
    State.ACKNOWLEDGED: frozenset({State.INVESTIGATING}) | _GIVEN_UP,
    State.INVESTIGATING: frozenset({State.DECIDED}) | _GIVEN_UP,
    State.APPEALED: frozenset({State.UPHELD, State.REVERSED}) | _GIVEN_UP,
    State.REVERSED: frozenset({State.EXECUTING}) | _GIVEN_UP,
    State.DENIED: frozenset({State.APPEALED}),
    State.PARTIALLY_FULFILLED: frozenset({State.APPEALED}),
    State.FULFILLED: frozenset(),
    State.DECIDED: frozenset(),
    State.UPHELD: frozenset(),
    State.REVOKED: frozenset(),
    State.DUPLICATE: frozenset(),
}
"""Which state may follow which. An extension moves the day, and no state."""

OPEN = frozenset(state for state, following in NEXT.items() if following >= _GIVEN_UP)
"""States in which somebody still waits for an answer."""

CLOSED = frozenset(State) - OPEN

OURS = OPEN - {State.IDENTITY_PENDING}
"""Those in which the shop has to do something, and not the person."""


BY_ITSELF = frozenset({State.RECEIVED, State.IN_REVIEW, State.EXECUTING, State.REVERSED})
"""Those in which the privacy function goes on, unless the owner is waited for."""


class Reason(enum.StrEnum):
    """Why it was denied: the Data Rights Protocol's codes, and one of ours."""

    SUSPECTED_FRAUD = "suspected_fraud"
    INSUF_VERIFICATION = "insuf_verification"
    NO_MATCH = "no_match"
    CLAIM_NOT_COVERED = "claim_not_covered"
    OUTSIDE_JURISDICTION = "outside_jurisdiction"
    TOO_MANY_REQUESTS = "too_many_requests"
    OTHER = "other"
    LEGAL_RETENTION = "legal_retention"


class RequestStateError(Exception):
    """A state that can't follow the request's present one."""


def check_step(request_id: str, now: State, following: State) -> None:
    """Raises RequestStateError."""
    if following not in NEXT[now]:
        raise RequestStateError(f"request {request_id} is {now}, it can't become {following}")
