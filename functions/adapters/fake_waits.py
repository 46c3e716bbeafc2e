"""Who waits for what is sold out, in memory, held to the same contract suite as the real one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.messages import Message
from domain.waiting import Step, Wait
from functions.adapters.fake_tables import FakeTables


class FakeWaitingList:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def put(self, wait: Wait, messages: Iterable[Message] = ()) -> None:
        new = {message.id: message for message in messages}
        if not new.keys() & self._tables.outbox.keys():
            self._tables.waits[wait.id] = wait
            self._tables.outbox |= new

    def get(self, step: Step, sku: str, subject: str) -> Wait | None:
        return self._tables.waits.get(f"{step}#{sku}#{subject}")

    def of_subject(self, subject: str) -> list[Wait]:
        return [each for each in self._by_age() if each.subject == subject]

    def oldest(self, step: Step) -> Iterator[Wait]:
        return iter([each for each in self._by_age() if each.step is step])

    def remove(self, wait: Wait) -> None:
        self._tables.waits.pop(wait.id, None)

    def _by_age(self) -> list[Wait]:
        return sorted(self._tables.waits.values(), key=lambda each: each.created_at)
