"""Setting somebody's data aside: it stays, and nothing uses it until they say so.

The letter rests for its reader, which every letter and every list asks about already
(`Subscriber.wants`), until they end that themselves on the page of their choices. A reminder that
waits is for nothing else than being sent, so its address goes.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from domain.orders import OrderBook
from domain.reminders import forgotten
from domain.subscribers import SubscriberBook, SubscriberChange

UNTIL_THEY_SAY_SO = datetime(9999, 1, 1, tzinfo=UTC)


class Restriction(msgspec.Struct, frozen=True):
    """Each may raise BookUnavailableError; repeating it changes nothing more."""

    subscribers: SubscriberBook
    orders: OrderBook

    def of_letters(self, subject: str) -> bool:
        """Whether there was anything to set aside. Raises StaleSubscriberError."""
        record = self.subscribers.get(subject)
        if record is None or record.is_suppressed or record.paused_until == UNTIL_THEY_SAY_SO:
            return False
        resting = msgspec.structs.replace(
            record, revision=record.revision + 1, paused_until=UNTIL_THEY_SAY_SO
        )
        self.subscribers.commit(SubscriberChange(resting))
        return True

    def of_reminders(self, subject: str) -> bool:
        """The same. Raises StaleOrderError."""
        changes = [forgotten(order) for order in self.orders.of_subject(subject)]
        waiting = [change for change in changes if change]
        for change in waiting:
            self.orders.commit(change)
        return bool(waiting)
