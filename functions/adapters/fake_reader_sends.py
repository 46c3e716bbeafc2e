"""Sends in memory as one reader sees them, held to the same contract suite as the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.reader_sends import ReaderSend
from functions.adapters.fake_tables import FakeTables


class FakeReaderSends:
    def __init__(self, tables: FakeTables) -> None:
        self._sends = tables.sends
        self._letters = tables.letters

    def of_reader(self, recipient: str) -> Iterator[ReaderSend]:
        found = [each for each in self._sends.values() if each.recipient == recipient]
        return iter(sorted(found, key=lambda each: self._letters[each.letter], reverse=True))

    def forget(self, send: ReaderSend) -> None:
        self._sends.pop((send.letter, send.recipient), None)

    def before(self, at: datetime) -> Iterator[ReaderSend]:
        return iter([each for each in self._sends.values() if self._letters[each.letter] < at])
