"""What the payment provider tells of money after the payment: refunds, and disputes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

import msgspec

from domain import disputes, refunds
from domain.ledger import Fact
from domain.order_book import Change, EventSeenError, OrderBook, StaleOrderError
from domain.order_steps import step
from domain.ordered import Dispute, Refund, RefundState
from domain.orders import UNPAID, Order
from domain.payments import PaymentEvent, Payments, RefundNews

ATTEMPTS = 5
"""How often a decision is made again because somebody else changed the order meanwhile."""

CAME_BACK = frozenset({"failed", "canceled"})
"""Stripe's statuses of a refund that didn't reach its buyer."""

log = logging.getLogger(__name__)


class MoneyDesk(msgspec.Struct, frozen=True):
    book: OrderBook
    payments: Payments
    now: Callable[[], datetime]

    def handle(self, event: PaymentEvent) -> Order | None:
        """Write what it tells on its order, once; the order, or None if it isn't ours.

        Raises StaleOrderError if the order kept changing, and what Payments and OrderBook raise.
        """
        if event.news is None:
            return None
        session = self.payments.session_of(event.news.payment_intent)
        for _ in range(ATTEMPTS):
            order = self.book.get(session.order_id) if session and session.order_id else None
            if order is None:
                log.info("money of another shop ignored", extra={"event_id": event.id})
                self.book.note_event(event.id)
                return None
            change = decide(order, event.news, self.now())
            if change is None:
                self.book.note_event(event.id)
                return order
            try:
                self.book.commit(msgspec.structs.replace(change, event_id=event.id))
            except StaleOrderError:
                continue
            except EventSeenError:
                return self.book.get(order.id)
            return change.order
        raise StaleOrderError(event.id)


def decide(order: Order, news: RefundNews | Dispute, now: datetime) -> Change | None:
    """None where it is known, or older than what is; events come in any order."""
    if order.status in UNPAID:
        return None  # its payment will be heard of, and looked at as it stands then
    if isinstance(news, Dispute):
        return disputes.heard(order, news, now)
    known = _known(order, news)
    if news.status in CAME_BACK:
        return refunds.failed(order, known.id, now) if known else None
    if known:
        return refunds.settled(order, known.id, news.id, now)
    return _made_elsewhere(order, news, now)


def _known(order: Order, news: RefundNews) -> Refund | None:
    ours = refunds.find(order, news.refund_id) if news.refund_id else None
    return ours or next((each for each in order.refunds if each.reference == news.id), None)


def _made_elsewhere(order: Order, news: RefundNews, now: datetime) -> Change:
    """A refund that somebody made at the payment provider, by hand: the books know it too."""
    made = Refund(
        id=f"{order.id}-r{len(order.refunds) + 1}",
        amount=news.amount,
        reason=news.reason,
        asked_at=now,
        state=RefundState.MADE,
        reference=news.id,
    )
    facts: dict[str, Fact] = {"amount": made.amount, "refund": made.id}
    change = step(order, now, "refund elsewhere", facts=facts, refunds=(*order.refunds, made))
    return refunds.with_credit_note(change, made.id, now)
