"""The dated price table, and what so much of each costs in a month."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec

TABLE = Path(__file__).with_name("prices.toml")


Source = Literal["page", "guides", "known"]
"""A stored copy of Amazon's own page, guides by others, or nothing that was read for it."""


class Price(msgspec.Struct, frozen=True):
    """`dollars` for each `per`, of which the first `free` a month cost nothing."""

    id: str
    service: str
    what: str
    per: int
    dollars: Decimal
    source: Source
    free: int = 0
    free_source: Source | None = None
    """Said wherever something is free."""

    def list_price(self, amount: Decimal) -> Decimal:
        return amount * self.dollars / self.per

    def to_pay(self, amount: Decimal) -> Decimal:
        return self.list_price(max(Decimal(0), amount - self.free))


class Prices(msgspec.Struct, frozen=True):
    written_on: date
    price: tuple[Price, ...]
    idle: dict[str, str]

    def of(self, name: str) -> Price:
        return next(each for each in self.price if each.id == name)

    def standing(self, kind: str) -> Price | None:
        """What a resource of this kind costs a month by being there; None where nothing."""
        return self.of(self.idle[kind]) if kind in self.idle else None


class Line(msgspec.Struct, frozen=True):
    """`listed` is what it costs without the part that is free for ever, `to_pay` with it."""

    service: str
    what: str
    amount: Decimal
    listed: Decimal
    to_pay: Decimal
    source: Source


class Bill(msgspec.Struct, frozen=True):
    lines: tuple[Line, ...]

    @property
    def to_pay(self) -> Decimal:
        return sum((each.to_pay for each in self.lines), Decimal(0))

    @property
    def listed(self) -> Decimal:
        return sum((each.listed for each in self.lines), Decimal(0))

    def by_service(self) -> dict[str, Decimal]:
        """What is to pay to each service, in the table's order."""
        paid: dict[str, Decimal] = {}
        for each in self.lines:
            paid[each.service] = paid.get(each.service, Decimal(0)) + each.to_pay
        return paid


@functools.cache
def prices(table: Path = TABLE) -> Prices:
    return msgspec.convert(tomllib.loads(table.read_text(encoding="utf-8")), Prices)


def bill(used: Mapping[str, Decimal], table: Prices) -> Bill:
    """What a month costs in which so much of each price was used; what was used none of is left out."""
    return Bill(tuple(_lines(used, table.price)))


def _lines(used: Mapping[str, Decimal], of: Iterable[Price]) -> Iterable[Line]:
    for price in of:
        if amount := used.get(price.id):
            yield Line(
                price.service,
                price.what,
                amount,
                price.list_price(amount),
                price.to_pay(amount),
                price.source,
            )
