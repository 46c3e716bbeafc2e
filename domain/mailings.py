"""A letter that is being sent: what it is, whom it goes to, and what became of each of them.

Everything stands in the table before anything is sent, so a send that ends anywhere goes on where
it was: `docs/decisions/0024-one-sender-at-a-time.md`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from domain.letters import LetterContent
from domain.messages import Message

CLAIM_LEASE = timedelta(minutes=3)
"""How long a claimed record belongs to its sender: longer than a function can live.

After that nobody knows whether the letter went out, and it isn't repeated.
"""

LOST_AFTER = timedelta(minutes=3)
"""A baton that nobody has been seen with for so long is passed anew."""

FIRST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=1)
"""How long a letter waits after SES gave no clear answer: twice as long each time."""


class MailingState(enum.StrEnum):
    """`preparing` while recipients are written down, `halted` where the letter stopped itself."""

    PREPARING = "preparing"
    SENDING = "sending"
    PAUSED = "paused"
    HALTED = "halted"
    DONE = "done"
    CANCELLED = "cancelled"


class SendState(enum.StrEnum):
    """`passed` are those who didn't want it any more when their turn came."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    PASSED = "passed"


REACHED = frozenset({SendState.SENDING, SendState.SENT, SendState.UNKNOWN})
"""States in which somebody has the letter, or may have it."""

Happening = Literal["bounced", "soft", "complained", "left"]
"""What is counted of a letter after it was sent: a `soft` bounce may arrive another time."""


class Counts(msgspec.Struct, frozen=True):
    bounced: int = 0
    soft: int = 0
    complained: int = 0
    left: int = 0


class Mailing(msgspec.Struct, frozen=True):
    """`revision` counts writes, each conditional on the last one.

    Recipients are walked in the order of their ids, again and again until a whole walk met nobody
    who waits: `cursor` is who was last, `tried` and `resting` count those of this walk who had
    their turn and who have to wait. `baton` is the number of the one that may send, `seen_at` when
    it was last heard of. `noted` are counts that the owner knows of and goes on in spite of. `outages`
    are runs in a row that SES gave no clear answer, after the last of which it rests for a while.
    """

    slug: str
    sha256: str
    subject: str
    topic: str
    state: MailingState
    created_at: datetime
    start_at: datetime
    revision: int = 1
    parts: int = 0
    recipients: int = 0
    sent: int = 0
    cursor: str = ""
    tried: int = 0
    resting: int = 0
    baton: int = 0
    seen_at: datetime | None = None
    ended_at: datetime | None = None
    why: str | None = None
    halts: int = 0
    noted: Counts = Counts()
    outages: int = 0
    rests_until: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.state in (MailingState.DONE, MailingState.CANCELLED)

    def may_send(self, now: datetime) -> bool:
        return self.state is MailingState.SENDING and self.start_at <= now

    def waits(self, now: datetime) -> bool:
        """Whether it goes out by itself at a time to come."""
        return self.state is MailingState.SENDING and self.start_at > now

    def needs_a_baton(self, now: datetime) -> bool:
        """Whether it is time, and nobody has been seen sending it for a while."""
        if self.rests_until is not None and now < self.rests_until:
            return False
        return self.may_send(now) and (self.seen_at is None or self.seen_at + LOST_AFTER <= now)


def rest_after(outages: int) -> timedelta:
    """How long to wait after so many runs in a row that got no clear answer."""
    return min(LONGEST_REST, FIRST_REST * (1 << min(outages - 1, 10)))


class Send(msgspec.Struct, frozen=True):
    """One letter to one reader, by the keyed hash of the address; `reference` is SES's own id."""

    recipient: str
    state: SendState = SendState.WAITING
    claimed_at: datetime | None = None
    done_at: datetime | None = None
    reference: str | None = None
    why: str | None = None

    def is_lost(self, now: datetime) -> bool:
        """Whether its sender never came back to say what became of it."""
        claimed = self.state is SendState.SENDING and self.claimed_at is not None
        return claimed and self.claimed_at + CLAIM_LEASE <= now  # type: ignore[operator]  # checked


class StaleMailingError(Exception):
    """Somebody changed the mailing since it was read: read it again and decide again."""


class ContentFixedError(Exception):
    """The letter has gone out, or is about to, with other words: nobody changes them now."""


class MailingBook(Protocol):
    """Every call may raise BookUnavailableError."""

    def get(self, slug: str) -> Mailing | None: ...

    def every(self) -> list[Mailing]:
        """All that were ever sent or begun, the newest first."""
        ...

    def prepare(self, mailing: Mailing, content: LetterContent) -> Mailing:
        """Keep a new mailing and what it says; the one that stands where it was begun before.

        Raises ContentFixedError where that one says something else.
        """
        ...

    def content(self, mailing: Mailing) -> LetterContent: ...

    def commit(self, mailing: Mailing, messages: Sequence[Message] = ()) -> None:
        """Write the mailing's next revision and the messages, all or nothing.

        Raises StaleMailingError.
        """
        ...

    def add(self, slug: str, recipients: Sequence[str]) -> int:
        """Write down who is to get it; how many of them weren't there yet.

        Raises StaleMailingError where the mailing isn't being prepared any more.
        """
        ...

    def open(self, slug: str, after: str = "") -> Iterator[Send]:
        """Those that wait or are being sent, by recipient, read page by page."""
        ...

    def tally(self, slug: str) -> dict[SendState, int]:
        """How many there are of each state, counted by reading them all, page by page."""
        ...

    def send(self, slug: str, recipient: str) -> Send | None: ...

    def earlier(self, slugs: Sequence[str], recipient: str) -> list[Send]:
        """What became of these letters to that reader; only those that they were to get."""
        ...

    def claim(self, slug: str, send: Send, at: datetime) -> bool:
        """Take a waiting record, to send it now; False where it has been taken.

        Saying the same again, with the same time, is the same claim.
        """
        ...

    def settle(self, slug: str, old: Send, new: Send) -> bool:
        """Put the new one where the old one still stands; False where somebody was quicker."""
        ...

    def count(self, slug: str, what: Happening) -> None: ...

    def count_once(self, event_id: str, slug: str, what: Happening, at: datetime) -> bool:
        """Count what an event tells, once for each event; False where it was counted before."""
        ...

    def counts(self, slug: str) -> Counts: ...
