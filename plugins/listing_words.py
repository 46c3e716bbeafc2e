"""What a list says of a piece beside its name: one fact, and a price from which it can be had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from domain.catalogue import Piece
from plugins.price_words import money

FEW = 2
"""So few left are worth saying."""

State = Literal["ready", "order", "sold"]


class Fact(msgspec.Struct, frozen=True):
    """`label` is set in small capitals, `words` come after it; one of them may be empty."""

    label: str = ""
    words: str = ""


def fact(piece: Piece, metal: str) -> Fact:
    """The one thing that a card says of the piece: what is left where that matters, or its metal."""
    state = state_of(piece)
    left = _left(piece)
    if piece.one_of_a_kind:
        return Fact("one of a kind", ", sold" if state == "sold" else "")
    if state == "sold":
        return Fact(words="Sold")
    if state == "order":
        return Fact(words="Made to order")
    if left is not None and left <= FEW:
        return Fact(words=f"{left} left")
    return Fact(words=metal)


def state_of(piece: Piece) -> State:
    """Whether something of it can be sent as it is, only be made, or not be had any more."""
    if piece.sold_out:
        return "sold"
    able = [variant for variant in piece.variants if not variant.sold_out]
    return "order" if all(variant.made_to_order for variant in able) else "ready"


def _left(piece: Piece) -> int | None:
    """How many can still be sold; None where nobody knows, or where more can be made."""
    counts = [variant.left for variant in piece.variants]
    return sum(filter(None, counts)) if None not in counts else None


def price_words(piece: Piece, locale: str) -> tuple[str, str]:
    """What the piece costs at least, and what that cost before, or nothing."""
    cheapest = min(piece.variants, key=lambda variant: variant.price)
    words = money(cheapest.price, piece.currency, locale)
    was = money(cheapest.compare_at, piece.currency, locale) if cheapest.compare_at else ""
    return (f"from {words}" if piece.price_varies else words), was


def sizes_of(piece: Piece) -> Iterator[tuple[str, str]]:
    """What the piece still comes in, as (option, value); an option such as its metal is no size."""
    for number, option in enumerate(piece.options):
        if option.kind == "plain" and "size" not in option.label.casefold():
            continue
        for variant in piece.variants:
            if not variant.sold_out:
                yield option.label, variant.values[number]
