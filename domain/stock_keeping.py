"""Pieces that leave the shelf by no order: sold at a market, broken, stolen; or found again."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from domain.ledger import Entry, Head, next_entry
from domain.stock import Move


class Why(enum.StrEnum):
    """A closed list, because what is said here stays in a ledger that is about nobody."""

    MARKET = "market"
    GALLERY = "gallery"
    GIFT = "gift"
    BROKEN = "broken"
    STOLEN = "stolen"
    MISCOUNTED = "miscounted"
    OTHER = "other"


class What(enum.StrEnum):
    SOLD = "sold"
    LOST = "lost"
    FOUND = "found"


USUAL = {What.SOLD: Why.MARKET, What.LOST: Why.BROKEN, What.FOUND: Why.MISCOUNTED}
"""The reason where none is given."""


class StockKept(msgspec.Struct, frozen=True):
    """One transaction: so many of a SKU move, and its ledger says so."""

    sku: str
    move: Move
    count: int
    entry: Entry


def chain_of(sku: str) -> str:
    """The name of a SKU's ledger."""
    return f"sku#{sku}"


def kept(  # noqa: PLR0917 — everything that its ledger says
    what: What, sku: str, count: int, why: Why, head: Head, now: datetime
) -> StockKept:
    """What was sold or lost elsewhere can't be bought any more; what is found can again.

    Either way what was ever made stays as the Markdown says.
    """
    if count < 1:
        raise ValueError("Say how many: 1 or more.")
    move = Move.PUT_BACK if what is What.FOUND else Move.RETAKE
    facts = {"count": count, "why": why.value}
    return StockKept(sku, move, count, next_entry(chain_of(sku), head, now, what.value, facts))
