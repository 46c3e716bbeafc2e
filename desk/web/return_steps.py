"""The steps that the desk offers of a return: what each asks, and how it reads what was typed."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from desk.return_decisions import Decide, accepting, receiving, rejecting
from desk.web.steps import Typed, Words
from domain.return_steps import NEXT
from domain.returned import Reason, Return, ReturnState

WORDS = {
    "accept": Words("Say yes", "Say yes to return {}"),
    "receive": Words("Take it back", "Take return {} back"),
    "reject": Words("Say no", "Say no to return {}"),
}


class ReturnStep(msgspec.Struct, frozen=True):
    """`name` is in its address, and finds its words.

    `tells` says what the change's own sentences leave out: what the buyer is told.
    """

    name: str
    reads: Callable[[Typed], Decide]
    tells: Callable[[Typed], list[str]]
    leads_to: frozenset[ReturnState]

    @property
    def words(self) -> Words:
        return WORDS[self.name]


def _accept(typed: Typed) -> Decide:
    return accepting(typed.get("words", ""))


def _receive(typed: Typed) -> Decide:
    return receiving(
        restock="restock" in typed, amount=typed.get("amount", "").strip(), later="later" in typed
    )


def _reject(typed: Typed) -> Decide:
    return rejecting(typed.get("words", ""))


def _answered(typed: Typed) -> list[str]:
    return [f"The buyer reads: “{typed.get('words', '').strip()}”"]


def _received(typed: Typed) -> list[str]:
    return ["It is only noted that it is here: you close it later."] if "later" in typed else []


STEPS = {
    step.name: step
    for step in (
        ReturnStep("accept", _accept, _answered, frozenset({ReturnState.ACCEPTED})),
        ReturnStep(
            "receive", _receive, _received, frozenset({ReturnState.RECEIVED, ReturnState.CLOSED})
        ),
        ReturnStep("reject", _reject, _answered, frozenset({ReturnState.REJECTED})),
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
