"""Privacy requests as they are kept, and the book that keeps them.

Their types and states are in `domain.request_states`, what moves them on in
`domain.request_decisions` and `domain.request_proof`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import msgspec
from dateutil.relativedelta import relativedelta

from domain.ledger import Entry, Head
from domain.messages import Message
from domain.policies import PolicyRef
from domain.request_clock import Deadline, Regime
from domain.request_parts import Appeal, Download, Extension, Retained, Verification, Work
from domain.request_states import BY_ITSELF, OPEN, AskedBy, Channel, Reason, State, Type
from domain.restriction import Restriction, Restrictions


class Phase(enum.StrEnum):
    """What is to be done with a record: work, forgetting the contact, or only keeping it."""

    OPEN = "open"
    PARTING = "parting"
    KEPT = "kept"


CONTACT_KEPT = timedelta(days=2)
"""After closing, at the longest: until the last mail has gone, which takes minutes."""

LOG_MONTHS = 24
"""For how long the record of a request stays, counted from its end (California, 11 CCR 7101)."""


class Contact(msgspec.Struct, frozen=True):
    """All that is personal in a request, gone once it is closed and its last mail is sent.

    `address` is whose data it is about, `asker` where their agent or guardian is written to.
    `statement` is what such a one signed; `appeal` is why somebody doesn't agree with the answer.
    """

    address: str
    name: str | None = None
    asker: str | None = None
    asker_name: str | None = None
    text: str | None = None
    statement: str | None = None
    appeal: str | None = None


class Asked(msgspec.Struct, frozen=True):
    """What a form says. `subject` is the keyed hash of the address that it is about."""

    type: Type
    subject: str
    contact: Contact
    regime: Regime = Regime.UNSAID
    jurisdiction: str = ""
    asked_by: AskedBy = "self"
    channel: Channel = "form"
    about: str | None = None


class Request(msgspec.Struct, frozen=True):
    """`revision` counts the writes, each conditional on the last; `head` is its ledger's.

    `about` is the earlier request that is appealed, `of` the one that it repeats. With
    `waits_for_owner` nothing goes on by itself, until it was `approved_at`. `parting` are ids of the mails after which the
    contact is forgotten, `reminded` which reminders the owner had for the day that is due now.
    With `signal` the browser that sent it asks not to have its data sold or shared.
    """

    id: str
    type: Type
    state: State
    subject: str
    asked_by: AskedBy
    regime: Regime
    jurisdiction: str
    channel: Channel
    received_at: datetime
    deadline: Deadline
    lapses_on: date
    changed_at: datetime
    revision: int = 1
    head: Head = Head()
    contact: Contact | None = None
    about: str | None = None
    verification: Verification = Verification()
    waits_for_owner: bool = False
    approved_at: datetime | None = None
    extension: Extension | None = None
    work: tuple[Work, ...] = ()
    retained: tuple[Retained, ...] = ()
    reason: Reason | None = None
    says: str | None = None
    of: str | None = None
    appeal: Appeal | None = None
    download: Download | None = None
    closed_at: datetime | None = None
    parting: tuple[str, ...] = ()
    reminded: tuple[str, ...] = ()
    policies: tuple[PolicyRef, ...] = ()
    signal: bool = False

    @property
    def chain(self) -> str:
        """The name of its ledger."""
        return f"request#{self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def runs_by_itself(self) -> bool:
        """Whether the privacy function has something to do for it now."""
        return self.state in BY_ITSELF and not self.waits_for_owner

    def repeats(self, before: Request) -> bool:
        """Whether it only says again what that one has said, which is under way.

        Not where the earlier one has words of its own: two corrections needn't be about the same.
        """
        same = (before.type, before.asked_by, before.about) == (
            self.type,
            self.asked_by,
            self.about,
        )
        under_way = before.is_open and before.state is not State.IDENTITY_PENDING
        has_words = before.contact is not None and before.contact.text is not None
        return same and under_way and before.id != self.id and not has_words

    @property
    def due_on(self) -> date:
        """The last day on which an answer is in time: of the appeal, where there is one."""
        if self.appeal:
            return self.appeal.deadline.due_on
        return self.extension.until if self.extension else self.deadline.due_on

    @property
    def phase(self) -> Phase:
        if self.is_open:
            return Phase.OPEN
        return Phase.PARTING if self.contact else Phase.KEPT

    @property
    def due_at(self) -> datetime:
        """When the clock has to look at it, for the index: an answer's day begins by UTC."""
        closed_at = self.closed_at or self.changed_at
        match self.phase:
            case Phase.OPEN:
                return datetime.combine(self.due_on, time(), UTC)
            case Phase.PARTING:
                return closed_at + CONTACT_KEPT
            case Phase.KEPT:
                return closed_at + relativedelta(months=LOG_MONTHS)


class RequestChange(msgspec.Struct, frozen=True):
    """One transaction: the request's next revision, its ledger's entries, what to do outside.

    `sets` is the flag on somebody's data as it stands from now on, `lifts` one that ends.
    """

    request: Request
    entries: tuple[Entry, ...] = ()
    messages: tuple[Message, ...] = ()
    sets: Restriction | None = None
    lifts: Restriction | None = None


class StaleRequestError(Exception):
    """Somebody changed the request since it was read: read it again and decide again."""


class RequestBook(Restrictions, Protocol):
    """Every call may raise BookUnavailableError."""

    def get(self, request_id: str) -> Request | None: ...

    def open(self, change: RequestChange) -> None:
        """Write a request that wasn't there. Raises StaleRequestError where it was."""
        ...

    def commit(self, change: RequestChange) -> None:
        """Write the change whole. Raises StaleRequestError.

        An entry or a message that is there already is stale too: it has been decided before. So
        is a flag to be lifted that isn't the same request's any more.
        """
        ...

    def in_phase(self, phase: Phase, until: datetime | None = None) -> Iterator[Request]:
        """Those in that phase whose `due_at` has come by then, the earliest first."""
        ...

    def of_subject(self, subject: str) -> list[Request]:
        """All that were ever asked about one person and are still kept, the latest first."""
        ...

    def every(self) -> Iterator[Request]:
        """All records, in no order, read page by page."""
        ...

    def purge(self, request: Request) -> None:
        """Delete a record as it was read; its ledger stays. Raises StaleRequestError."""
        ...
