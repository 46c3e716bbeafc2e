"""Who gets the letter: from a yes in a form to a goodbye that is kept for ever.

A person is known by a keyed hash of the address (`domain.addresses`). Whoever left, bounced or
complained stays as that hash alone, so that no import brings them back.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from domain.consent import Consent
from domain.messages import Message


class Standing(enum.StrEnum):
    PENDING = "pending"
    SUBSCRIBED = "subscribed"
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


HARDENING = (Standing.LEFT, Standing.BOUNCED, Standing.COMPLAINED)
"""From the mildest to the strictest: what comes later isn't softened to what stands before it."""

SUPPRESSED = frozenset(HARDENING)
"""Standings in which nothing but a yes of their own, confirmed anew, brings letters."""


def no_milder(standing: Standing) -> tuple[Standing, ...]:
    """That standing, and what it doesn't soften."""
    return HARDENING[HARDENING.index(standing) :]


class Before(msgspec.Struct, frozen=True):
    """What a suppressed one was until they asked anew: all of it is true again if that lapses."""

    standing: Standing
    since: datetime
    consent: Consent | None = None
    confirmed_at: datetime | None = None
    moved_to: str | None = None


class Subscriber(msgspec.Struct, frozen=True):
    """`since` is when the standing began: for a pending one, when they first asked.

    `revision` counts writes, each conditional on the last. `topics` is None for all of them, those
    to come too. A pending one lapses at `due_at`, and is again what it was `before`. `moving_to` is
    a new address that hasn't been confirmed, and `moving_id` its hash, by which whoever reads the
    mail there finds it; both are forgotten at `due_at` too. Whoever has moved has left their old
    address, where `moved_to` is the new one's hash: letters that they got there can still end the
    letters, whatever becomes of the old address later.
    """

    id: str
    standing: Standing
    since: datetime
    revision: int = 1
    address: str | None = None
    name: str | None = None
    consent: Consent | None = None
    confirmed_at: datetime | None = None
    topics: tuple[str, ...] | None = None
    fewer: bool = False
    paused_until: datetime | None = None
    due_at: datetime | None = None
    before: Before | None = None
    moving_to: str | None = None
    moving_id: str | None = None
    moved_to: str | None = None

    @property
    def is_suppressed(self) -> bool:
        return self.standing in SUPPRESSED

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until

    def wants(self, topic: str, now: datetime) -> bool:
        """Whether a letter on that topic may go to them now."""
        if self.standing is not Standing.SUBSCRIBED or self.is_paused(now):
            return False
        return self.topics is None or topic in self.topics


ASK_KEPT = timedelta(days=2)
"""For how long an ask waits: postman takes it up within minutes, if it is there at all."""


class Ask(msgspec.Struct, frozen=True):
    """What somebody typed into a form, kept until postman takes it up: it alone looks who they are.

    So the form's answer takes the same calls for everybody. `join` is a wish for the letter and
    has a consent; `choices` is a wish for a link to what is stored.
    """

    what: Literal["join", "choices"]
    subscriber: str
    mailbox: str
    address: str
    asked_at: datetime
    name: str | None = None
    consent: Consent | None = None

    def is_forgotten(self, now: datetime) -> bool:
        return self.asked_at + ASK_KEPT <= now


class SubscriberChange(msgspec.Struct, frozen=True):
    """One transaction: the subscriber's next revision, what to do outside, the ask it takes up.

    `leaves` is another's next revision: that of the old address, when somebody moves. `forgets` are
    records, as they were read, that go altogether. Without a `subscriber`, only the rest happens.
    """

    subscriber: Subscriber | None
    messages: tuple[Message, ...] = ()
    takes: Ask | None = None
    leaves: Subscriber | None = None
    forgets: tuple[Subscriber, ...] = ()

    @property
    def records(self) -> tuple[Subscriber, ...]:
        """Those that are written."""
        return tuple(each for each in (self.subscriber, self.leaves) if each)

    @property
    def is_empty(self) -> bool:
        return self == SubscriberChange(None)


class StaleSubscriberError(Exception):
    """Somebody changed the record since it was read: read it again and decide again."""


class SubscriberBook(Protocol):
    """Every call may raise BookUnavailableError."""

    def get(self, subscriber_id: str) -> Subscriber | None: ...

    def ask(self, ask: Ask, message: Message) -> None:
        """Keep the ask and its message; nothing where that message has been written before.

        One call, the same for everybody.
        """
        ...

    def asked(self, what: str, subscriber_id: str) -> Ask | None:
        """The ask that waits, if it does."""
        ...

    def commit(self, change: SubscriberChange) -> None:
        """Write the change whole. Raises StaleSubscriberError.

        A message that is there already is stale too, and an ask that somebody else took up: the
        same thing has been decided before.
        """
        ...

    def suppress(self, subscriber_id: str, standing: Standing, at: datetime) -> bool:
        """From now on no letters: address, name and choices go, the hash stays. Idempotent.

        One call, the same whether the record is there or not. The consent's record stays, which
        names nobody. What has bounced or complained isn't softened to `left`. Whether the standing
        was SUBSCRIBED or PENDING until now. Where they have moved to stays, a hash as well.
        """
        ...

    def forget(self, subscriber_id: str, at: datetime) -> None:
        """Suppress, and leave nothing but the hash, the standing and the day: no consent either.

        What they asked for and nobody took up yet goes as well.
        """
        ...

    def lapsing(self, now: datetime) -> Iterator[Subscriber]:
        """Those whose `due_at` has come: pending ones, and moves that nobody confirmed."""
        ...

    def moving_here(self, subscriber_id: str) -> Iterator[Subscriber]:
        """Those who want their letter at that one's address from now on, and it isn't confirmed."""
        ...

    def moved_here(self, subscriber_id: str) -> Iterator[Subscriber]:
        """Records of addresses from which somebody has moved straight to that one's."""
        ...

    def every(self) -> Iterator[Subscriber]:
        """All records, in no order, read page by page so that memory doesn't grow with them."""
        ...
