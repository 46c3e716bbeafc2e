"""The page of each piece."""

from __future__ import annotations

from collections.abc import Iterator

from domain.orders import HOLD_FOR
from plugins.catalogue import Catalogue, SourcePiece
from plugins.page import Page
from plugins.structured_data import decimal_price, piece_graph

RELATED_PIECES = 4


def make(catalogue: Catalogue) -> Iterator[Page]:
    zone = catalogue.shop.zone_of(catalogue.shop.country)
    homes = {collection.id: collection for collection in catalogue.collections}
    for source in catalogue.pieces:
        piece = source.piece
        yield Page(
            piece.path,
            "piece",
            {
                "source": source,
                "piece": piece,
                "home": homes[source.collection],
                "related": related(source, catalogue.listed),
                "zone": zone,
                "hold_minutes": HOLD_FOR.seconds // 60,
                "data": piece_graph(source, catalogue),
                "decimal_price": decimal_price(piece.lowest_price, piece.currency),
            },
            changed_on=source.added,
            pictures=source.pictures,
        )


def related(source: SourcePiece, pieces: tuple[SourcePiece, ...]) -> list[SourcePiece]:
    """Pieces to show beside one: those its maker named, then of its collection, then its metal."""
    others = [other for other in pieces if other is not source]
    others.sort(
        key=lambda other: (
            other.piece.slug not in source.related,
            other.piece.sold_out,
            other.collection != source.collection,
            other.metal != source.metal,
        )
    )
    return others[:RELATED_PIECES]
