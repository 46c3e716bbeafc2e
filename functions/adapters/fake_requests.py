"""Privacy requests and the ledger in memory, held to the same contract suite as the real ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain.ledger import Entry, Head, head_of
from domain.requests import Phase, Request, RequestChange, StaleRequestError
from domain.restriction import Restriction
from functions.adapters.fake_tables import FakeTables


class FakeRequestBook:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def get(self, request_id: str) -> Request | None:
        return self._tables.requests.get(request_id)

    def open(self, change: RequestChange) -> None:
        if change.request.id in self._tables.requests:
            raise StaleRequestError(change.request.id)
        self._write(change)

    def commit(self, change: RequestChange) -> None:
        stands = self.get(change.request.id)
        if stands is None or stands.revision != change.request.revision - 1:
            raise StaleRequestError(change.request.id)
        self._write(change)

    def _write(self, change: RequestChange) -> None:
        known = self._tables.outbox.keys() & {message.id for message in change.messages}
        if known or any(is_taken(self._tables, entry) for entry in change.entries):
            raise StaleRequestError(change.request.id)
        self._write_flag(change)
        self._tables.requests[change.request.id] = change.request
        for entry in change.entries:
            self._tables.ledger.setdefault(entry.chain, []).append(entry)
        self._tables.outbox |= {message.id: message for message in change.messages}

    def _write_flag(self, change: RequestChange) -> None:
        if lifted := change.lifts:
            stands = self.restriction(lifted.subject)
            if stands is None or stands.request != lifted.request:
                raise StaleRequestError(change.request.id)
            del self._tables.restrictions[lifted.subject]
        if change.sets:
            self._tables.restrictions[change.sets.subject] = change.sets

    def restriction(self, subject: str) -> Restriction | None:
        return self._tables.restrictions.get(subject)

    def restrictions(self, until: datetime | None = None) -> Iterator[Restriction]:
        found = (
            each
            for each in self._tables.restrictions.values()
            if until is None or each.due_at <= until
        )
        return iter(sorted(found, key=lambda each: each.due_at))

    def in_phase(self, phase: Phase, until: datetime | None = None) -> Iterator[Request]:
        found = (
            each
            for each in self._tables.requests.values()
            if each.phase is phase and (until is None or each.due_at <= until)
        )
        return iter(sorted(found, key=lambda request: request.due_at))

    def of_subject(self, subject: str) -> list[Request]:
        found = (each for each in self._tables.requests.values() if each.subject == subject)
        return sorted(found, key=lambda request: request.received_at, reverse=True)

    def every(self) -> Iterator[Request]:
        return iter(list(self._tables.requests.values()))

    def purge(self, request: Request) -> None:
        stands = self.get(request.id)
        if stands is None or stands.revision != request.revision:
            raise StaleRequestError(request.id)
        del self._tables.requests[request.id]


class FakeLedger:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def append(self, entries: Iterable[Entry]) -> bool:
        new = list(entries)
        if any(is_taken(self._tables, entry) for entry in new):
            return False
        for entry in new:
            self._tables.ledger.setdefault(entry.chain, []).append(entry)
        return True

    def entries(self, chain: str) -> list[Entry]:
        return list(self._tables.ledger.get(chain, []))

    def head(self, chain: str) -> Head:
        entries = self.entries(chain)
        return head_of(entries[-1]) if entries else Head()

    def heads(self) -> dict[str, Entry]:
        return {chain: entries[-1] for chain, entries in self._tables.ledger.items() if entries}


def is_taken(tables: FakeTables, entry: Entry) -> bool:
    return any(each.sequence == entry.sequence for each in tables.ledger.get(entry.chain, []))
