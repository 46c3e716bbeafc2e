"""Mails that the shop wrote to somebody: that there was one is shown, and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from domain.copying import mail_copy
from domain.holdings import Held, Name, Outcome, Subject
from domain.messages import Kind, Message, State
from domain.moves import lives
from domain.order_book import Orders
from domain.outbox import Outbox
from domain.request_parts import Retained
from domain.requests import RequestBook
from domain.subscribers import SubscriberBook


class OutboxSystem(msgspec.Struct, frozen=True):
    outbox: Outbox
    orders: Orders
    requests: RequestBook
    readers: SubscriberBook

    name: Name = "outbox"

    def held(self, subject: Subject) -> Iterator[Held]:
        for message in self._theirs(subject):
            yield Held("mails", f"outbox/{message.id}", mail_copy(message))

    def erase(self, subject: Subject, at: datetime) -> Outcome:
        """Without money that is owed, and mails about requests that are being answered."""
        del at
        changed, being_sent = 0, False
        kept = self._open_requests(subject)
        for message in list(self._theirs(subject)):
            if message.request in kept or _is_owed(message):
                continue
            if message.state is State.SENDING:
                being_sent = True
            else:
                changed += self.outbox.remove(message)
        return Outcome(changed, "mail_being_sent" if being_sent else None)

    def kept(self, subject: Subject) -> Iterator[Retained]:
        del subject
        yield from ()

    def _theirs(self, subject: Subject) -> Iterator[Message]:
        orders = [order.id for order in self.orders.of_subject(subject.id)]
        requests = [request.id for request in self.requests.of_subject(subject.id)]
        return self.outbox.concerning(lives(self.readers, subject.id), orders, requests)

    def _open_requests(self, subject: Subject) -> set[str]:
        found = self.requests.of_subject(subject.id)
        return {each.id for each in found if each.is_open}


def _is_owed(message: Message) -> bool:
    return message.kind in (Kind.REFUND, Kind.LAPSE) and message.state is not State.DONE
