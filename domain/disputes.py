"""A buyer's bank takes a payment back: what it is about, by when to answer, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from domain import outbox
from domain.ledger import Fact
from domain.messages import Message
from domain.order_book import Change
from domain.order_steps import step
from domain.ordered import Dispute
from domain.orders import Order

DAYS_BEFORE = (7, 3, 1)
"""On which days before it is due the owner is reminded."""

OPEN = frozenset({"needs_response", "warning_needs_response"})
"""Stripe's statuses in which evidence is waited for; a warning is a question before a dispute."""

CLOSED = frozenset({"won", "lost", "warning_closed", "prevented"})

QUESTIONS = frozenset({"warning_needs_response", "warning_under_review", "warning_closed"})
"""A bank's question before a dispute, for which no money was taken."""


def is_waiting(dispute: Dispute) -> bool:
    return dispute.status in OPEN


def is_over(dispute: Dispute) -> bool:
    return dispute.status in CLOSED


def is_disputed(order: Order) -> bool:
    """Whether a bank has yet to decide about some of its money."""
    return any(not is_over(each) for each in order.disputes)


def is_with_bank(order: Order) -> bool:
    """Whether a bank has taken money and has yet to decide; a question before a dispute takes none.

    Meanwhile the payment provider refuses every refund of that payment. A question is best
    answered with one.
    """
    return any(not is_over(each) and each.status not in QUESTIONS for each in order.disputes)


def taken_by_banks(order: Order) -> int:
    """In minor units, what banks have taken back: for good, or until they have decided."""
    kept = QUESTIONS | {"won", "prevented"}
    return sum(each.amount for each in order.disputes if each.status not in kept)


def heard(order: Order, told: Dispute, now: datetime) -> Change | None:
    """What the payment provider tells of a dispute; None where that is known, or older than it.

    The owner hears of a new one at once, is reminded before it is due, and hears its end.
    """
    known = next((each for each in order.disputes if each.id == told.id), None)
    if known and (is_over(known) or known.status == told.status):
        return None
    if known:
        told = msgspec.structs.replace(told, opened_at=known.opened_at)
    others = tuple(each for each in order.disputes if each.id != told.id)
    mails = _mails(known, told)
    facts: dict[str, Fact] = {"dispute": told.id, "amount": told.amount, "stands": told.status}
    change = step(
        order, now, "dispute", mails=mails, says=told.id, facts=facts, disputes=(*others, told)
    )
    reminders = _reminders(order, told, now) if known is None else ()
    return msgspec.structs.replace(change, messages=(*change.messages, *reminders))


def _mails(known: Dispute | None, told: Dispute) -> tuple[str, ...]:
    if is_over(told):
        return ("owner_dispute_closed",)
    return ("owner_dispute",) if known is None else ()


def _reminders(order: Order, told: Dispute, now: datetime) -> tuple[Message, ...]:
    """Written at once, to go on their day: whoever writes them looks whether they are needed."""
    if told.due_at is None or not is_waiting(told):
        return ()
    days = {days: told.due_at - timedelta(days=days) for days in DAYS_BEFORE}
    return tuple(
        msgspec.structs.replace(
            outbox.mail("owner_dispute_due", order.id, now, due_at=at),
            id=f"owner_dispute_due-{told.id}-{before}",
            says=told.id,
        )
        for before, at in days.items()
        if at > now
    )
