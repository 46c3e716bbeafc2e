"""Says in schema.org's words what a page shows, for machines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain.catalogue import Piece, Variant
from domain.money import exponent
from plugins.catalogue import SourcePiece

SCHEMA = "https://schema.org"


def product(source: SourcePiece, origin: str) -> dict[str, Any]:
    """schema.org's Product, with an offer for each variant."""
    piece = source.piece
    return {
        "@context": SCHEMA,
        "@type": "Product",
        "name": piece.title,
        "description": source.summary,
        "image": [origin + picture.full.path for picture in source.pictures],
        "material": source.metal,
        "url": origin + piece.path,
        "offers": [_offer(piece, variant, origin) for variant in piece.variants],
    }


def _offer(piece: Piece, variant: Variant, origin: str) -> dict[str, Any]:
    """Availability is said only where the shelf was asked."""
    offer: dict[str, Any] = {
        "@type": "Offer",
        "sku": variant.sku,
        "url": origin + piece.path,
        "price": decimal_price(variant.price, piece.currency),
        "priceCurrency": piece.currency,
    }
    if variant.left is not None:
        state = "SoldOut" if variant.sold_out else "InStock"
        offer["availability"] = f"{SCHEMA}/{state}"
    return offer


def decimal_price(amount: int, currency: str) -> str:
    """Minor units as a plain number: 12800 USD is 128.00."""
    digits = exponent(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"
