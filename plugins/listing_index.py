"""`/pieces/index.json`: what the filters of a list know of every piece, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from plugins.catalogue import Catalogue, SourcePiece
from plugins.listing_words import price_words, sizes_of, state_of
from plugins.pictures import Picture

PATH = "pieces/index.json"


def listing_index(catalogue: Catalogue) -> Iterator[bytes]:
    locale = catalogue.shop.locale
    for number, source in enumerate(catalogue.listed):
        yield (b"," if number else b"[") + msgspec.json.encode(_entry(source, locale))
    yield b"]" if catalogue.listed else b"[]"


def _entry(source: SourcePiece, locale: str) -> dict[str, Any]:
    piece, told = source.piece, source.card.fact
    words, was = price_words(piece, locale)
    return {
        "slug": piece.slug,
        "title": piece.title,
        "price": piece.lowest_price,
        "words": words,
        "was": was,
        "in": source.collections,
        "metals": source.metals,
        "stones": source.stones,
        "sizes": sorted({value for _, value in sizes_of(piece)}),
        "state": state_of(piece),
        "label": told.label,
        "fact": told.words,
        "picture": _picture(source.pictures[0]),
        "avif": source.pictures[0].in_cards,
    }


def _picture(picture: Picture) -> dict[str, Any]:
    """The attributes of the card's image, by their names in HTML."""
    small = picture.small
    size = {"src": small.path, "width": small.width, "height": small.height}
    return size | {"alt": picture.alt}
