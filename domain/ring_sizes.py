"""Ring sizes: what a US size is called in the United Kingdom and in Europe, and how wide it is.

US sizes grow by 0.0320 in (0.8128 mm) of inside diameter from 11.63 mm at size 0. EU sizes are
the inside circumference in whole millimeters (ISO 8653). UK sizes (BS 6820) are letters, 1.25 mm
of circumference apart, from 37.5 mm at A; after Z they go on as Z+1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import msgspec

DIAMETER_OF_ZERO = 11.63
DIAMETER_STEP = 0.8128
CIRCUMFERENCE_OF_A = 37.5
LETTER_STEP = 1.25
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

SMALLEST, LARGEST = 1, 16
LABEL = re.compile(r"US ([1-9][0-9]?)(½?)")
SPOKEN = re.compile(r"(?:us\s*)?([0-9]{1,2})(?:\.0|(\.5|\s*½|[ -]1/2))?", re.IGNORECASE)
PREFIX = "US "


class RingSizeError(ValueError):
    """No ring size; the message says what to write instead."""


class RingSize(msgspec.Struct, frozen=True, order=True):
    """A size counted in halves of a US size, so that two of them compare exactly: US 7 is 14."""

    halves: int

    @classmethod
    def us(cls, text: str) -> RingSize:
        """The size called `7` or `6½`. Raises RingSizeError."""
        return cls.read(PREFIX + text)

    @classmethod
    def read(cls, label: str) -> RingSize:
        """The size called `US 7` or `US 6½`. Raises RingSizeError."""
        match = LABEL.fullmatch(label)
        size = cls(2 * int(match[1]) + bool(match[2])) if match else None
        if size is None or not 2 * SMALLEST <= size.halves <= 2 * LARGEST:
            raise RingSizeError(f"“{label}” is no ring size. {_advice(label)}")
        return size

    def __str__(self) -> str:
        return f"{self.halves // 2}{'½' if self.halves % 2 else ''}"

    @property
    def label(self) -> str:
        return PREFIX + str(self)

    @property
    def diameter_mm(self) -> float:
        return round(self._diameter, 1)

    @property
    def circumference_mm(self) -> float:
        return round(self._diameter * math.pi, 1)

    @property
    def eu(self) -> str:
        return str(round(self._diameter * math.pi))

    @property
    def uk(self) -> str:
        """The nearest letter or half letter."""
        halves = round(2 * (self._diameter * math.pi - CIRCUMFERENCE_OF_A) / LETTER_STEP)
        whole, half = divmod(max(halves, 0), 2)
        last = len(LETTERS) - 1
        letter = LETTERS[whole] if whole <= last else f"Z+{whole - last}"
        return letter + ("½" if half else "")

    @property
    def elsewhere(self) -> str:
        """“UK N½, EU 54”."""
        return f"UK {self.uk}, EU {self.eu}"

    @property
    def _diameter(self) -> float:
        return DIAMETER_OF_ZERO + DIAMETER_STEP * self.halves / 2


def _advice(text: str) -> str:
    """What was probably meant: “US 6.5”, “6 1/2” and “us 6½” are US 6½."""
    found = SPOKEN.fullmatch(text)
    if found and SMALLEST <= int(found[1]) < LARGEST:
        return f"Write “{RingSize(2 * int(found[1]) + bool(found[2])).label}”."
    return f"Write a US size from {SMALLEST} to {LARGEST}, such as “US 7” or “US 6½”."


RING_SIZES = tuple(RingSize(halves) for halves in range(6, 27))
"""US 3 to 13 by halves: what a size guide shows."""


def spoken_range(sizes: Iterable[RingSize]) -> str:
    """“US 5–10½, UK J½–U½, EU 49–63”, or one size as it is called everywhere."""
    ends = sorted({*sizes})
    first, last = ends[0], ends[-1]
    if first == last:
        return f"{first.label}, {first.elsewhere}"
    return f"{first.label}–{last}, UK {first.uk}–{last.uk}, EU {first.eu}–{last.eu}"
