"""What a list shows of a piece, and nothing else: a change of its other words touches no list."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Protocol, overload

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


class Source(Protocol):
    """What there is a card of."""

    @property
    def card(self) -> Card: ...

    @property
    def card_mark(self) -> bytes: ...


class Cards(Sequence[Card]):
    """The cards of some pieces, made once a template looks at them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    @property
    def mark(self) -> bytes:
        return mark_of_bytes(*[source.card_mark for source in self._sources])

    def __len__(self) -> int:
        return len(self._sources)

    @overload
    def __getitem__(self, number: int) -> Card: ...

    @overload
    def __getitem__(self, number: slice) -> Cards: ...

    def __getitem__(self, number: int | slice) -> Card | Cards:
        if isinstance(number, slice):
            return Cards(self._sources[number])
        return self._sources[number].card
