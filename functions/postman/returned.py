"""What a mail about something that comes back is told of it."""

from __future__ import annotations

from datetime import datetime

from domain.agreement import order_terms, policies_at
from domain.days import date_in_words, day_there, time_in_words
from domain.errands import NothingToSendError
from domain.messages import Message
from domain.orders import Order
from domain.return_rules import REASONS, last_day, window_days
from domain.return_steps import find
from domain.returned import Reason
from domain.shelf import Shelf
from domain.shop import ShopFacts
from domain.withdrawal import can_be_withdrawn

ABOUT = ("return", "exchange", "withdrawal", "owner_return", "owner_exchange")
"""How the names of these mails begin."""


def values_of(
    message: Message, order: Order, shop: ShopFacts | None, shelf: Shelf
) -> dict[str, object]:
    """None of it in other mails. Raises NothingToSendError where the return isn't there any more."""
    if shop is None or not message.about.startswith(ABOUT):
        return {"returned": None}
    if message.about == "withdrawal_refused":
        now = policies_at(message.created_at, shop, shelf)
        days = window_days(order_terms(order, shelf, now), now.terms)
        last = last_day(order, days, shop.time_zone)
        told = {"last_on": date_in_words(last, shop.locale) if last else ""}
        return {"returned": None} | told | _arrived(message.created_at, shop)
    it = find(order, message.says or "")
    if it is None:
        raise NothingToSendError(message.id)
    known = shelf.items(it.instead)
    exempt = [each for each in can_be_withdrawn(order) if each.exempt]
    held_until = day_there(it.held_until, shop.time_zone) if it.held_until else None
    return {
        "returned": it,
        "reasons": REASONS,
        "wanted": {sku: known[sku].name if sku in known else sku for sku in it.instead},
        "held_until": date_in_words(held_until, shop.locale) if held_until else "",
        "exempt": exempt if it.reason is Reason.WITHDRAWN else [],
    } | _arrived(it.asked_at, shop)


def _arrived(at: datetime, shop: ShopFacts) -> dict[str, object]:
    """The time stamp, to the minute, where the shop is."""
    day = day_there(at, shop.time_zone)
    return {
        "asked_on": date_in_words(day, shop.locale),
        "asked_time": time_in_words(at, shop.time_zone, shop.locale),
    }
