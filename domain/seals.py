"""The daily seal: one chain that writes down where all others ended, so that none can be redone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from domain.ledger import BrokenChainError, Entry, Fact, Head, Ledger, head_of, next_entry, verify

CHAIN = "seal"
HEADS_AN_ENTRY = 1000
"""About 100 KB, of the 400 that an item may have."""

OVERLAP = timedelta(days=1)
"""What was written while the last seal read the heads is sealed by the next one."""


class Seals(msgspec.Struct, frozen=True):
    ledger: Ledger
    now: Callable[[], datetime]

    def seal(self) -> int:
        """Once a day (by UTC), the heads that moved since the last one; how many.

        Raises BookUnavailableError.
        """
        now = self.now()
        heads = self.ledger.heads()
        last = heads.pop(CHAIN, None)
        if last and last.facts.get("day") == str(now.date()):
            return 0
        since = last.at - OVERLAP if last else None
        moved = sorted(
            (entry for entry in heads.values() if since is None or entry.at >= since),
            key=lambda entry: entry.chain,
        )
        sealed = self.ledger.append(_entries(moved, last, now))
        return len(moved) if sealed else 0


def verify_all(ledger: Ledger) -> int:
    """Read every chain, and hold it against the seals; how many there are. Raises BrokenChainError.

    A chain that was rewritten from its beginning fits together, and not with what was sealed.
    """
    chains = [chain for chain in ledger.heads() if chain != CHAIN]
    seals = ledger.entries(CHAIN)
    verify(seals)
    hashes: dict[str, dict[int, str]] = {}
    for chain in chains:
        entries = ledger.entries(chain)
        verify(entries)
        hashes[chain] = {entry.sequence: entry.hash for entry in entries}
    for seal in seals:
        for chain, sealed in seal.facts.items():
            if chain == "day":
                continue
            sequence, _, hashed = str(sealed).partition(" ")
            if hashes.get(chain, {}).get(int(sequence)) != hashed:
                raise BrokenChainError(chain, int(sequence))
    return len(chains)


def _entries(moved: list[Entry], last: Entry | None, now: datetime) -> list[Entry]:
    """One at least, also of a day on which nothing happened: that is worth knowing too."""
    head = head_of(last) if last else Head()
    entries: list[Entry] = []
    for start in range(0, max(len(moved), 1), HEADS_AN_ENTRY):
        page = moved[start : start + HEADS_AN_ENTRY]
        facts: dict[str, Fact] = {each.chain: f"{each.sequence} {each.hash}" for each in page}
        entries.append(next_entry(CHAIN, head, now, "sealed", facts | {"day": str(now.date())}))
        head = head_of(entries[-1])
    return entries
