"""What happened, written once and never changed: each entry carries the hash of the one before.

An entry holds no personal data, so a chain outlives whomever it was about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

BEGINNING = "0" * 64
"""What the first entry of a chain carries instead of an earlier one's hash."""

Fact = str | int
_canonical = msgspec.json.Encoder(order="sorted")


class Entry(msgspec.Struct, frozen=True):
    """The chain's entry number `sequence`, counted from 1; `before` is the hash of the last one."""

    chain: str
    sequence: int
    at: datetime
    what: str
    before: str
    hash: str
    facts: dict[str, Fact] = {}


class Head(msgspec.Struct, frozen=True):
    """Where a chain ends: all that the next entry has to know of it."""

    sequence: int = 0
    hash: str = BEGINNING


class BrokenChainError(Exception):
    """An entry that was changed, taken out or put in; `sequence` is where it shows."""

    def __init__(self, chain: str, sequence: int) -> None:
        self.chain = chain
        self.sequence = sequence
        super().__init__(f"The ledger of {chain} doesn't fit together at entry {sequence}.")


def next_entry(
    chain: str, head: Head, at: datetime, what: str, facts: Mapping[str, Fact] | None = None
) -> Entry:
    said = dict(facts or {})
    sequence = head.sequence + 1
    return Entry(
        chain,
        sequence,
        at,
        what,
        head.hash,
        _hash(chain, sequence, at, what, head.hash, said),
        said,
    )


def head_of(entry: Entry) -> Head:
    return Head(entry.sequence, entry.hash)


def verify(entries: Iterable[Entry]) -> Head:
    """The head of one whole chain, read from its beginning. Raises BrokenChainError."""
    head = Head()
    for entry in entries:
        again = next_entry(entry.chain, head, entry.at, entry.what, entry.facts)
        if again != entry:
            raise BrokenChainError(entry.chain, head.sequence + 1)
        head = head_of(entry)
    return head


def _hash(  # noqa: PLR0917 — everything that an entry says
    chain: str, sequence: int, at: datetime, what: str, before: str, facts: Mapping[str, Fact]
) -> str:
    """SHA-256 of the entry as JSON without spaces, its keys sorted."""
    said = {
        "at": at,
        "before": before,
        "chain": chain,
        "facts": facts,
        "sequence": sequence,
        "what": what,
    }
    return hashlib.sha256(_canonical.encode(said)).hexdigest()


class Ledger(Protocol):
    """Every call may raise BookUnavailableError. Nothing in it changes or takes out an entry."""

    def append(self, entries: Iterable[Entry]) -> bool:
        """Write entries that have no change to be written with, all of them or none.

        False where the place of one is taken.
        """
        ...

    def entries(self, chain: str) -> list[Entry]:
        """The whole chain from its beginning, as it stands this moment."""
        ...

    def head(self, chain: str) -> Head: ...

    def heads(self) -> dict[str, Entry]:
        """The last entry of every chain there is, by the chain's name."""
        ...
