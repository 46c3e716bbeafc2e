"""How somebody comes to get the letter: asked for in a form or an order, confirmed by mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from domain import outbox
from domain.addresses import AddressKey
from domain.consent import Consent
from domain.links import LinkError
from domain.messages import CONFIRM, CONFIRM_REMINDER, Message
from domain.moves import unasked
from domain.subscribers import Ask, Before, Standing, Subscriber, SubscriberChange

BESIDE_AN_ORDER = frozenset({"cart", "piece"})
"""Forms in which the letter is asked for by the way: who has it already isn't told so."""


def wish(
    what: Literal["join", "choices"],
    address: str,
    key: AddressKey,
    now: datetime,
    *,
    name: str | None = None,
    consent: Consent | None = None,
) -> tuple[Ask, Message]:
    """What a form asks for, and the message that has it taken up: one a day (UTC) and mailbox.

    For a link to what is stored, one a reader: else whoever asks for an address with another tag
    keeps them from theirs.
    """
    ask = Ask(what, key.id_of(address), key.mailbox_of(address), address, now, name, consent)
    day = now.astimezone(UTC).date()
    message = outbox.ask(f"letter_{what}", f"{_whose(ask)}-{day}", now, subscriber=ask.subscriber)
    return ask, message


def begun(
    record: Subscriber | None, ask: Ask, now: datetime, confirm_within: timedelta
) -> SubscriberChange:
    """What comes of a wish for the letter, by who they are: only here, where nobody waits."""
    if record is None or record.standing in (Standing.LEFT, Standing.BOUNCED):
        return _asked_for_the_first_time(record, ask, now, confirm_within)
    if record.standing is Standing.PENDING:
        return _asked_again(record, ask, now, confirm_within)
    if record.standing is Standing.SUBSCRIBED and _form(ask) not in BESIDE_AN_ORDER:
        return SubscriberChange(None, (about_the_wish("letter_already", ask, now),))
    return SubscriberChange(None)


def confirmed(record: Subscriber | None, asked_at: str, now: datetime) -> SubscriberChange | None:
    """What a yes to the confirmation mail changes; None where it has been said already.

    Any mail of those that came while the wish was pending will do, not only the last one: people
    open the first that they find. One from before a goodbye won't. Raises LinkError.
    """
    if record and record.standing is Standing.SUBSCRIBED:
        return None
    if record is None or record.standing is not Standing.PENDING:
        raise LinkError("expired")
    if datetime.fromisoformat(asked_at) < record.since:
        raise LinkError("expired")
    subscribed = msgspec.structs.replace(
        record,
        standing=Standing.SUBSCRIBED,
        since=now,
        revision=record.revision + 1,
        confirmed_at=now,
        due_at=None,
        before=None,
    )
    return SubscriberChange(subscribed, (_once("letter_welcome", record, now),))


def lapsed(record: Subscriber) -> SubscriberChange:
    """What becomes of what nobody confirmed in time: it is forgotten.

    Whoever had been suppressed before they asked is so again.
    """
    if record.standing is Standing.SUBSCRIBED:
        return SubscriberChange(unasked(record))
    before = record.before
    if before is None:
        return SubscriberChange(None, forgets=(record,))
    return SubscriberChange(
        Subscriber(
            id=record.id,
            standing=before.standing,
            since=before.since,
            revision=record.revision + 1,
            consent=before.consent,
            confirmed_at=before.confirmed_at,
            moved_to=before.moved_to,
        )
    )


def is_to_confirm(record: Subscriber | None, message: Message, now: datetime) -> bool:
    """Whether the wish that a confirmation mail is about still waits to be confirmed."""
    if record is None or record.standing is not Standing.PENDING or _is_over(record, now):
        return False
    return message.id in {_once(about, record, now).id for about in (CONFIRM, CONFIRM_REMINDER)}


def about_the_wish(about: str, ask: Ask, now: datetime) -> Message:
    """A mail to a subscriber that is due to a wish, one a day as the wish is."""
    key = f"mail-{_whose(ask)}-{ask.asked_at.astimezone(UTC).date()}"
    return outbox.of_the_letter(about, key, now, subscriber=ask.subscriber)


def _asked_for_the_first_time(
    record: Subscriber | None, ask: Ask, now: datetime, confirm_within: timedelta
) -> SubscriberChange:
    """A yes that is older than the goodbye after it, as an order's may be, has been answered."""
    if record and record.since >= ask.asked_at:
        return SubscriberChange(None)
    before = None
    if record:
        before = Before(
            record.standing, record.since, record.consent, record.confirmed_at, record.moved_to
        )
    pending = Subscriber(
        id=ask.subscriber,
        standing=Standing.PENDING,
        since=ask.asked_at,
        revision=record.revision + 1 if record else 1,
        address=ask.address,
        name=ask.name,
        consent=ask.consent,
        due_at=now + confirm_within,
        before=before,
        moved_to=record.moved_to if record else None,
    )
    return SubscriberChange(pending, _mails(pending, now, confirm_within))


def _asked_again(
    record: Subscriber, ask: Ask, now: datetime, confirm_within: timedelta
) -> SubscriberChange:
    """The mail goes out once more, but not on the same day, as after a form and an order.

    Nor on the day of the reminder, which asks the same.
    """
    last = record.consent.asked_at if record.consent else record.since
    reminded = record.due_at - confirm_within / 2 if record.due_at else last
    days = {each.astimezone(UTC).date() for each in (last, reminded) if each <= ask.asked_at}
    if ask.asked_at <= last or ask.asked_at.astimezone(UTC).date() in days:
        return SubscriberChange(None)
    pending = msgspec.structs.replace(
        record,
        revision=record.revision + 1,
        address=ask.address,
        name=ask.name or record.name,
        consent=ask.consent,
        due_at=now + confirm_within,
    )
    return SubscriberChange(pending, _mails(pending, now, confirm_within))


def _mails(pending: Subscriber, now: datetime, confirm_within: timedelta) -> tuple[Message, ...]:
    halfway = now + confirm_within / 2
    return (
        _once(CONFIRM, pending, now),
        _once(CONFIRM_REMINDER, pending, now, due_at=halfway),
    )


def _once(
    about: str, record: Subscriber, now: datetime, *, due_at: datetime | None = None
) -> Message:
    """A mail that a wish leads to once."""
    asked_at = record.consent.asked_at if record.consent else record.since
    key = f"{record.id}-{asked_at.astimezone(UTC):%Y%m%dT%H%M%S}"
    return outbox.of_the_letter(about, key, now, subscriber=record.id, due_at=due_at)


def _is_over(record: Subscriber, now: datetime) -> bool:
    return record.due_at is not None and record.due_at <= now


def _whose(ask: Ask) -> str:
    return ask.mailbox if ask.what == "join" else ask.subscriber


def _form(ask: Ask) -> str | None:
    return ask.consent.form if ask.consent else None
