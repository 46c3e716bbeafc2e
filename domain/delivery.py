"""Emptying the outbox: each message acted on once, by one sender at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec

from domain import outbox
from domain.orders import Order, OrderBook
from domain.outbox import (
    Kind,
    Letter,
    MailCutOffError,
    Mailer,
    MailRefusedError,
    MailUnavailableError,
    Message,
    Outbox,
    State,
)
from domain.payments import Payments, PaymentsRefusedError, PaymentsUnavailableError

log = logging.getLogger(__name__)


class NothingToSendError(Exception):
    """A message whose order is gone, or has no address to write to."""


class LetterWriter(Protocol):
    def write(self, message: Message, order: Order) -> Letter:
        """The mail that the message stands for. Raises NothingToSendError."""
        ...


class Delivery(msgspec.Struct, frozen=True):
    outbox: Outbox
    book: OrderBook
    payments: Payments
    mailer: Mailer
    letters: LetterWriter
    now: Callable[[], datetime]

    def sweep(self) -> int:
        """Act on everything that is due; how many messages were done."""
        return sum(self.deliver(message.id) for message in self.outbox.waiting(self.now()))

    def deliver(self, message_id: str) -> bool:
        """Act on one message if it is due and nobody else has it; whether it is done now."""
        message = self.outbox.get(message_id)
        if message is None or not message.is_due(self.now()):
            return False
        if message.state is State.SENDING and not message.may_repeat:
            log.warning("a send was cut off", extra={"outbox": message.id})
            self.outbox.swap(message, outbox.unsettled(message, self.now()))
            return False
        claimed = outbox.claimed(message, self.now())
        return self.outbox.swap(message, claimed) and self._act(claimed)

    def _act(self, message: Message) -> bool:
        try:
            reference = self._do(message)
        except MailCutOffError:
            log.warning("a send got no answer", extra={"outbox": message.id})
            return False
        except (MailRefusedError, PaymentsRefusedError, NothingToSendError) as error:
            why = type(error).__name__
            log.error("a message failed", extra={"outbox": message.id, "reason": why})  # noqa: TRY400 — no traceback: it may quote an address
            self.outbox.swap(message, outbox.failed(message, why, self.now()))
            return False
        except (MailUnavailableError, PaymentsUnavailableError) as error:
            why = type(error).__name__
            log.warning("a message was postponed", extra={"outbox": message.id, "reason": why})
            self.outbox.swap(message, outbox.postponed(message, why, self.now()))
            return False
        self.outbox.swap(message, outbox.done(message, reference, self.now()))
        log.info("message done", extra={"outbox": message.id})
        return True

    def _do(self, message: Message) -> str:
        order = self.book.get(message.order_id)
        if order is None:
            raise NothingToSendError(message.id)
        if message.kind is Kind.REFUND:
            if order.payment_intent is None:
                raise NothingToSendError(message.id)
            return self.payments.refund(order.payment_intent, order.id)
        return self.mailer.send(self.letters.write(message, order))
