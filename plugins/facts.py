"""Reads what is told of a piece in a table, and finds the words that it is found by."""

from __future__ import annotations

from domain.catalogue import Piece
from domain.ring_sizes import RingSize, RingSizeError, spoken_range
from plugins.catalogue import Facet
from plugins.fields import Fields


def read_facts(
    fields: Fields, piece: Piece, metal: str, stones: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """(name, words) in the order they are shown; sizes as they are called elsewhere too."""
    told = (
        ("Metal", metal),
        ("Stones", ", ".join(stones)),
        ("Materials", ", ".join(fields.texts("materials"))),
        ("Hallmark", fields.text("hallmark")),
        ("Nickel", _nickel(fields)),
        ("Sizes", _sizes(piece)),
        ("Dimensions", fields.text("dimensions", "⅜ in (9.5 mm) across")),
        ("Weight", fields.text("weight")),
    )
    return tuple((name, words) for name, words in told if words)


def _nickel(fields: Fields) -> str | None:
    free = fields.flag("nickel_free")
    return None if free is None else "Free of nickel" if free else "May contain nickel"


def _sizes(piece: Piece) -> str | None:
    """The span of the ring's sizes; None where it has none, or one that is wrong."""
    for number, option in enumerate(piece.options):
        if option.kind == "ring_size":
            values = [each.values[number] for each in piece.variants if len(each.values) > number]
            try:
                sizes = [RingSize.read(value) for value in values]
            except RingSizeError:
                return None
            return spoken_range(sizes) if sizes else None
    return None


def mentioned(facets: tuple[Facet, ...], text: str) -> tuple[str, ...]:
    """The ids of the facets that the text is found by."""
    return tuple(facet.id for facet in facets if facet.matches(text))


def choices(piece: Piece) -> str:
    """Everything that can be chosen of the piece: a metal may be one of them."""
    return " ".join(value for variant in piece.variants for value in variant.values)
