"""Ring sizes as a table, and as circles to print in true scale."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

FIRST_US, LAST_US = 3, 13
INCH_MM = 25.4
CARD_MM = (85.60, 53.98)
"""A bank card (ISO/IEC 7810 ID-1): everybody has one to hold against."""

RULER_MM = 50
SHEET_MM = (182, 142)
"""Fits, with its heading, on one page of A4 or US Letter with margins of 12 mm."""

COLUMNS = 7
CELL_MM = (26.0, 28.0)
LINE_MM = 0.25


class RingRow(msgspec.Struct, frozen=True):
    """One size: as people say it in each country, and its inside diameter."""

    us: str
    uk: str
    eu: str
    diameter_mm: float

    @property
    def inches(self) -> float:
        return self.diameter_mm / INCH_MM


class Circle(msgspec.Struct, frozen=True):
    """In millimetres on the sheet. The line's outer edge is the ring's inside."""

    us: str
    x: float
    y: float
    radius: float


class Sizer(msgspec.Struct, frozen=True):
    """What the size guide's template draws; all lengths are millimetres."""

    sheet: tuple[float, float] = SHEET_MM
    card: tuple[float, float] = CARD_MM
    ruler: int = RULER_MM
    line: float = LINE_MM

    @property
    def rows(self) -> list[RingRow]:
        return [_row(half / 2) for half in range(FIRST_US * 2, LAST_US * 2 + 1)]

    @property
    def circles(self) -> Iterator[Circle]:
        """Rows of circles below the card, each in the middle of its cell."""
        width, height = CELL_MM
        for number, row in enumerate(self.rows):
            down, across = divmod(number, COLUMNS)
            x = (across + 0.5) * width
            y = self.sheet[1] + (down - 2.5) * height
            yield Circle(row.us, x, y, (row.diameter_mm - LINE_MM) / 2)


def _row(us: float) -> RingRow:
    diameter = 11.63 + 0.8128 * us
    round_it = diameter * math.pi
    return RingRow(
        us=_halves(us), uk=_uk(round_it), eu=_halves(round(round_it * 2) / 2), diameter_mm=diameter
    )


def _halves(number: float) -> str:
    return f"{int(number)}{'½' if number % 1 else ''}"


def _uk(circumference: float) -> str:
    """BS 6820: A is 37.5 mm round, each letter 1.25 mm more; past Z they are counted."""
    steps = round((circumference - 37.5) / 1.25 * 2) / 2
    letter, half = int(steps), "½" if steps % 1 else ""
    return f"{chr(ord('A') + letter)}{half}" if letter < 26 else f"Z+{_halves(steps - 25)}"  # noqa: PLR2004
