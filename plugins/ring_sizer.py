"""Ring sizes as circles to print in true scale, with what shows whether the scale is true."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.ring_sizes import DIAMETER_OF_ZERO, DIAMETER_STEP, RING_SIZES, RingSize

INCH_MM = 25.4
CARD_MM = (85.60, 53.98)
"""A bank card (ISO/IEC 7810 ID-1): everybody has one to hold against."""

RULER_MM = 50
SHEET_MM = (182, 142)
"""Fits, with its heading, on one page of A4 or US Letter with margins of 12 mm."""

COLUMNS = 7
CELL_MM = (26.0, 28.0)
LINE_MM = 0.25


class Circle(msgspec.Struct, frozen=True):
    """In millimeters on the sheet. The line's outer edge is the ring's inside."""

    size: RingSize
    x: float
    y: float
    radius: float


class Sizer(msgspec.Struct, frozen=True):
    """What the size guide's template draws; all lengths are millimeters."""

    sizes: tuple[RingSize, ...] = RING_SIZES
    sheet: tuple[float, float] = SHEET_MM
    card: tuple[float, float] = CARD_MM
    ruler: int = RULER_MM
    line: float = LINE_MM
    inch: float = INCH_MM

    @property
    def circles(self) -> Iterator[Circle]:
        """Three rows at the foot of the sheet, each circle in the middle of its cell."""
        width, height = CELL_MM
        for number, size in enumerate(self.sizes):
            down, across = divmod(number, COLUMNS)
            diameter = DIAMETER_OF_ZERO + DIAMETER_STEP * size.halves / 2
            yield Circle(
                size=size,
                x=(across + 0.5) * width,
                y=self.sheet[1] + (down - 2.5) * height,
                radius=(diameter - self.line) / 2,
            )
