"""Keeps the index up to date: what an edit touches is read and written again, and nothing else.

Pages are numbered by their days, so that a new one comes last and leaves all others their numbers.
Where numbers move, or where another number of drawers is needed, the index is put together anew
from what is known of each page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from itertools import count, takewhile, zip_longest
from typing import NamedTuple

import msgspec

from plugins.catalogue import Catalogue
from plugins.crew import share_out
from plugins.ledger import Ledger
from plugins.page import File
from plugins.prose import Prose
from plugins.search.cards import ON_A_CARD, cards_of, put
from plugins.search.drawers import Cabinet, drawers_for, fill
from plugins.search.findable import Findable, Finder, Found, Reading, readings

FOLDER = "search"
HEAD = f"/{FOLDER}/index.json"
"""Names all other files, which are named by what is in them: whoever has read it finds what it
knew, whatever is published meanwhile."""

MANY = 4
"""Where one page of so many has changed, it is faster to begin anew."""

PAGE, ORDER, DRAWER, CARD = "found page", "found order", "found drawer", "found card"
"""The kinds of what the ledger keeps."""

Order = list[tuple[str, bytes]]
"""Every page by its number: its path, and the mark of what its own file says."""

_pack = msgspec.msgpack.Encoder().encode
_found = msgspec.msgpack.Decoder(Found).decode
_order = msgspec.msgpack.Decoder(Order).decode
_json = msgspec.json.Encoder().encode


Numbered = dict[int, bytes]
"""What is in files that are named by numbers, such as the ledger has them."""


class Files(NamedTuple):
    """What is in the files of the index, by their numbers."""

    drawers: list[bytes]
    cards: list[bytes]


class SearchIndex:
    """Makes the files that the search page loads; the ledger keeps what they are made from."""

    def __init__(self, catalogue: Catalogue, prose: Prose, ledger: Ledger) -> None:
        read = list(readings(catalogue, prose))
        self._texts = {each.path: _file("texts", _json(each.text)) for each in read}
        self._finder = Finder(catalogue, {path: file.path for path, file in self._texts.items()})
        self._ledger = ledger
        self._pages: list[Findable] = sorted((*catalogue.pieces, *read), key=_by_day)
        self._order: Order = [(_path(page), page.mark) for page in self._pages]

    def make(self) -> Iterator[File]:
        kept = self._ledger.get(ORDER, "")
        last = _order(kept.data) if kept and kept.mark == self._finder.mark else []
        drawers, cards = self._all(DRAWER), self._all(CARD)
        now = self._changed(last, Files(_in_order(drawers), _in_order(cards)))
        if now:
            self._keep(DRAWER, drawers, now.drawers)
            self._keep(CARD, cards, now.cards)
        else:
            now = self._anew(are_known=bool(last))
            # Whatever the ledger has: it may have been thrown away meanwhile.
            self._keep(DRAWER, dict.fromkeys(drawers, b""), now.drawers)
            self._keep(CARD, dict.fromkeys(cards, b""), now.cards)
        self._ledger.keep(ORDER, "", self._finder.mark, _pack(self._order))
        yield from self._named(now)

    def _named(self, files: Files) -> Iterator[File]:
        words = [_file("words", data) for data in files.drawers]
        cards = [_file("cards", data) for data in files.cards]
        head = {
            "pages": len(self._pages),
            "onACard": ON_A_CARD,
            "words": [file.path for file in words],
            "cards": [file.path for file in cards],
        }
        yield File(HEAD, _json(head))
        # Two drawers that hold the same are one file.
        yield from {file.path: file for file in (*words, *cards, *self._texts.values())}.values()

    def _changed(self, last: Order, before: Files) -> Files | None:
        """The files of the last build, brought up to date; None where that can't be."""
        changed = [
            number
            for number, page in enumerate(self._order)
            if number >= len(last) or last[number] != page
        ]
        if not self._goes_on(last, before) or len(changed) * MANY > len(self._order):
            return None
        olds = [self._ledger.get(PAGE, last[number][0]) for number in changed if number < len(last)]
        if None in olds:
            return None
        cabinet, cards = Cabinet(before.drawers), list(before.cards)
        for number, old, data in zip_longest(changed, olds, self._read(changed)):
            found = _found(data)
            cabinet.change(number, _found(old.data) if old else None, found)
            put(cards, number, found.shown)
        return Files(cabinet.drawers(), cards)

    def _goes_on(self, last: Order, before: Files) -> bool:
        """Whether pages that were known have the numbers that they had, and no file is missing."""
        drawers = drawers_for(len(self._order))
        return (
            [path for path, _ in last] == [path for path, _ in self._order[: len(last)]]
            and len(before.drawers) == drawers == drawers_for(len(last))
            and len(before.cards) == -(-len(last) // ON_A_CARD)
        )

    def _anew(self, *, are_known: bool) -> Files:
        """Everything, from what is known of pages that are as they were."""
        kept = dict(self._ledger.all(PAGE))
        self._ledger.forget(PAGE, kept.keys() - {path for path, _ in self._order})
        known = {path: each.data for path, each in kept.items() if are_known}
        missing = [
            number
            for number, (path, mark) in enumerate(self._order)
            if path not in known or kept[path].mark != mark
        ]
        for number, data in zip(missing, self._read(missing), strict=True):
            known[self._order[number][0]] = data
        shown: list[bytes] = []

        def pages() -> Iterator[Found]:
            for path, _ in self._order:
                found = _found(known[path])
                shown.append(found.shown)
                yield found

        return Files(fill(pages(), drawers_for(len(self._order))), cards_of(shown))

    def _read(self, numbers: Sequence[int]) -> list[bytes]:
        """What is found on pages, as it is kept from now on."""
        pages = [self._pages[number] for number in numbers]
        read = share_out("Search", pages, lambda page: _pack(self._finder.found(page)))
        for page, data in zip(pages, read, strict=True):
            self._ledger.keep(PAGE, _path(page), page.mark, data)
        return read

    # --- the ledger -------------------------------------------------------------------------------

    def _all(self, kind: str) -> Numbered:
        return {int(name): kept.data for name, kept in self._ledger.all(kind)}

    def _keep(self, kind: str, before: Numbered, now: Sequence[bytes]) -> None:
        for number, data in enumerate(now):
            if before.get(number) != data:
                self._ledger.keep(kind, str(number), b"", data)
        self._ledger.forget(kind, (str(number) for number in before if number >= len(now)))


def _in_order(files: Numbered) -> list[bytes]:
    """All of them, up to the first that is missing."""
    return [files[number] for number in takewhile(files.__contains__, count())]


def _file(kind: str, data: bytes) -> File:
    return File(f"/{FOLDER}/{kind}/{blake2b(data, digest_size=8).hexdigest()}.json", data)


def _path(page: Findable) -> str:
    return page.path if isinstance(page, Reading) else page.piece.path


def _by_day(page: Findable) -> tuple[date, str]:
    return (page.day if isinstance(page, Reading) else page.added, _path(page))
