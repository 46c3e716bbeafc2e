"""Pages at old addresses, of pieces that were renamed and of the terms: they lead to the new ones."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.page import Page

TEMPLATE = "moved"


def make(catalogue: Catalogue) -> Iterator[Page]:
    for source in catalogue.pieces:
        for alias in source.aliases:
            yield _moved(f"/pieces/{alias}/", source.piece.title, source.piece.path)
    terms = catalogue.policies.in_force.of("terms")
    if terms:
        yield _moved("/terms/", terms.title, "/policies/terms/")


def _moved(path: str, title: str, to: str) -> Page:
    return Page(path, TEMPLATE, {"title": title, "to": to}, indexed=False)
