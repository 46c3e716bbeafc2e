"""What a list can be filtered by: sizes that pieces come in, and prices in a few even steps."""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec
from babel.core import Locale
from babel.numbers import format_currency

from domain.money import exponent
from plugins.catalogue import SourcePiece
from plugins.marks import mark_of_bytes

QUARTERS = (1, 2, 3)
STEPS = (5.0, 2.5, 1.0)
NUMBER = re.compile(r"(\d+(?:\.\d+)?)?\s?([¼½¾⅓⅔⅛⅜⅝⅞])?")


class PriceRange(msgspec.Struct, frozen=True):
    """Whole units of the currency: at least `low` and less than `high`; None is open."""

    low: int | None
    high: int | None

    @property
    def value(self) -> str:
        """As it stands in an address: `250-500`, `-250`, `500-`."""
        return f"{self.low or ''}-{self.high or ''}"


class Choices(msgspec.Struct, frozen=True, dict=True):
    """`sizes` by the label of their option; `unit` is the minor units in one of the currency."""

    sizes: dict[str, tuple[str, ...]]
    prices: tuple[PriceRange, ...]
    unit: int

    @functools.cached_property
    def mark(self) -> bytes:
        return mark_of_bytes(msgspec.msgpack.encode(self))


def choices(pieces: Iterable[SourcePiece], currency: str) -> Choices:
    sources = tuple(pieces)
    unit: int = 10 ** exponent(currency)
    whole = sorted(source.piece.lowest_price // unit for source in sources)
    return Choices(_sizes(sources), tuple(_ranges(whole)), unit)


def _sizes(sources: Iterable[SourcePiece]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for source in sources:
        for label, value in source.sizes:
            found.setdefault(label, set()).add(value)
    return {label: tuple(sorted(found[label], key=size_order)) for label in sorted(found)}


def size_order(value: str) -> tuple[float, str]:
    """“US 6½” comes after “US 6” and before “US 10”."""
    for match in NUMBER.finditer(value):
        if match[0].strip():
            part = unicodedata.numeric(match[2]) if match[2] else 0.0
            return float(match[1] or 0) + part, value
    return float("inf"), value


def _ranges(prices: list[int]) -> Iterator[PriceRange]:
    """About a quarter of the pieces in each, with bounds that are easy to say; none is empty."""
    if not prices:
        return
    quarters = (prices[len(prices) * quarter // 4] for quarter in QUARTERS)
    bounds: list[int] = []
    for even in sorted({even for price in quarters if (even := evenly(price)) > prices[0]}):
        # Between 1 and 2.5, in whole units, there may be nothing.
        if not bounds or bisect_left(prices, even) > bisect_left(prices, bounds[-1]):
            bounds.append(even)
    if bounds:
        yield from map(PriceRange, [None, *bounds], [*bounds, None])


def evenly(price: int) -> int:
    """The greatest of 1, 2.5, 5, 10, 25 … that is not above the price."""
    power = 10 ** (len(str(price)) - 1)
    return next((int(step * power) for step in STEPS if 0 < step * power <= price), 0)


def range_words(prices: PriceRange, currency: str, locale: str) -> str:
    if prices.low is None:
        return f"Under {_even_words(prices.high or 0, currency, locale)}"
    low = _even_words(prices.low, currency, locale)
    if prices.high is None:
        return f"{low} and up"
    return f"{low} to {_even_words(prices.high, currency, locale)}"


def _even_words(amount: int, currency: str, locale: str) -> str:
    """Whole units without decimals: “$250”."""
    spoken = Locale.parse(locale)
    pattern = spoken.currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, currency, pattern, spoken, currency_digits=False)
