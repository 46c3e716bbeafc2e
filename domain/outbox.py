"""The outbox: what is to be done outside the database, written together with its cause.

A message names its order and what to do; it holds no personal data. It is the truth until
it is marked done: streams and sweeps only ring the bell.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from domain.ordered import Refund
from domain.policies import PolicyRef

LEASE = timedelta(minutes=3)
"""How long a claimed message belongs to its sender: longer than a function can live."""

LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 48
"""About two days of trying; then a letter is given up, unless it is owed."""

RECEIPT_SENDS = 2
"""A send cut off between the mail service and its mark may be repeated once for a receipt."""


NOTICES_AT_ONCE = 500
"""Letters to everybody in one sweep: more than it sends, and few enough to read in no time."""


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


def mail(about: str, order_id: str, now: datetime, *, due_at: datetime | None = None) -> Message:
    return Message(f"{about}-{order_id}", Kind.MAIL, about, order_id, now, due_at=due_at)


def notice(policy: PolicyRef, order_id: str, now: datetime) -> Message:
    """A letter about a policy that changes, to whom that order is from."""
    about = "policy_changed"
    message_id = f"{about}-{policy.policy}-{policy.version}-{order_id}"
    return Message(message_id, Kind.MAIL, about, order_id, now, policy=policy)


def announcement(notice: str, person: str, order_id: str, now: datetime) -> Message:
    """A notice to that person (a keyed hash), who is found by an order, or else as a reader."""
    message_id = f"notice-{notice}-{person}"
    return Message(message_id, Kind.MAIL, "notice", order_id, now, subscriber=person, notice=notice)


def ask(
    about: str,
    key: str,
    now: datetime,
    *,
    subscriber: str | None = None,
    order_id: str = "",
) -> Message:
    """Something to be taken up, once a `key`: the mailbox and the day, or the order."""
    message_id = f"{about}-{key}"
    return Message(message_id, Kind.ASK, about, order_id, now, subscriber=subscriber)


def of_the_letter(
    about: str,
    key: str,
    now: datetime,
    *,
    subscriber: str | None = None,
    reader: str | None = None,
    letter: str | None = None,
    says: str | None = None,
    due_at: datetime | None = None,
) -> Message:
    """A mail of the newsletter, once a `key`: to a subscriber, another reader, or the owner."""
    return Message(
        f"{about}-{key}",
        Kind.MAIL,
        about,
        "",
        now,
        due_at=due_at,
        subscriber=subscriber,
        reader=reader,
        letter=letter,
        says=says,
    )


def of_a_request(
    about: str, request_id: str, key: str, now: datetime, *, says: str | None = None
) -> Message:
    """A mail about a privacy request, to whom it is about, who asks for them, or the owner.

    `key` tells it from other mails about the same request.
    """
    message_id = f"{about}-{request_id}-{key}"
    return Message(message_id, Kind.MAIL, about, "", now, says=says, request=request_id)


def of_an_inquiry(about: str, inquiry_id: str, subject: str, now: datetime) -> Message:
    """A mail about what somebody wrote to the shop, to the owner or to them (a keyed hash)."""
    message_id = f"{about}-{inquiry_id}"
    kind = Kind.MAIL
    return Message(message_id, kind, about, "", now, subscriber=subject, inquiry=inquiry_id)


def of_a_wait(about: str, sku: str, subject: str, key: str, now: datetime) -> Message:
    """A mail to whom (a keyed hash) waits for a piece, once a `key`."""
    message_id = f"{about}-{sku}-{subject}-{key}"
    return Message(message_id, Kind.MAIL, about, "", now, subscriber=subject, sku=sku)


def of_a_door(about: str, door_id: str, subject: str, now: datetime) -> Message:
    """A mail to whom (a keyed hash) a door to their own things was asked for."""
    message_id = f"{about}-{door_id}"
    return Message(message_id, Kind.MAIL, about, "", now, subscriber=subject, door=door_id)


def refund(order_id: str, now: datetime) -> Message:
    """All of the money, for an order that was never begun."""
    return Message(f"refund-{order_id}", Kind.REFUND, "piece_gone", order_id, now)


def refund_of(refund: Refund, order_id: str, now: datetime) -> Message:
    """One of the refunds that stand on the order."""
    return Message(f"refund-{refund.id}", Kind.REFUND, "refund", order_id, now, says=refund.id)


def number(order_id: str, now: datetime, refund: str | None = None) -> Message:
    """The order's invoice, or the credit note of a refund, wants its number."""
    about = "credit_note" if refund else "invoice"
    return Message(f"{about}-{refund or order_id}", Kind.NUMBER, about, order_id, now, says=refund)


