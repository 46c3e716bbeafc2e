"""The page of each piece."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.cards import Cards
from plugins.catalogue import Catalogue
from plugins.page import Page
from plugins.related import Related


def make(catalogue: Catalogue) -> Iterator[Page]:
    homes = {collection.id: collection for collection in catalogue.collections}
    beside = Related(catalogue.listed)
    for source in catalogue.pieces:
        home = homes[source.collection]
        yield Page(
            source.piece.path,
            "piece",
            {
                "source": source,
                "home": home.place,
                "related": Cards(beside.to(source)),
            },
            pictures=source.pictures,
        )
