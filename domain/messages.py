"""A message of the outbox: what is to be done outside the database, for whom, and how far it is.

It names its order, or whatever it is about, and holds no personal data.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

import msgspec

from domain.policies import PolicyRef

LEASE = timedelta(minutes=3)
"""How long a claimed message belongs to its sender: longer than a function can live."""

RECEIPT_SENDS = 2
"""A send cut off between the mail service and its mark may be repeated once for a receipt."""

REMINDER = "reminder"
"""What a reminder of an unpaid order is about."""

CONFIRM = "letter_confirm"
CONFIRM_REMINDER = "letter_confirm_reminder"
"""Mails that ask whether one wants the letter, and that ask once more."""


class Kind(enum.StrEnum):
    """`ask` takes up what somebody typed into a form of the newsletter.

    `number` gives an order's invoice its number, or the credit note of the refund that it names.
    `lapse` ends what the return that it names holds, once nothing has come.
    """

    MAIL = "mail"
    REFUND = "refund"
    ASK = "ask"
    NUMBER = "number"
    LAPSE = "lapse"


class State(enum.StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Message(msgspec.Struct, frozen=True):
    """`about` names the mail's template, or the refund's reason; `reference` is the provider's id.

    The id is derived from the cause, so the same cause can't write it twice. With a `policy` it
    is a letter about that version, which has to be remembered for as long as it can be asked for.
    Without an `order_id` it is the newsletter's: with a `subscriber` (a keyed hash) it is about
    them, with a `letter` (its slug) about that one, and `says` is a fact that the owner is told.
    With a `reader` (a keyed hash as well) it goes to that one's address and not to the
    subscriber's, who may be somebody else.
    A `notice` (its id) goes to everyone concerned, each of them a `subscriber` or not, and is
    remembered like a policy's letter.
    With a `request` (its id) it is about that privacy request, and neither of an order nor the
    newsletter's. With an `inquiry` (its id) it is about what somebody wrote to the shop, who is its
    `subscriber`, a reader of the letter or not. With a `sku` it is about that piece, for which its
    `subscriber` waits. With a `door` (its id) it leads its `subscriber` to their own things.
    """

    id: str
    kind: Kind
    about: str
    order_id: str
    created_at: datetime
    state: State = State.WAITING
    attempts: int = 0
    cut_off: int = 0
    due_at: datetime | None = None
    claimed_at: datetime | None = None
    done_at: datetime | None = None
    reference: str | None = None
    why: str | None = None
    policy: PolicyRef | None = None
    subscriber: str | None = None
    reader: str | None = None
    letter: str | None = None
    says: str | None = None
    notice: str | None = None
    request: str | None = None
    inquiry: str | None = None
    sku: str | None = None
    door: str | None = None

    @property
    def names(self) -> set[str | None]:
        """Whatever it names somebody by."""
        return {self.subscriber, self.reader, self.order_id, self.request}

    def is_due(self, now: datetime) -> bool:
        if self.state is State.SENDING and self.claimed_at:
            return self.claimed_at + LEASE <= now
        return self.state is State.WAITING and (self.due_at is None or self.due_at <= now)

    @property
    def is_of_the_letter(self) -> bool:
        """Whether it belongs to the newsletter, and to no order."""
        others = (self.request, self.inquiry, self.sku, self.door)
        return not self.order_id and all(each is None for each in others)

    @property
    def is_to_everybody(self) -> bool:
        """Whether it is one of many: it waits behind receipts, and is remembered for ever."""
        return self.policy is not None or self.notice is not None

    @property
    def is_owed(self) -> bool:
        """Whether it is never given up: money, stock, and news to everybody, written by nobody anew."""
        return self.kind in (Kind.REFUND, Kind.NUMBER, Kind.LAPSE) or self.is_to_everybody

    @property
    def may_repeat(self) -> bool:
        """Whether a send with an unknown end may be tried again (refunds carry a key).

        A letter to everybody may not, nor a reminder. Other kinds done twice change nothing.
        """
        if self.kind is not Kind.MAIL:
            return True
        return not self.is_uncalled_for and self.cut_off < RECEIPT_SENDS - 1

    @property
    def is_uncalled_for(self) -> bool:
        """Whether nobody misses it: one too few of it is better than one twice."""
        return self.is_to_everybody or self.about in (REMINDER, CONFIRM_REMINDER)
