"""The steps that the desk offers of a return: what each asks, and how it reads what was typed."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from desk.return_decisions import Decide, accepting, receiving, rejecting
from desk.web.steps import Typed
from domain.return_steps import NEXT
from domain.returned import Reason, Return, ReturnState


class ReturnStep(msgspec.Struct, frozen=True):
    """`name` is in its address; `title` becomes a question on the page that asks for agreement.

    `tells` says what the change's own sentences leave out: what the buyer is told.
    """

    name: str
    button: str
    title: str
    reads: Callable[[Typed], Decide]
    tells: Callable[[Typed], list[str]]
    leads_to: frozenset[ReturnState]


def _receive(typed: Typed) -> Decide:
    return receiving(
        restock="restock" in typed, amount=typed.get("amount", "").strip(), later="later" in typed
    )


def _received(typed: Typed) -> list[str]:
    return ["It is only noted that it is here: you close it later."] if "later" in typed else []


STEPS = {
    step.name: step
    for step in (
        ReturnStep(
            name="accept",
            button="Say yes",
            title="Say yes to return {}",
            reads=lambda typed: accepting(typed.get("words", "")),
            tells=lambda typed: [f"The buyer reads: “{typed.get('words', '').strip()}”"],
            leads_to=frozenset({ReturnState.ACCEPTED}),
        ),
        ReturnStep(
            name="receive",
            button="Take it back",
            title="Take return {} back",
            reads=_receive,
            tells=_received,
            leads_to=frozenset({ReturnState.RECEIVED, ReturnState.CLOSED}),
        ),
        ReturnStep(
            name="reject",
            button="Say no",
            title="Say no to return {}",
            reads=lambda typed: rejecting(typed.get("words", "")),
            tells=lambda typed: [f"The buyer reads: “{typed.get('words', '').strip()}”"],
            leads_to=frozenset({ReturnState.REJECTED}),
        ),
    )
}

DONE = {
    ReturnState.ACCEPTED: "The buyer is told how to send it.",
    ReturnState.REJECTED: "The buyer is told why.",
    ReturnState.RECEIVED: "It is noted that it is here.",
    ReturnState.CLOSED: "It is taken back.",
}
"""What was just done, by where it has led."""


def offered(it: Return) -> list[ReturnStep]:
    """The steps that are possible now. Nobody can say no to a withdrawal."""
    steps = [step for step in STEPS.values() if step.leads_to & NEXT[it.state]]
    return [step for step in steps if step.name != "reject" or it.reason is not Reason.WITHDRAWN]
