"""What a visitor keeps: the pages of compare, wishlist and cart, and what they ask of a piece."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.page import File, Page


def make(_: Catalogue) -> Iterator[Page | File]:
    yield from ()
