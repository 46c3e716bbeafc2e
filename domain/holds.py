"""Holds end: what no open payment page holds goes back on the shelf."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from domain.order_book import Change, OrderBook
from domain.orders import Order, Status, advance, with_session
from domain.payments import Payments
from domain.settlement import Settlement
from domain.stock import Move

ORPHANED_AFTER = timedelta(minutes=5)
"""A draft this old that names no session was left by a function that died: functions live less."""

GRACE = timedelta(minutes=1)
"""How long the provider's own event about an expired session is waited for."""

log = logging.getLogger(__name__)


class Holds(msgspec.Struct, frozen=True):
    book: OrderBook
    payments: Payments
    settlement: Settlement
    now: Callable[[], datetime]

    def sweep(self) -> int:
        """Settle every order whose hold or payment should have ended; how many did.

        One that can't be settled leaves the others done.
        """
        waiting = [
            order
            for status in (Status.DRAFT, Status.AWAITING_PAYMENT)
            for order in self.book.with_status(status)
        ]
        return sum(self._settled(order) for order in waiting)

    def let_go(self, order: Order) -> Order:
        """End the buyer's own hold now: close its payment page, then settle what came of it."""
        session_id = order.session_id
        if session_id is None and (found := self.payments.find_session(order)):
            session_id = found.id
        if session_id is None:
            return order
        return self.settlement.settle(self.payments.expire_session(session_id)) or order

    def _settled(self, order: Order) -> bool:
        try:
            return self._settle(order)
        except Exception as error:  # noqa: BLE001 — the outermost of each order: one bad one may not hold up the rest
            log.error(  # noqa: TRY400 — no traceback: it may quote what a buyer wrote
                "hold left for the next sweep",
                extra={"order": order.id, "reason": type(error).__name__},
            )
            return False

    def _settle(self, order: Order) -> bool:
        if order.status is Status.AWAITING_PAYMENT and order.session_id:
            after = self.settlement.settle(self.payments.session(order.session_id))
            return after is not None and after.status is not order.status
        if order.session_id is None and order.created_at + ORPHANED_AFTER <= self.now():
            return self._adopt(order)
        if order.session_id and order.expires_at + GRACE <= self.now():
            return self.let_go(order).status is not Status.DRAFT
        return False

    def _adopt(self, order: Order) -> bool:
        """Find the session that a dying function opened; without one the stock goes back now."""
        session = self.payments.find_session(order)
        if session is None:
            lapsed = msgspec.structs.replace(advance(order, Status.EXPIRED), why="no_session")
            self.book.commit(Change(lapsed, Move.RELEASE))
            log.info("hold without a session given back", extra={"order": order.id})
            return True
        if session.status == "open":
            self.book.commit(Change(with_session(order, session.id)))
            return False
        return self.settlement.settle(session) is not None
