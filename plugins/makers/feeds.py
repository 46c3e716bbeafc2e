"""What other programs read of the catalogue: feeds of new pieces and of what is for sale."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.catalogue import Catalogue
from plugins.page import File, Page


def make(_: Catalogue) -> Iterator[Page | File]:
    yield from ()
