"""Where the shop holds what of a person: one system a place, and no place without one.

Each system shows what it holds and takes it away. Both can be repeated at any time: the one
changes nothing, and the other changes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal, Protocol

import msgspec

from domain.copies import AnyCopy
from domain.request_parts import Retained

Name = Literal["stripe", "orders", "subscribers", "sends", "outbox", "requests", "account"]


class Subject(msgspec.Struct, frozen=True):
    """Who it is about: the keyed hash, and the address itself while a request is open.

    `request` is the one that is being worked on, which is no business of the past yet.
    """

    id: str
    request: str
    address: str | None = None


class Held(msgspec.Struct, frozen=True):
    """One record of somebody's: its kind (`domain.copies.KINDS`), where it stands, and a copy."""

    kind: str
    place: str
    copy: AnyCopy


class Outcome(msgspec.Struct, frozen=True):
    """What an erasure came to: how many records changed, and for what the rest has to wait."""

    changed: int = 0
    waits: str | None = None


class System(Protocol):
    """Every call may raise BookUnavailableError, or what Payments raises."""

    @property
    def name(self) -> Name: ...

    def held(self, subject: Subject) -> Iterator[Held]:
        """All of it, read as it is asked for."""
        ...

    def erase(self, subject: Subject, at: datetime) -> Outcome: ...

    def kept(self, subject: Subject) -> Iterator[Retained]:
        """What stays after an erasure, why, and until when, for the receipt."""
        ...


PLACES: dict[str, Name | str] = {
    "OrdersTable": "orders",
    "SubscribersTable": "subscribers",
    "SendsTable": "sends",
    "OutboxTable": "outbox",
    "RequestsTable": "requests",
    "ExportsBucket": "requests",  # and pictures of returns, for which the orders answer
    "PagesBucket": "nobody: the pages that everybody sees",
    "Failures": "nobody: what couldn't be taken, and a mail's address with it, for two weeks",
    "LedgerTable": "nobody: an entry says what happened to a record, by the record's own number",
    "ShelfTable": "nobody: pieces, policies and the shop's own facts",
    "EventsTable": "nobody: numbers of events that have been handled",
    "LimitsTable": "nobody: counts under keyed hashes that go within days",
    "LettersQueue": "nobody: the turn to send letters",
    "LettersDead": "nobody: turns that came to nothing",
}
"""The template's tables, queues and buckets: the system that answers for each, or why none does.

A test holds this against the template, so that a new place can't be forgotten. Stripe is outside
of it. Logs hold nothing personal and go after thirty days.
"""


def merged(retained: Iterable[Retained]) -> tuple[Retained, ...]:
    """What was kept, once a kind and reason, with the latest day on which some of it goes."""
    latest: dict[tuple[str, str], date | None] = {}
    for each in retained:
        key = (each.category, each.basis)
        known = latest.get(key, each.until)
        latest[key] = max(known, each.until) if known and each.until else None
    return tuple(Retained(category, basis, until) for (category, basis), until in latest.items())
