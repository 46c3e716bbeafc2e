"""The outbox: what is to be done outside the database, written together with its cause.

A message is the truth until it is marked done: streams and sweeps only ring the bell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from domain.messages import Kind, Message, State
from domain.ordered import Refund
from domain.policies import PolicyRef

LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 48
"""About two days of trying; then a letter is given up, unless it is owed."""

NOTICES_AT_ONCE = 500
"""Letters to everybody in one sweep: more than it sends, and few enough to read in no time."""


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
