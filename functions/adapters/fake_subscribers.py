"""The readers' book in memory, held to the same contract suite as the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from domain.messages import Message
from domain.subscribers import (
    Ask,
    StaleSubscriberError,
    Standing,
    Subscriber,
    SubscriberChange,
    no_milder,
)
from functions.adapters.fake_tables import FakeTables


class FakeSubscriberBook:
    def __init__(self, tables: FakeTables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def get(self, subscriber_id: str) -> Subscriber | None:
        return self._tables.subscribers.get(subscriber_id)

    def ask(self, ask: Ask, message: Message) -> None:
        if message.id in self._tables.outbox:
            return
        self._tables.outbox[message.id] = message
        self._tables.asks[ask.what, ask.subscriber] = ask

    def asked(self, what: str, subscriber_id: str) -> Ask | None:
        ask = self._tables.asks.get((what, subscriber_id))
        return ask if ask and not ask.is_forgotten(self._now()) else None

    def commit(self, change: SubscriberChange) -> None:
        self._check(change)
        for record in change.forgets:
            del self._tables.subscribers[record.id]
        if change.takes:
            del self._tables.asks[change.takes.what, change.takes.subscriber]
        self._tables.subscribers |= {record.id: record for record in change.records}
        self._tables.outbox |= {message.id: message for message in change.messages}

    def _check(self, change: SubscriberChange) -> None:
        expected = {record.id: record.revision for record in change.forgets}
        expected |= {record.id: record.revision - 1 for record in change.records}
        for subscriber_id, revision in expected.items():
            stands = self._tables.subscribers.get(subscriber_id)
            if (stands.revision if stands else 0) != revision:
                raise StaleSubscriberError(subscriber_id)
        taken = change.takes
        if taken and self._tables.asks.get((taken.what, taken.subscriber)) != taken:
            raise StaleSubscriberError(taken.subscriber)
        if any(message.id in self._tables.outbox for message in change.messages):
            raise StaleSubscriberError

    def suppress(self, subscriber_id: str, standing: Standing, at: datetime) -> bool:
        stands = self.get(subscriber_id)
        if stands and stands.standing in no_milder(standing):
            return False
        self._tables.subscribers[subscriber_id] = Subscriber(
            subscriber_id,
            standing,
            at,
            stands.revision + 1 if stands else 1,
            consent=stands.consent if stands else None,
            confirmed_at=stands.confirmed_at if stands else None,
            moved_to=stands.moved_to if stands else None,
        )
        return stands is not None and not stands.is_suppressed

    def forget(self, subscriber_id: str, at: datetime) -> None:
        self.suppress(subscriber_id, Standing.LEFT, at)
        stands = self._tables.subscribers[subscriber_id]
        self._tables.subscribers[subscriber_id] = Subscriber(
            subscriber_id, stands.standing, stands.since, stands.revision + 1
        )
        for key in [key for key in self._tables.asks if key[1] == subscriber_id]:
            del self._tables.asks[key]

    def lapsing(self, now: datetime) -> Iterator[Subscriber]:
        records = list(self._tables.subscribers.values())
        return (each for each in records if each.due_at and each.due_at <= now)

    def moving_here(self, subscriber_id: str) -> Iterator[Subscriber]:
        return (each for each in self.every() if each.moving_id == subscriber_id)

    def moved_here(self, subscriber_id: str) -> Iterator[Subscriber]:
        return (each for each in self.every() if each.moved_to == subscriber_id)

    def every(self) -> Iterator[Subscriber]:
        return iter(list(self._tables.subscribers.values()))
