"""What the outbox asks for that is no mail: money goes back, papers get numbers, holds end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

import msgspec

from domain import disputes, invoices, refunds, return_steps
from domain.messages import Kind, Message
from domain.order_book import BookUnavailableError, Change, OrderBook, StaleOrderError
from domain.ordered import Refund
from domain.orders import Order
from domain.payments import Payments, PaymentsUnavailableError, RefundOvertakenError
from domain.shelf import Shelf

ATTEMPTS = 5
"""How often an order is written to that somebody else is changing."""


class NothingToSendError(Exception):
    """A message whose order is gone, or has no address to write to, or no payment to refund."""


class Errands(msgspec.Struct, frozen=True):
    book: OrderBook
    payments: Payments
    shelf: Shelf
    now: Callable[[], datetime]

    def run(self, message: Message, order: Order) -> str:
        """Do it, once however often it is asked; the provider's id of it, or the number.

        Raises NothingToSendError, BookUnavailableError, and what Payments raises.
        """
        if message.kind is Kind.NUMBER:
            return self._number(message, order)
        if message.kind is Kind.LAPSE:
            return self._lapse(message, order)
        if order.payment_intent is None:
            raise NothingToSendError(message.id)
        return self._refund(message, order, order.payment_intent)

    def _refund(self, message: Message, order: Order, payment_intent: str) -> str:
        """Ask for it, and write on the order that it was taken on, or that no room is left for it.

        Where that is cut off, the next attempt finds the refund that was made. While a bank has the
        money the provider would refuse, so it isn't asked; nor when the bank gave it to the buyer.
        """
        part = refunds.find(order, message.says) if message.says else None
        if part and disputes.is_with_bank(order):
            raise PaymentsUnavailableError(message.id)
        overtaken = refunds.is_overtaken(order, part) if part else False
        reference = "overtaken"
        if not overtaken:
            try:
                reference = self.payments.refund(payment_intent, order.id, part)
            except RefundOvertakenError:
                overtaken = True
        for _ in range(ATTEMPTS):
            change = self._settled(order, part, reference, overtaken=overtaken) if part else None
            if change is None:
                return reference
            with contextlib.suppress(StaleOrderError):
                self.book.commit(change)
                return reference
            order = self.book.get(order.id) or order
        raise BookUnavailableError(order.id)

    def _lapse(self, message: Message, order: Order) -> str:
        """End the hold of an exchange that nothing came for."""
        for _ in range(ATTEMPTS):
            change = return_steps.lapse(order, message.says or "", self.now())
            if change is None:
                return "not wanted"
            with contextlib.suppress(StaleOrderError):
                self.book.commit(change)
                return "lapsed"
            order = self.book.get(order.id) or order
        raise BookUnavailableError(order.id)

    def _settled(
        self, order: Order, part: Refund, reference: str, *, overtaken: bool
    ) -> Change | None:
        if overtaken:
            return refunds.failed(order, part.id, self.now())
        return refunds.settled(order, part.id, reference, self.now())

    def _number(self, message: Message, order: Order) -> str:
        """Count the next paper of its kind, and write its number on the order."""
        facts = self.shelf.facts()
        time_zone = facts.time_zone if facts else "UTC"
        for _ in range(ATTEMPTS):
            if message.says not in invoices.wanting(order):
                return "numbered"
            now = self.now()
            counter = self.book.counter(invoices.counter_of(message.says, now, time_zone))
            change = invoices.numbered(order, message.says, counter, now)
            with contextlib.suppress(StaleOrderError):
                self.book.commit(change)
                return change.order.invoices[-1].number
            order = self.book.get(order.id) or order
        raise BookUnavailableError(order.id)
