"""One reminder of an order that wasn't paid, for whoever asks for it, and for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import outbox
from domain.messages import REMINDER
from domain.order_book import Change
from domain.orders import Order, Status, rewritten

REMIND_AFTER = timedelta(hours=20)
"""After the hold has ended: the next day, at a time of day when they were at it."""

UNPAID = (Status.DRAFT, Status.EXPIRED)

LINK_DAYS = 7
"""For how long the reminder's link opens the order again."""


def asked(order: Order, address: str, subject: str, now: datetime) -> Change | None:
    """What is written when the buyer of an unpaid order asks; None where they asked before.

    The reminder goes to the address that was given first: a second one would be a second mail.
    `subject` is the address's keyed hash.
    """
    if order.reminded or order.reminder_mail or order.status not in UNPAID:
        return None
    due_at = max(order.expires_at, now) + REMIND_AFTER
    message = outbox.mail(REMINDER, order.id, now, due_at=due_at)
    noted = rewritten(order, reminder_mail=address, reminded=True, subject=subject)
    return Change(noted, messages=(message,))


def forgotten(order: Order) -> Change | None:
    """The address is used once, and nothing says any more whose the order would have been."""
    if order.reminder_mail is None:
        return None
    return Change(rewritten(order, reminder_mail=None, subject=None))


def is_wanted(order: Order) -> bool:
    """Whether it still waits to be paid: who has paid meanwhile is reminded of nothing."""
    return order.status in UNPAID and order.reminder_mail is not None
