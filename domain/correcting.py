"""Putting right what is held of a person, in the owner's own hands: before and after, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from domain.order_book import Change, OrderBook
from domain.ordered import Address
from domain.orders import Order, rewritten
from domain.subscribers import Subscriber, SubscriberBook, SubscriberChange

FIELDS = tuple(name for name in Address.__struct_fields__ if name != "country")
"""What can be put right. A mail address is what a person is known by, and a country what tax was
reckoned by: neither is only a word."""


class Difference(msgspec.Struct, frozen=True):
    """One value of one record; `where` names the record and nobody."""

    where: str
    field: str
    before: str
    after: str


class Correction(msgspec.Struct, frozen=True):
    """`values` are the right ones by names of FIELDS. Each may raise BookUnavailableError."""

    orders: OrderBook
    readers: SubscriberBook

    def differences(self, subject: str, values: Mapping[str, str]) -> Iterator[Difference]:
        """What would change. Nothing is written."""
        for order, corrected in self._orders(subject, values):
            pairs = zip(_told(order), _told(corrected), strict=True)
            for (field, before), (_, after) in pairs:
                if before != after:
                    yield Difference(f"order {order.id}", field, before, after)
        for reader, renamed in self._reader(subject, values):
            yield Difference("letter", "name", reader.name or "", renamed.name or "")

    def write(self, subject: str, values: Mapping[str, str]) -> None:
        """Repeating it changes nothing more. Raises StaleOrderError, StaleSubscriberError."""
        for _, corrected in self._orders(subject, values):
            self.orders.commit(Change(corrected))
        for _, renamed in self._reader(subject, values):
            self.readers.commit(SubscriberChange(renamed))

    def _orders(self, subject: str, values: Mapping[str, str]) -> Iterator[tuple[Order, Order]]:
        """What was erased stays as bare as it is."""
        for order in self.orders.of_subject(subject):
            corrected = _corrected(order, values)
            if order.erased_at is None and corrected != order:
                yield order, rewritten(corrected)

    def _reader(
        self, subject: str, values: Mapping[str, str]
    ) -> Iterator[tuple[Subscriber, Subscriber]]:
        reader, name = self.readers.get(subject), values.get("name")
        if reader and reader.address and reader.name and name and reader.name != name:
            yield reader, msgspec.structs.replace(reader, name=name, revision=reader.revision + 1)


def _corrected(order: Order, values: Mapping[str, str]) -> Order:
    """Whoever a gift goes to keeps their name."""
    name = values.get("name")
    if order.address:
        is_gift = order.address.name != order.customer_name
        theirs = {field: value for field, value in values.items() if field != "name" or not is_gift}
        address = msgspec.structs.replace(order.address, **theirs)
        order = msgspec.structs.replace(order, address=address)
    if name and order.customer_name:
        order = msgspec.structs.replace(order, customer_name=name)
    return order


def _told(order: Order) -> list[tuple[str, str]]:
    told = [("customer's name", order.customer_name or "")]
    if order.address:
        told += [(field, getattr(order.address, field)) for field in Address.__struct_fields__]
    return told
