"""The home page, and the page for an address that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.page import Page
from plugins.structured_data import home_graph

NEW_PIECES = 6


def make(catalogue: Catalogue) -> Iterator[Page]:
    home = catalogue.home
    shown = next(source for source in catalogue.pieces if source.piece.slug == home.piece)
    newest = [source for source in catalogue.listed if source is not shown][:NEW_PIECES]
    values = {
        "home": home,
        "shown": shown.card,
        "pieces": [source.card for source in newest],
        "journal": catalogue.journal[:1],
        "data": home_graph(catalogue),
    }
    yield Page("/", "home", values, pictures=shown.pictures[:1])
    yield Page("/404.html", "not_found", {}, indexed=False)
