"""The whole catalogue as its maker wrote it: what every page of the shop is made from."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from domain.catalogue import Piece, Variant
from domain.letters import Segment
from domain.shop import ShopFacts
from plugins.home import HomePage
from plugins.pictures import Picture
from plugins.plain_pages import PlainPage
from plugins.policy_text import PolicyBook


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
        """Whether a word of it begins a word of the text: garnet, in “Garnets”."""
        return any(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in self.words)


class Entry(msgspec.Struct, frozen=True):
    """An entry of the journal; `text` is HTML, `pieces` are slugs of what it speaks of."""

    title: str
    path: str
    written_on: date
    summary: str
    text: str = ""
    pieces: tuple[str, ...] = ()


class LetterPiece(msgspec.Struct, frozen=True):
    """A piece that a letter shows: one of its variants, or all of it where that is None."""

    source: SourcePiece
    variant: Variant | None = None


class SourceLetter(msgspec.Struct, frozen=True):
    """A letter as it was written; `text` is Markdown. Without `archive` it has no page."""

    slug: str
    written_on: date
    subject: str
    preheader: str
    topic: str
    text: str
    pieces: tuple[LetterPiece, ...] = ()
    segment: Segment | None = None
    archive: bool = True

    @property
    def path(self) -> str:
        return f"/letters/{self.slug}/"

    @property
    def file(self) -> str:
        """The name of its file in `content/letters/`."""
        return f"{self.written_on}-{self.slug}.md"


class SourceWelcome(msgspec.Struct, frozen=True):
    """What a reader gets after confirming; `text` is Markdown."""

    subject: str
    preheader: str
    text: str


class Catalogue(msgspec.Struct, frozen=True):
    """Every input of the shop's pages; `pieces` the newest first, retired ones included.

    `origin` is the shop's public address. What is in force depends on the day of the build,
    `policies.today`.
    """

    shop: ShopFacts
    home: HomePage
    pieces: tuple[SourcePiece, ...]
    collections: tuple[Collection, ...]
    metals: tuple[Facet, ...]
    stones: tuple[Facet, ...]
    origin: str
    policies: PolicyBook
    journal: tuple[Entry, ...] = ()
    plain_pages: tuple[PlainPage, ...] = ()
    letters: tuple[SourceLetter, ...] = ()
    welcome: SourceWelcome | None = None

    @property
    def listed(self) -> tuple[SourcePiece, ...]:
        """The pieces that lists, feeds and the release show."""
        return tuple(source for source in self.pieces if not source.retired)

    @property
    def archive(self) -> tuple[SourceLetter, ...]:
        """The letters that have a page on the day of the build, the newest first."""
        today = self.policies.today
        return tuple(each for each in self.letters if each.archive and each.written_on <= today)
