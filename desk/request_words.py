"""Privacy requests in the owner's words: what is asked, how it stands, by which rule, what to do."""

from __future__ import annotations

from datetime import date

from domain.request_clock import Regime
from domain.request_states import BY_HAND, Reason, State, Type
from domain.requests import Request

TYPES = {
    Type.ACCESS: "see their data",
    Type.PORTABILITY: "take their data along",
    Type.CORRECTION: "correct something",
    Type.ERASURE: "erase their data",
    Type.RESTRICTION: "set their data aside",
    Type.OPT_OUT: "stop letters",
    Type.WITHDRAWAL: "take back a yes",
    Type.OBJECTION: "object to a use",
    Type.COMPLAINT: "complain",
    Type.CHILD: "erase a child's data",
    Type.APPEAL: "appeal an answer",
}

STATES = {
    State.RECEIVED: "received",
    State.IDENTITY_PENDING: "not proven yet who asks",
    State.IN_REVIEW: "in review",
    State.EXECUTING: "being done",
    State.FULFILLED: "done",
    State.PARTIALLY_FULFILLED: "done in part",
    State.DENIED: "denied",
    State.ACKNOWLEDGED: "acknowledged",
    State.INVESTIGATING: "being looked into",
    State.DECIDED: "decided",
    State.REVOKED: "taken back",
    State.DUPLICATE: "asked twice",
    State.APPEALED: "appealed",
    State.UPHELD: "appealed, and the answer stands",
    State.REVERSED: "appealed, and they were right",
}

REASONS = {
    Reason.SUSPECTED_FRAUD: "it looks as if somebody pretends to be another",
    Reason.INSUF_VERIFICATION: "nobody proved who asks",
    Reason.NO_MATCH: "nothing is held of them",
    Reason.CLAIM_NOT_COVERED: "what they ask for is no right of theirs",
    Reason.OUTSIDE_JURISDICTION: "the law that they name doesn't hold for them",
    Reason.TOO_MANY_REQUESTS: "they have asked for the same again and again",
    Reason.OTHER: "something else, which --text says",
    Reason.LEGAL_RETENTION: "a law makes you keep it",
}

RULES = {
    "gdpr/12.3": "the GDPR gives one month (article 12(3))",
    "uk-gdpr/12.3": "the UK GDPR gives one month (article 12(3))",
    "ccpa/7021": "California gives 45 days (11 CCR 7021)",
    "tdpsa/541.052": "Texas gives 45 days (TDPSA, section 541.052)",
    "tdpsa/541.053": "Texas gives 60 days for an appeal (TDPSA, section 541.053)",
    "promise": "your policy promises it",
}

PLACES = {
    Regime.GDPR: "in the European Union, Iceland, Liechtenstein or Norway",
    Regime.UK: "in the United Kingdom",
    Regime.CCPA: "in California",
    Regime.TDPSA: "in Texas",
    Regime.VOLUNTARY: "somewhere else",
    Regime.UNSAID: "not said, so they have the best of all",
}

BY_ITSELF = "nothing, the shop does it by itself"


TO_DO = {
    State.IN_REVIEW: "approve or deny it",
    State.APPEALED: "approve or deny it",
    State.EXECUTING: "do it, then say done",
    State.ACKNOWLEDGED: "look into it, then say done with your answer",
    State.INVESTIGATING: "look into it, then say done with your answer",
}


def what_to_do(request: Request) -> str:
    """What the owner has to do now, in a few words."""
    if request.state is State.REVERSED and request.type in BY_HAND:
        return "do it, then say done, which works in a few minutes"
    if request.runs_by_itself:
        failed = [each.name for each in request.work if each.status == "failed"]
        return f"nothing yet, {', '.join(failed)} is tried again" if failed else BY_ITSELF
    if request.state is State.IDENTITY_PENDING:
        return f"nothing, it closes on {request.lapses_on} if nobody proves who asks"
    return TO_DO.get(request.state, "nothing, it is closed")


def days_left(request: Request, today: date) -> str:
    left = (request.due_on - today).days
    if left < 0:
        return f"{-left} day{'s' if left < -1 else ''} late"
    return "today" if left == 0 else f"{left} day{'s' if left > 1 else ''}"


def why_that_day(request: Request, today: date) -> str:
    """By which rule it is due, and how far it was or can be moved."""
    days = request.appeal.deadline if request.appeal else request.deadline
    rule = RULES.get(days.rule, days.rule)
    if request.extension and not request.appeal:
        return f"moved once from {days.due_on}, which was the day because {rule}"
    can_move = days.latest_on and today <= days.due_on
    can = f"; it can be moved once, to {days.latest_on}" if can_move else ""
    return f"{rule}{can}"
