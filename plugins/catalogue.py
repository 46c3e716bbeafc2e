"""The whole catalogue as its maker wrote it: what every page of the shop is made from."""

from __future__ import annotations

import functools
import re
from datetime import date

import msgspec

from domain.catalogue import Piece, Variant
from domain.letters import Segment
from domain.shop import ShopFacts
from plugins.cards import Card, card_of
from plugins.home import HomePage
from plugins.listing_words import sizes_of
from plugins.marks import mark_of_bytes
from plugins.pictures import Picture
from plugins.plain_pages import PlainPage
from plugins.policy_text import PolicyBook


class Marks(msgspec.Struct, frozen=True, array_like=True):
    """Of a piece: of all that is told of it, of that without its text, and of its card."""

    whole: bytes
    facts: bytes
    card: bytes


class SourcePiece(msgspec.Struct, frozen=True, dict=True):
    """A piece as its maker describes it: what is sold (`piece`), and what is told of it.

    `facts` are (name, words) in the order they are shown; `text` is HTML, and `links` are the
    addresses that it leads to. `collections`, `metals` and `stones` are ids; `related` and
    `aliases` are slugs. A retired piece keeps its
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
    links: tuple[str, ...] = ()

    @property
    def collection(self) -> str:
        """The id of the collection that the piece is at home in."""
        return self.collections[0]

    @functools.cached_property
    def card(self) -> Card:
        """What lists show of it."""
        return card_of(self.piece, self.metal, self.pictures[0])

    @functools.cached_property
    def card_mark(self) -> bytes:
        return self.card.mark

    @functools.cached_property
    def sizes(self) -> tuple[tuple[str, str], ...]:
        """What it still comes in, as (option, value)."""
        return tuple(sizes_of(self.piece))

    @functools.cached_property
    def mark(self) -> bytes:
        """Changes with anything that is told of the piece."""
        return mark_of_bytes(self.facts_mark, self.text.encode(), *map(str.encode, self.links))

    @functools.cached_property
    def facts_mark(self) -> bytes:
        """Changes with anything but its text, which only its own page shows."""
        return mark_of_bytes(
            msgspec.msgpack.encode(msgspec.structs.replace(self, text="", links=()))
        )

    @property
    def marks(self) -> Marks:
        """All of them, for who keeps the piece."""
        return Marks(self.mark, self.facts_mark, self.card_mark)

    def know(self, marks: Marks) -> None:
        """Take the marks that were kept with the piece: to make them anew takes longer."""
        vars(self).update(mark=marks.whole, facts_mark=marks.facts, card_mark=marks.card)


class Place(msgspec.Struct, frozen=True):
    """What every page knows of a collection, or of a page that is only words: where it is."""

    id: str
    title: str
    path: str


class Collection(msgspec.Struct, frozen=True):
    """`text` is Markdown; `path` is its page, such as `/rings/`."""

    id: str
    title: str
    path: str
    summary: str
    text: str
    picture: Picture

    @property
    def place(self) -> Place:
        return Place(self.id, self.title, self.path)


class Facet(msgspec.Struct, frozen=True):
    """A word to find pieces by, such as the metal “Silver”: those that mention one of `words`."""

    id: str
    label: str
    words: tuple[str, ...]

    def matches(self, text: str) -> bool:
        """Whether a word of it begins a word of the text: garnet, in “Garnets”."""
        return _beginning(self.words).search(text) is not None


@functools.cache
def _beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


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
    def mark(self) -> bytes:
        """Without its pieces: pages show of them what their cards say."""
        return mark_of_bytes(msgspec.msgpack.encode(msgspec.structs.replace(self, pieces=())))

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


class Catalogue(msgspec.Struct, frozen=True, dict=True):
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

    @functools.cached_property
    def listed(self) -> tuple[SourcePiece, ...]:
        """The pieces that lists, feeds and the release show."""
        return tuple(source for source in self.pieces if not source.retired)

    @functools.cached_property
    def listed_mark(self) -> bytes:
        """Of all that is told of these, but their texts."""
        return mark_of_bytes(*(source.facts_mark for source in self.listed))

    @property
    def archive(self) -> tuple[SourceLetter, ...]:
        """The letters that have a page on the day of the build, the newest first."""
        today = self.policies.today
        return tuple(each for each in self.letters if each.archive and each.written_on <= today)
