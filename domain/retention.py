"""What goes by itself when its time is over, so that nobody has to ask for it.

Each round does as much as its time allows, begins with the oldest, and can be repeated.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import msgspec

from domain import contact
from domain import things as saved
from domain.agreement import order_terms, policies_at
from domain.contact import Inquiries, Inquiry
from domain.customers import Customers
from domain.kept_orders import NEVER_PAID_KEPT, PAID_FOR, kept_until
from domain.messages import Kind, Message, State
from domain.order_book import BookUnavailableError, OrderBook, StaleOrderError
from domain.orders import Order, Status
from domain.outbox import Outbox
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.policies import TERMS, PolicyRef
from domain.reader_sends import ReaderSend, ReaderSends
from domain.restriction import Restrictions
from domain.shelf import Shelf
from domain.subscribers import Standing, Subscriber, SubscriberBook
from domain.things import SavedThings, StaleThingsError, Things

SENDS_KEPT = timedelta(days=2 * 365)
"""For how long it is known which letter went to whom: to answer for a complaint about one."""

CONSENT_KEPT = timedelta(days=3 * 365)
"""For how long the proof of a yes outlives a goodbye: as long as somebody may doubt it."""

SILENCE = timedelta(days=3 * 365)
"""After so long without a letter, nobody remembers their yes, and it isn't used any more."""

MESSAGES_KEPT = timedelta(days=365)
"""What was given up, or was never settled, stays for the owner to look into; the rest goes in weeks."""

SOONEST = {
    Status.EXPIRED: NEVER_PAID_KEPT,
    **dict.fromkeys(
        sorted(PAID_FOR),
        timedelta(days=365 * TERMS["order_retention_years"].least),
    ),
}
"""How old an order is at least whose time is over, by its status: younger ones aren't looked at."""

_WAITING = (State.WAITING, State.SENDING)


class Forgotten(msgspec.Struct):
    """How many records went in one round; `inquiries` is what people wrote with the form.

    `things` is what was kept for somebody on request.
    """

    orders: int = 0
    sends: int = 0
    readers: int = 0
    messages: int = 0
    inquiries: int = 0
    things: int = 0


class Retention(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError."""

    orders: OrderBook
    subscribers: SubscriberBook
    sends: ReaderSends
    outbox: Outbox
    inquiries: Inquiries
    things: SavedThings
    customers: Customers
    shelf: Shelf
    restrictions: Restrictions
    now: Callable[[], datetime]

    def run(self, enough: Callable[[], bool] = lambda: False) -> Forgotten:
        """One round, until it is `enough`: what is left is found again by the next."""
        gone = Forgotten()
        for name, forget in self._over(self.now()):
            if enough():
                break
            setattr(gone, name, getattr(gone, name) + forget())
        return gone

    def _over(self, now: datetime) -> Iterator[tuple[str, Callable[[], int]]]:
        """What may go, by the count that it belongs to; what goes says how many records it was."""
        for order in self._orders(now):
            yield "orders", partial(self._purged, order)
        for send in self.sends.before(now - SENDS_KEPT):
            yield "sends", partial(self._sent, send)
        set_aside = {each.subject for each in self.restrictions.restrictions()}
        for reader in self.subscribers.every():
            # Who had their data set aside may need it, and hasn't been silent: the flag ends.
            if reader.id not in set_aside:
                yield "readers", partial(self._forgotten, reader, now)
        for message in self.outbox.written_before(now - MESSAGES_KEPT):
            yield "messages", partial(self._removed, message)
        written = itertools.takewhile(
            lambda each: each.created_at <= now - contact.KEPT, self.inquiries.oldest()
        )
        for inquiry in written:
            yield "inquiries", partial(self._answered, inquiry)
        for things in self.things.oldest():
            if things.used_at > now - saved.KEPT:
                break
            if things.subject not in set_aside:
                yield "things", partial(self._left, things)

    def _orders(self, now: datetime) -> Iterator[Order]:
        known: dict[tuple[PolicyRef, ...], Mapping[str, int]] = {}
        for status, age in SOONEST.items():
            for order in self.orders.oldest(status):
                if order.created_at > now - age:
                    break
                if order.policies not in known:
                    known[order.policies] = self._terms(order, now)
                if now.date() > kept_until(order, known[order.policies]):
                    yield order

    def _terms(self, order: Order, now: datetime) -> Mapping[str, int]:
        facts = self.shelf.facts()
        if facts is None:
            raise BookUnavailableError("no shop")
        return order_terms(order, self.shelf, policies_at(now, facts, self.shelf))

    def _purged(self, order: Order) -> bool:
        """One that somebody is changing is looked at again by the next round."""
        with contextlib.suppress(StaleOrderError):
            self.orders.purge(order)
            return True
        return False

    def _sent(self, send: ReaderSend) -> int:
        self.sends.forget(send)
        return 1

    def _answered(self, inquiry: Inquiry) -> int:
        self.inquiries.remove(inquiry)
        return 1

    def _left(self, things: Things) -> bool:
        """What Stripe doesn't forget just now stays for the next round, as what is being used."""
        with contextlib.suppress(PaymentsRefusedError, PaymentsUnavailableError, StaleThingsError):
            if things.at_stripe:
                self.customers.forget(things)
            self.things.remove(things)
            return True
        return False

    def _forgotten(self, reader: Subscriber, now: datetime) -> bool:
        if not _is_over(reader, now) and not self._is_silent(reader, now):
            return False
        self.subscribers.forget(reader.id, now)
        return True

    def _is_silent(self, reader: Subscriber, now: datetime) -> bool:
        if reader.standing is not Standing.SUBSCRIBED:
            return False
        since = max(reader.since, reader.confirmed_at or reader.since)
        return since <= now - SILENCE and next(self.sends.of_reader(reader.id), None) is None

    def _removed(self, message: Message) -> bool:
        """What is owed stays, and of a letter to everybody that it was sent, while its order does."""
        if message.kind in (Kind.REFUND, Kind.LAPSE) and message.state is not State.DONE:
            return False
        if message.policy and self.orders.get(message.order_id):
            return False
        return message.state not in _WAITING and self.outbox.remove(message)


def _is_over(reader: Subscriber, now: datetime) -> bool:
    """Whether nothing but the goodbye is of use any more, and there is more."""
    has_proof = reader.consent is not None or reader.confirmed_at is not None
    return reader.is_suppressed and has_proof and reader.since <= now - CONSENT_KEPT
