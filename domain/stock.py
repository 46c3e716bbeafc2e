"""Stock is three counters a SKU, and five moves between them.

`made = available + held + sold` at all times, because a move takes from one counter exactly
what it gives to another. The names and the order of the counters are the shelf's own.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec


class Move(enum.Enum):
    """(taken from, given to)."""

    HOLD = ("available", "held")
    RELEASE = ("held", "available")
    SELL = ("held", "sold")
    RETAKE = ("available", "sold")
    PUT_BACK = ("sold", "available")

    @property
    def source(self) -> str:
        return self.value[0]

    @property
    def target(self) -> str:
        return self.value[1]


class Stock(msgspec.Struct, frozen=True):
    made: int
    available: int
    held: int = 0
    sold: int = 0

    @property
    def unsold(self) -> int:
        """Those that aren't sold: a held piece may come back."""
        return self.made - self.sold


class Shortage(msgspec.Struct, frozen=True):
    """A SKU of which fewer are left than were asked for; `held` of them are being paid for."""

    sku: str
    wanted: int
    available: int
    held: int


class StockGoneError(Exception):
    """Fewer pieces are left than were asked for; nothing has been held."""

    def __init__(self, shortages: Iterable[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(", ".join(shortage.sku for shortage in self.shortages))


class NotPutBackError(Exception):
    """A hold that couldn't be ended just now; it ends by itself when its time is up."""


class StockMismatchError(Exception):
    """A declared number of pieces contradicts what has been sold or held."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def _mismatch(sku: str, declared: int, stock: Stock) -> str:
    paying = f" and {stock.held} being paid for" if stock.held else ""
    waiting = ", or wait until nobody is paying" if stock.held else ""
    return (
        f"{sku}: the file says {declared} made, but {stock.sold} are sold{paying}. "
        f"Write made: {stock.held + stock.sold} or more{waiting}."
    )


def redeclare(stock: Stock | None, made: int | None, sku: str) -> Stock:
    """The stock after its maker says how many were ever made; None where it is made to order.

    Made to order, nothing more is counted: what was counted before stays sold or held.

    Raises StockMismatchError where that is fewer than are sold or held: publishing can
    never lose a sale.
    """
    if stock is None:
        return Stock(made=made or 0, available=made or 0)
    spoken_for = stock.held + stock.sold
    if made is None:
        made = spoken_for
    if made < spoken_for:
        raise StockMismatchError(_mismatch(sku, made, stock))
    return Stock(made=made, available=made - spoken_for, held=stock.held, sold=stock.sold)


def moved(stock: Stock, move: Move, count: int) -> Stock:
    """The stock after a move of `count` pieces that the counter it takes from can give."""
    return msgspec.structs.replace(
        stock,
        **{
            move.source: getattr(stock, move.source) - count,
            move.target: getattr(stock, move.target) + count,
        },
    )
