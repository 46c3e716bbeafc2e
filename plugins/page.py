"""What the build writes: pages with all of their inputs in view, and files that are data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from plugins.pictures import Picture


class Page(msgspec.Struct, frozen=True):
    """A page: its template sees its own `path`, `values`, and what all pages see.

    That is the context: `shop`, `policies` (what is in force), `collections` and `plain_pages` (their names and places),
    `has_letter` (it can be asked for), `has_archive` (of letters), `assets`, `lang`, `theme_lang`
    and SITEURL. `path` ends with a slash or names a file. An
    `indexed` page is one that a search engine should show: the sitemap lists it with its
    `pictures`.
    """

    path: str
    template: str
    values: Mapping[str, Any]
    indexed: bool = True
    changed_on: date | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def file(self) -> str:
        """The file's name under the output folder."""
        return self.path.lstrip("/") + ("index.html" if self.path.endswith("/") else "")


class File(msgspec.Struct, frozen=True):
    """A file that is no page: a feed, an index, an icon.

    What takes long to make is made by calling `data`, part by part, and only where `mark` isn't
    that of what is there already: it must change with all that the file is made from.
    """

    path: str
    data: bytes | Callable[[], Iterable[bytes]]
    mark: bytes | None = None

    @property
    def file(self) -> str:
        """The file's name under the output folder."""
        return self.path.lstrip("/")

    @property
    def parts(self) -> Iterable[bytes]:
        return (self.data,) if isinstance(self.data, bytes) else self.data()
