"""What people wrote to the shop, in memory, held to the same contract suite as the real one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.contact import Inquiry
from domain.messages import Message
from functions.adapters.fake_tables import FakeTables


class FakeInquiries:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def open(self, inquiry: Inquiry, messages: Iterable[Message]) -> None:
        self._tables.inquiries[inquiry.id] = inquiry
        self._tables.outbox |= {message.id: message for message in messages}

    def get(self, inquiry_id: str) -> Inquiry | None:
        return self._tables.inquiries.get(inquiry_id)

    def of_subject(self, subject: str) -> list[Inquiry]:
        return [each for each in self.oldest() if each.subject == subject]

    def oldest(self) -> Iterator[Inquiry]:
        every = list(self._tables.inquiries.values())
        return iter(sorted(every, key=lambda each: each.created_at))

    def remove(self, inquiry: Inquiry) -> None:
        self._tables.inquiries.pop(inquiry.id, None)
