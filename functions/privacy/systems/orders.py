"""Orders, what was written and who waits for what: shown whole, and cut down to what the law wants to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import msgspec

from domain.addresses import AddressKey
from domain.agreement import order_terms, policies_at
from domain.contact import Inquiries
from domain.copying import inquiry_copy, order_copy, wait_copy
from domain.handing_over import Proofs
from domain.holdings import Held, Name, Outcome, Subject
from domain.kept_orders import ENDS_BY_ITSELF, PAID_FOR, bared, is_at_work, is_bare, kept_until
from domain.order_book import BookUnavailableError, Change, OrderBook, StaleOrderError
from domain.orders import Order
from domain.request_parts import Retained
from domain.return_pictures import forget, look, picture_keys, takes_pictures
from domain.returned import Return
from domain.shelf import Shelf
from domain.waiting import WaitingList

ATTEMPTS = 5
"""How often an order that somebody else is changing is read again."""


class OrdersSystem(msgspec.Struct, frozen=True):
    book: OrderBook
    inquiries: Inquiries
    waits: WaitingList
    shelf: Shelf
    now: Callable[[], datetime]
    pictures: Proofs
    key: AddressKey

    name: Name = "orders"

    def held(self, subject: Subject) -> Iterator[Held]:
        for order in self.book.of_subject(subject.id):
            copy = order_copy(order, {each.id: self._counted(each) for each in order.returns})
            yield Held("orders", f"orders/{order.id}", copy)
        for inquiry in self.inquiries.of_subject(subject.id):
            yield Held("messages", f"orders/message#{inquiry.id}", inquiry_copy(inquiry))

        for wait in self.waits.of_subject(subject.id):
            yield Held("waiting", f"orders/wait#{wait.id}", wait_copy(wait))

    def erase(self, subject: Subject, at: datetime) -> Outcome:
        """What somebody is about to pay ends by itself first, one way or the other."""
        orders = self.book.of_subject(subject.id)
        for each in (each for order in orders for each in order.returns):
            forget(self.pictures, each, self.key)
        written = self.inquiries.of_subject(subject.id)
        for inquiry in written:
            self.inquiries.remove(inquiry)
        waited = self.waits.of_subject(subject.id)
        for wait in waited:
            self.waits.remove(wait)
        changed = len(written) + len(waited) + sum(self._bared(order, at) for order in orders)
        being_paid = any(order.status in ENDS_BY_ITSELF for order in orders)
        return Outcome(changed, "order_being_paid" if being_paid else None)

    def kept(self, subject: Subject) -> Iterator[Retained]:
        for order in self.book.of_subject(subject.id):
            if order.status in PAID_FOR:
                yield Retained("orders", "tax_law", kept_until(order, self.terms(order)))

    def at_work(self, subject: Subject) -> bool:
        """Whether there is an order that the owner has to look at before anything is erased."""
        return any(
            is_at_work(order, self.terms(order), self.now())
            for order in self.book.of_subject(subject.id)
        )

    def terms(self, order: Order) -> Mapping[str, int]:
        """The numbers that its buyer was told. Raises BookUnavailableError."""
        facts = self.shelf.facts()
        if facts is None:
            raise BookUnavailableError("no shop")
        return order_terms(order, self.shelf, policies_at(self.now(), facts, self.shelf))

    def _counted(self, it: Return) -> int:
        """How many pictures of what is damaged are there."""
        if not takes_pictures(it):
            return 0
        return len(look(self.pictures, picture_keys(it.id, self.key))[0])

    def _bared(self, order: Order, at: datetime) -> bool:
        for attempt in range(ATTEMPTS):
            if order.status in ENDS_BY_ITSELF or is_bare(order):
                return False
            try:
                self.book.commit(Change(bared(order, at)))
            except StaleOrderError:
                if attempt == ATTEMPTS - 1:
                    raise
                stands = self.book.get(order.id)
                if stands is None:
                    return False
                order = stands
            else:
                return True
        return False
