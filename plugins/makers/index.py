"""What tells machines of the whole site, once all of its pages are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.catalogue import Catalogue
from plugins.page import File, Page


def make(_: Catalogue, __: Sequence[Page]) -> Iterator[File]:
    yield from ()
