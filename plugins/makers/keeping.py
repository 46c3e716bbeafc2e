"""What a visitor keeps: the pages of compare, wishlist and cart, and what they ask of a piece."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import msgspec

from domain.catalogue import Engraving, Piece, Variant
from domain.money import exponent
from plugins.catalogue import Catalogue, SourcePiece
from plugins.page import File, Page
from plugins.pictures import Picture
from plugins.price_words import money


def make(catalogue: Catalogue) -> Iterator[Page | File]:
    digits = exponent(catalogue.shop.currency)
    yield Page("/cart/", "cart", {"digits": digits}, indexed=False)
    yield Page("/wishlist/", "wishlist", {"digits": digits}, indexed=False)
    yield Page("/compare/", "compare", {}, indexed=False)
    for source in catalogue.pieces:
        tell = functools.partial(told, source, catalogue.shop.locale)
        # What was kept under an earlier name learns the new one there.
        for path in (source.piece.path, *(f"/pieces/{alias}/" for alias in source.aliases)):
            yield File(f"{path}piece.json", tell, source.facts_mark)


def told(source: SourcePiece, locale: str) -> tuple[bytes]:
    return (msgspec.json.encode(Telling(source, locale).piece()),)


class Telling:
    """A piece in the words that cart, wishlist and comparison show; prices as text, and plain."""

    def __init__(self, source: SourcePiece, locale: str) -> None:
        self.source = source
        self.locale = locale

    def piece(self) -> dict[str, Any]:
        source, piece = self.source, self.source.piece
        return {
            "slug": piece.slug,
            "title": piece.title,
            "path": piece.path,
            "price": piece.lowest_price,
            "words": ("from " if piece.price_varies else "") + self._money(piece.lowest_price),
            "metal": source.metal,
            "one_of_a_kind": piece.one_of_a_kind,
            "retired": source.retired,
            "picture": _shown(source.pictures[0]),
            "variants": [self._variant(variant) for variant in piece.variants],
            "engraving": self._engraving(piece.engraving),
            "facts": list(self._facts(piece)),
        }

    def _variant(self, variant: Variant) -> dict[str, Any]:
        """`sold` as of the build: where the shop can't be asked, it is the last word.

        A `picture` only where it is another than the piece's.
        """
        told = {
            "sku": variant.sku,
            "label": variant.label,
            "price": variant.price,
            "words": self._money(variant.price),
            "sold": variant.sold_out,
            "made_to_order": variant.made_to_order,
        }
        if variant.picture > 1:
            told["picture"] = _shown(self.source.pictures[variant.picture - 1])
        return told

    def _engraving(self, engraving: Engraving | None) -> dict[str, Any] | None:
        if engraving is None:
            return None
        return {"price": engraving.price, "words": self._money(engraving.price)}

    def _facts(self, piece: Piece) -> Iterator[tuple[str, str]]:
        """The rows of a comparison, in their order; a piece leaves out what it has not."""
        yield from self.source.facts
        are_sizes_told = any(name == "Sizes" for name, _ in self.source.facts)
        for number, option in enumerate(piece.options):
            if option.kind != "ring_size" or not are_sizes_told:
                yield option.label, ", ".join(piece.values(number))
        if piece.engraving:
            yield "Engraving", self._engraving_words(piece.engraving)
        if self.source.gift_wrap:
            yield "Gift wrap", self.source.gift_wrap
        if self.source.care:
            yield "Care", self.source.care

    def _engraving_words(self, engraving: Engraving) -> str:
        cost = self._money(engraving.price) if engraving.price else "at no cost"
        return f"Up to {engraving.longest} characters, {cost}"

    def _money(self, amount: int) -> str:
        return money(amount, self.source.piece.currency, self.locale)


def _shown(picture: Picture) -> dict[str, Any]:
    size = picture.small
    return {"src": size.path, "width": size.width, "height": size.height, "alt": picture.alt}
