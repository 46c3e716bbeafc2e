"""The page of each piece."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.cards import Cards
from plugins.catalogue import Catalogue, Place, SourcePiece
from plugins.page import Page
from plugins.related import Related


def make(catalogue: Catalogue) -> Iterator[Page]:
    homes = {collection.id: collection for collection in catalogue.collections}
    beside = Related(catalogue.listed)
    for source in catalogue.pieces:
        yield page(source, homes[source.collection].place, beside)


def page(source: SourcePiece, home: Place, beside: Related) -> Page:
    values = {"source": source, "home": home, "related": Cards(beside.to(source))}
    return Page(source.piece.path, "piece", values, pictures=source.pictures)
