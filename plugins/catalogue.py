"""The whole catalogue as its maker wrote it: what every page of the shop is made from."""

from __future__ import annotations

from datetime import date

import msgspec

from domain.catalogue import Piece
from domain.shop import ShopFacts
from plugins.home import HomePage
from plugins.pictures import Picture


class SourcePiece(msgspec.Struct, frozen=True):
    """A piece as its maker describes it: what is sold (`piece`), and what is told of it.

    `facts` are (name, words) in the order they are shown; `text` is Markdown. `collections`,
    `metals` and `stones` are ids; `related` and `aliases` are slugs. A retired piece keeps its
    page, shown as sold, and stands in no list.
    """

    piece: Piece
    added: date
    collections: tuple[str, ...]
    summary: str
    metal: str
    facts: tuple[tuple[str, str], ...]
    care: str | None
    text: str
    pictures: tuple[Picture, ...]
    metals: tuple[str, ...] = ()
    stones: tuple[str, ...] = ()
    gift_wrap: str | None = None
    retired: bool = False
    related: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    seo_title: str | None = None
    seo_description: str | None = None

    @property
    def collection(self) -> str:
        """The id of the collection that the piece is at home in."""
        return self.collections[0]


class Collection(msgspec.Struct, frozen=True):
    """`text` is Markdown; `path` is its page, such as `/rings/`."""

    id: str
    title: str
    path: str
    summary: str
    text: str
    picture: Picture


class Facet(msgspec.Struct, frozen=True):
    """A word to find pieces by, such as the metal “Silver”: those that mention one of `words`."""

    id: str
    label: str
    words: tuple[str, ...]

    def matches(self, text: str) -> bool:
        said = text.casefold()
        return any(word.casefold() in said for word in self.words)


class Entry(msgspec.Struct, frozen=True):
    """An entry of the journal, as lists and feeds show it."""

    title: str
    path: str
    written_on: date
    summary: str


class Catalogue(msgspec.Struct, frozen=True):
    """Every input of the shop's pages; `pieces` the newest first, retired ones included.

    `origin` is the shop's public address, `today` the day of the build in the shop's time zone.
    """

    shop: ShopFacts
    home: HomePage
    pieces: tuple[SourcePiece, ...]
    collections: tuple[Collection, ...]
    metals: tuple[Facet, ...]
    stones: tuple[Facet, ...]
    origin: str
    today: date
    journal: tuple[Entry, ...] = ()

    @property
    def listed(self) -> tuple[SourcePiece, ...]:
        """The pieces that lists, feeds and the release show."""
        return tuple(source for source in self.pieces if not source.retired)
