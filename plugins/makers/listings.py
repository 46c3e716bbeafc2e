"""Lists of pieces: all of them, and each collection."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.page import File, Page


def make(catalogue: Catalogue) -> Iterator[Page | File]:
    yield Page("/pieces/", "listing", {"pieces": catalogue.listed})
