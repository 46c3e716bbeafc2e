"""What a list shows of a piece, and nothing else: a change of its other words touches no list."""

from __future__ import annotations

import functools

import msgspec

from domain.catalogue import Piece, Variant
from plugins.listing_words import Fact, fact
from plugins.marks import mark_of_bytes
from plugins.pictures import Picture


class Card(msgspec.Struct, frozen=True, dict=True):
    """`cheapest` is the variant whose price is told; where others cost more, `varies`."""

    path: str
    title: str
    picture: Picture
    currency: str
    cheapest: Variant
    varies: bool
    fact: Fact

    @functools.cached_property
    def mark(self) -> bytes:
        return mark_of_bytes(msgspec.msgpack.encode(self))


def card_of(piece: Piece, metal: str, picture: Picture) -> Card:
    return Card(
        path=piece.path,
        title=piece.title,
        picture=picture,
        currency=piece.currency,
        cheapest=min(piece.variants, key=lambda variant: variant.price),
        varies=piece.price_varies,
        fact=fact(piece, metal),
    )
