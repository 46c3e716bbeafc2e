"""Tells by which of the names that machines know a piece's variants differ: size, material.

schema.org (`variesBy`) and Google's product data specification have the same names for them.
"""

from __future__ import annotations

import re

import msgspec

from domain.catalogue import Option, Piece, Variant

NAMES = {"metal": "material", "material": "material", "color": "color", "colour": "color"}
NAMES |= {"pattern": "pattern"}
SIZES = ("ring_size", "length")
SIZE = re.compile(r"\bsize\b", re.IGNORECASE)


class Variation(msgspec.Struct, frozen=True):
    """A variant's values: `named` by the machines' name, `others` by the option's own label."""

    named: dict[str, str]
    others: tuple[tuple[str, str], ...]


def names(piece: Piece) -> tuple[str | None, ...]:
    """The machines' name for each option of the piece; None where they have none, or used it."""
    found: list[str | None] = []
    for option in piece.options:
        name = _name(option)
        found.append(None if name in found else name)
    return tuple(found)


def _name(option: Option) -> str | None:
    if option.kind in SIZES or SIZE.search(option.label):
        return "size"
    return NAMES.get(option.label.casefold())


def variation(piece: Piece, variant: Variant) -> Variation:
    named: dict[str, str] = {}
    others = []
    for option, name, value in zip(piece.options, names(piece), variant.values, strict=True):
        if name:
            named[name] = value
        else:
            others.append((option.label, value))
    return Variation(named, tuple(others))
