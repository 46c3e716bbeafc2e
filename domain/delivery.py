"""Emptying the outbox: each message acted on once, by one sender at a time."""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec

from domain import outbox
from domain.errands import ATTEMPTS, Errands, NothingToSendError
from domain.held_back import HeldBackError, HoldingBack
from domain.mail import Letter, MailCutOffError, Mailer, MailRefusedError, MailUnavailableError
from domain.messages import REMINDER, Kind, Message, State
from domain.order_book import BookUnavailableError, OrderBook, StaleOrderError
from domain.orders import Order
from domain.outbox import Outbox
from domain.payments import (
    PaymentsRefusedError,
    PaymentsUnavailableError,
)
from domain.reminders import forgotten
from domain.subscribers import StaleSubscriberError
from domain.writers import (
    Correspondence,
    LetterWriter,
    MailWriter,
    NoLongerWantedError,
    NoticeWriter,
    WaitWriter,
)

SWEEP_FOR = timedelta(seconds=40)
"""A sweep begins nothing new after this: the next one goes on, and no send is cut off."""


log = logging.getLogger(__name__)


class Delivery(msgspec.Struct, frozen=True):
    outbox: Outbox
    book: OrderBook
    errands: Errands
    mailer: Mailer
    letters: LetterWriter
    correspondence: Correspondence
    notices: NoticeWriter
    requests: MailWriter
    inquiries: MailWriter
    waits: WaitWriter
    doors: MailWriter
    holding_back: HoldingBack
    now: Callable[[], datetime]

    def sweep(self) -> int:
        """Act on what is due, for as long as a sweep may take; how many messages were done."""
        began = self.now()
        due = self.outbox.waiting(began)
        in_time = itertools.takewhile(lambda _: self.now() - began < SWEEP_FOR, due)
        return self.deliver_each(message.id for message in in_time)

    def deliver_each(self, message_ids: Iterable[str]) -> int:
        """Act on each message, whatever becomes of the others; how many were done."""
        return sum(self._delivered(message_id) for message_id in message_ids)

    def deliver(self, message_id: str) -> bool:
        """Act on one message if it is due and nobody else has it; whether it is done now."""
        message = self.outbox.get(message_id)
        if message is None or not message.is_due(self.now()):
            return False
        if message.state is State.SENDING and not message.may_repeat:
            log.warning("a send was cut off", extra={"outbox": message.id})
            self.outbox.swap(message, outbox.unsettled(message, self.now()))
            self._forget(message)
            return False
        claimed = outbox.claimed(message, self.now())
        return self.outbox.swap(message, claimed) and self._act(claimed)

    def _delivered(self, message_id: str) -> bool:
        try:
            return self.deliver(message_id)
        except Exception as error:  # noqa: BLE001 — the outermost of each message: the next one still goes
            reason = type(error).__name__
            log.error("a message was left", extra={"outbox": message_id, "reason": reason})  # noqa: TRY400 — no traceback: it may quote an address
            return False

    def _act(self, message: Message) -> bool:
        try:
            reference = self._do(message)
        except MailCutOffError:
            log.warning("a send got no answer", extra={"outbox": message.id})
            return False
        except NoLongerWantedError:
            reference = "not wanted"
        except HeldBackError:
            reference = "set aside"
        except (MailRefusedError, NothingToSendError) as error:
            self._put_off(message, outbox.failed(message, type(error).__name__, self.now()))
            return False
        except (
            BookUnavailableError,  # before anything was sent: a letter is written from the shelf
            MailUnavailableError,
            PaymentsRefusedError,
            PaymentsUnavailableError,
            StaleSubscriberError,
        ) as error:
            self._put_off(message, outbox.postponed(message, type(error).__name__, self.now()))
            return False
        self._forget(message)
        self.outbox.swap(message, outbox.done(message, reference, self.now()))
        log.info("message done", extra={"outbox": message.id})
        return True

    def _forget(self, message: Message) -> None:
        """Take an address off where it stood for one mail, whatever became of that."""
        if message.sku:
            self.waits.forget(message)
        if message.about != REMINDER:
            return
        for _ in range(ATTEMPTS):
            order = self.book.get(message.order_id)
            change = forgotten(order) if order else None
            if change is None:
                return
            with contextlib.suppress(StaleOrderError):
                self.book.commit(change)
                return
        log.error("an address wasn't forgotten", extra={"outbox": message.id})

    def _put_off(self, message: Message, later: Message) -> None:
        """Loud where somebody has to look: a letter given up, a refund that Stripe refuses.

        A letter to everybody isn't given up, and is loud where another one would be. An address
        that a stranger typed into a form and nobody can write to is no news.
        """
        if later.state is State.FAILED:
            self._forget(message)
        self.outbox.swap(message, later)
        overdue = message.is_to_everybody and message.attempts % outbox.MOST_ATTEMPTS == 0
        refused = later.why == PaymentsRefusedError.__name__
        typed = message.subscriber is not None and later.why == MailRefusedError.__name__
        loud = (later.state is State.FAILED and not typed) or refused or overdue
        log.log(
            logging.ERROR if loud else logging.WARNING,
            "a message failed" if later.state is State.FAILED else "a message was postponed",
            extra={"outbox": message.id, "reason": later.why, "attempts": message.attempts},
        )

    def _do(self, message: Message) -> str:
        if message.kind is Kind.ASK:
            return self.correspondence.take_up(message)
        if message.kind is not Kind.MAIL:
            return self.errands.run(message, self._order(message))
        letter = self._written(message)
        kind = self.notices.kind_of(message) if message.notice else None
        self.holding_back.check(message, letter.recipient, kind)
        return self.mailer.send(letter)

    def _written(self, message: Message) -> Letter:
        by_what_it_names = (
            (message.notice, self.notices),
            (message.request, self.requests),
            (message.inquiry, self.inquiries),
            (message.sku, self.waits),
            (message.door, self.doors),
            (message.is_of_the_letter, self.correspondence),
        )
        writer = next((writer for named, writer in by_what_it_names if named), None)
        if writer:
            return writer.write(message)
        return self.letters.write(message, self._order(message))

    def _order(self, message: Message) -> Order:
        order = self.book.get(message.order_id)
        if order is None:
            raise NothingToSendError(message.id)
        return order