def lapse(order_id: str, return_id: str, revision: int, now: datetime, due_at: datetime) -> Message:
    """What a return holds goes back by then, unless a later step of it holds it for longer."""
    message_id = f"lapse-{return_id}-{revision}"
    return Message(message_id, Kind.LAPSE, "lapse", order_id, now, due_at=due_at, says=return_id)


def claimed(message: Message, now: datetime) -> Message:
    """The message in its sender's hands; a lease that ran out counts as a send cut off."""
    cut_off = message.cut_off + (message.state is State.SENDING)
    return msgspec.structs.replace(
        message,
        state=State.SENDING,
        attempts=message.attempts + 1,
        cut_off=cut_off,
        claimed_at=now,
    )


def done(message: Message, reference: str, now: datetime) -> Message:
    return msgspec.structs.replace(message, state=State.DONE, reference=reference, done_at=now)


def unsettled(message: Message, now: datetime) -> Message:
    """A send that may or may not have arrived and must not be repeated."""
    return msgspec.structs.replace(message, state=State.UNKNOWN, done_at=now)


def postponed(message: Message, why: str, now: datetime) -> Message:
    """Back in the queue after a failure, later each time; after MOST_ATTEMPTS only what is owed."""
    if message.attempts >= MOST_ATTEMPTS and not message.is_owed:
        return failed(message, why, now)
    wait = min(LONGEST_WAIT, timedelta(minutes=2 ** min(message.attempts - 1, 10)))
    return msgspec.structs.replace(message, state=State.WAITING, due_at=now + wait, why=why)


def failed(message: Message, why: str, now: datetime) -> Message:
    return msgspec.structs.replace(message, state=State.FAILED, why=why, done_at=now)


class Outbox(Protocol):
    def waiting(self, now: datetime) -> list[Message]:
        """Messages that are due, the oldest first, cut-off sends included.

        Letters to everybody come last, NOTICES_AT_ONCE at the most: nobody's receipt waits behind
        them.
        """
        ...

    def get(self, message_id: str) -> Message | None: ...

    def with_state(self, state: State) -> list[Message]:
        """The oldest first."""
        ...

    def known(self, message_ids: Iterable[str]) -> dict[str, Message]:
        """Those of the messages that were ever written and aren't forgotten, by id."""
        ...

    def add(self, message: Message) -> bool:
        """Write a message that has no order's change to be written with; False where it stands."""
        ...

    def swap(self, old: Message, new: Message) -> bool:
        """Put the new one where the old one still stands; False where somebody was quicker."""
        ...

    def concerning(
        self, readers: Iterable[str], orders: Iterable[str], requests: Iterable[str]
    ) -> Iterator[Message]:
        """What was or is to be done for one person, by whatever it names them; `readers` are ids.

        Everything is looked at: it is asked for once in a while, and then may take a moment.
        """
        ...

    def written_before(self, at: datetime) -> Iterator[Message]:
        """Everything as old as that, whatever became of it, read page by page."""
        ...

    def remove(self, message: Message) -> bool:
        """Delete it where it stands as read; False where somebody was quicker."""
        ...
