"""The page of each piece."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.delivery_data import decimal_price
from plugins.page import Page
from plugins.related import Related
from plugins.structured_data import piece_graph


def make(catalogue: Catalogue) -> Iterator[Page]:
    zone = catalogue.shop.zone_of(catalogue.shop.country)
    homes = {collection.id: collection for collection in catalogue.collections}
    beside = Related(catalogue.listed)
    for source in catalogue.pieces:
        piece = source.piece
        yield Page(
            piece.path,
            "piece",
            {
                "source": source,
                "piece": piece,
                "home": homes[source.collection],
                "related": beside.to(source),
                "zone": zone,
                "data": piece_graph(source, catalogue),
                "decimal_price": decimal_price(piece.lowest_price, piece.currency),
            },
            pictures=source.pictures,
        )
