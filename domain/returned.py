"""What an order keeps of the pieces that come back: which, why, and how far it is."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime

import msgspec


class ReturnState(enum.StrEnum):
    """`received` lasts until the owner has looked at it; then the money goes, or the other piece."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    RECEIVED = "received"
    CLOSED = "closed"
    REJECTED = "rejected"


class Reason(enum.StrEnum):
    """`withdrawn` is a declaration that nobody has to accept (Directive 2011/83/EU, article 11)."""

    SIZE = "size"
    DEFECT = "defect"
    CHANGED_MIND = "changed_mind"
    DAMAGED = "damaged"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({ReturnState.REQUESTED, ReturnState.ACCEPTED, ReturnState.RECEIVED})


class ReturnedLine(msgspec.Struct, frozen=True):
    """So many of the order's line at `place`, counted from 0.

    `instead` is the SKU that the buyer wants for each; without it they want their money.
    """

    place: int
    count: int
    instead: str | None = None


class Return(msgspec.Struct, frozen=True):
    """`words` are the buyer's, `instructions` and `why` (of a refusal) the owner's.

    While it is open it holds the pieces that are wanted `instead`, until `held_until` at the most
    where the parcel isn't there by then. `put_back` says that what came back is for sale again,
    `refund` is the id of the money that went for it.
    """

    id: str
    state: ReturnState
    reason: Reason
    lines: tuple[ReturnedLine, ...]
    asked_at: datetime
    words: str = ""
    instructions: str = ""
    why: str = ""
    held_until: datetime | None = None
    accepted_at: datetime | None = None
    received_at: datetime | None = None
    closed_at: datetime | None = None
    put_back: bool = False
    refund: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_exchange(self) -> bool:
        return any(line.instead for line in self.lines)

    @property
    def instead(self) -> dict[str, int]:
        """How many of which SKU are wanted for what comes back."""
        counts: dict[str, int] = {}
        for line in self.lines:
            if line.instead:
                counts[line.instead] = counts.get(line.instead, 0) + line.count
        return counts

    def units(self, places: int, *, for_money: bool = False) -> tuple[int, ...]:
        """How many of each of so many lines come back; `for_money` without those exchanged."""
        counted = [line for line in self.lines if not (for_money and line.instead)]
        return tuple(
            sum(line.count for line in counted if line.place == place) for place in range(places)
        )


def bare(it: Return) -> Return:
    """Without what anybody wrote."""
    return msgspec.structs.replace(it, words="", instructions="", why="")


def ended(every: Iterable[Return], at: datetime) -> tuple[Return, ...]:
    """All of them over, because their order is called off as a whole."""
    return tuple(
        msgspec.structs.replace(each, state=ReturnState.CLOSED, closed_at=at)
        if each.is_open
        else each
        for each in every
    )
