"""What can be found: the pieces, and every page that is there to be read."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from plugins.catalogue import Catalogue, SourcePiece
from plugins.marks import mark_of
from plugins.price_words import money
from plugins.prose import Prose
from plugins.search.words import plain, words_of

_json = msgspec.json.Encoder().encode


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the search shows of a page; `words` is a sentence or two, or nothing.

    `picture` and `price`, or that it is sold, are a piece's. A page that is read has a `text` to quote from: the
    address of a file.
    """

    path: str
    title: str
    words: str
    price: str = ""
    picture: str = ""
    text: str = ""


class Found(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a page: the words of its name, those in its text only, `shown` as JSON."""

    names: list[str]
    words: list[str]
    shown: bytes


class Reading(msgspec.Struct, frozen=True, dict=True):
    """A page that is there to be read; `html` is its text."""

    path: str
    title: str
    summary: str
    html: str
    day: date = date.min

    @functools.cached_property
    def mark(self) -> bytes:
        return mark_of((self.path, self.title, self.summary, self.html))

    @functools.cached_property
    def text(self) -> str:
        return plain(self.html)


Findable = SourcePiece | Reading


def readings(catalogue: Catalogue, prose: Prose) -> Iterator[Reading]:
    """The pages of words, the policies in force, the journal and the letters."""
    for page in catalogue.plain_pages:
        yield Reading(page.path, page.title, page.description, prose.html(page.text))
    for policy in catalogue.policies.policies:
        if current := catalogue.policies.current(policy):
            # Its summary says what has changed, not what is in it.
            html = prose.html(current.text)
            yield Reading(f"/policies/{policy}/", current.version.title, "", html)
    for entry in catalogue.journal:
        yield Reading(entry.path, entry.title, entry.summary, entry.text, entry.written_on)
    for letter in catalogue.archive:
        html = prose.html(letter.text)
        yield Reading(letter.path, letter.subject, letter.preheader, html, letter.written_on)


class Finder:
    """Tells of a page what it can be found by; `texts` are the addresses of readings' texts."""

    def __init__(self, catalogue: Catalogue, texts: Mapping[str, str]) -> None:
        self._titles = {each.id: each.title for each in catalogue.collections}
        self._labels = {each.id: each.label for each in (*catalogue.metals, *catalogue.stones)}
        self._locale = catalogue.shop.locale
        self._texts = texts

    @property
    def mark(self) -> bytes:
        """Changes with what is told of every piece, whatever its own file says."""
        return mark_of((self._titles, self._labels, self._locale))

    def found(self, page: Findable) -> Found:
        if isinstance(page, Reading):
            names, words = page.title, f"{page.summary} {page.text}"
            shown = Shown(page.path, page.title, page.summary, text=self._texts[page.path])
        else:
            names, words = self._names(page), _words(page)
            shown = self._shown(page)
        first = words_of(names)
        return Found(list(first), list(words_of(words) - first), _json(shown))

    def _names(self, source: SourcePiece) -> str:
        """What the piece is: its name, where it belongs, and what it is made of."""
        collections = (self._titles[each] for each in source.collections)
        facets = (self._labels[each] for each in (*source.metals, *source.stones))
        return " ".join((source.piece.title, *collections, *facets))

    def _shown(self, source: SourcePiece) -> Shown:
        piece = source.piece
        start = "from " if piece.price_varies else ""
        price = start + money(piece.lowest_price, piece.currency, self._locale)
        if piece.sold_out or source.retired:
            price = "Sold"
        picture = source.pictures[0].small.path
        return Shown(piece.path, piece.title, source.summary, price, picture)


def _words(source: SourcePiece) -> str:
    """All that is told of the piece but its prices, names of facts, and what its buttons say."""
    piece = source.piece
    ways = {"made to order": any(variant.made_to_order for variant in piece.variants)}
    ways["one of a kind"] = piece.one_of_a_kind
    facts = (words for _, words in source.facts)
    values = (value for number in range(len(piece.options)) for value in piece.values(number))
    skus = (variant.sku for variant in piece.variants)
    told = (source.summary, source.metal, plain(source.text), source.care or "")
    return " ".join((*told, *facts, *values, *skus, *(way for way, has in ways.items() if has)))
