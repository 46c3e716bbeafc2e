"""Pages at the old addresses of pieces that were renamed: they lead to the new ones."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.page import Page


def make(catalogue: Catalogue) -> Iterator[Page]:
    for source in catalogue.pieces:
        for alias in source.aliases:
            values = {"piece": source.piece}
            yield Page(f"/pieces/{alias}/", "moved", values, indexed=False)
