"""A copy of somebody's data, made from every place and put where they can fetch it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from domain.addresses import AddressKey
from domain.exports import DOWNLOADS, KEPT, Exports
from domain.handing_over import proof_key
from domain.holdings import Held, Subject, System
from domain.order_book import BookUnavailableError
from domain.request_parts import Download, Work
from domain.requests import Request
from domain.shelf import Shelf
from functions.privacy.archive import Cover, write_archive


class Copies(msgspec.Struct, frozen=True):
    systems: Sequence[System]
    exports: Exports
    shelf: Shelf
    address_key: AddressKey
    now: Callable[[], datetime]

    def plan(self) -> list[Work]:
        return [Work(system.name, "copy") for system in self.systems]

    def make(self, request: Request, subject: Subject) -> tuple[Download, Counter[str]]:
        """The copy, and how much each place had. Made again, it takes the place of the first."""
        facts = self.shelf.facts()
        if facts is None:
            raise BookUnavailableError("no shop")
        counts: Counter[str] = Counter()
        cover = Cover(facts.name, request.id, self.now(), facts.locale)
        key = self.key(request)
        with self.exports.writing(key) as file:
            write_archive(file, self._counted(subject, counts), cover)
        return Download(key, self.now() + KEPT, DOWNLOADS), counts

    def tidy(self, request: Request) -> None:
        """Delete what a decision leaves of no use: a proof of who asks, a copy that nobody gets."""
        self.exports.delete(proof_key(request.id, self.address_key))
        if not request.is_open and request.download is None:
            self.exports.delete(self.key(request))

    def key(self, request: Request) -> str:
        """Where it lies: nobody guesses it, and a second attempt leaves nothing behind."""
        return f"exports/{request.id}/{self.address_key.of_copy(request.id)}.zip"

    def _counted(self, subject: Subject, counts: Counter[str]) -> Iterator[Held]:
        for system in self.systems:
            for each in system.held(subject):
                counts[system.name] += 1
                yield each
