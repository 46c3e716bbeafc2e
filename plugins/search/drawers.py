"""Drawers of words: which pages each is on, as lists of the pages' numbers.

A drawer is a file of JSON. It has, by word, the numbers of pages whose name has the word, and of
those that have it in their text only: ascending, each as what it is more than the one before.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate

import msgspec

from plugins.search.findable import Found
from plugins.search.words import drawer_of

PAGES_IN_A_DRAWER = 50
"""A drawer is as large as the words of so many pages, or fewer, until there are as many as can be."""

MOST = 256
"""There are few more pairs of letters that words begin with."""

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(dict[str, list[list[int]]]).decode


def drawers_for(pages: int) -> int:
    """How many drawers so many pages need; few numbers, as another number changes all drawers."""
    number = 1
    while number * PAGES_IN_A_DRAWER < pages and number < MOST:
        number *= 2
    return number


class Numbers:
    """The pages that have a word: in their names, and in their texts only."""

    __slots__ = ("names", "texts")

    def __init__(self, names: Iterable[int] = (), texts: Iterable[int] = ()) -> None:
        self.names = array("I", names)
        self.texts = array("I", texts)

    def __bool__(self) -> bool:
        return bool(self.names or self.texts)

    def gaps(self) -> list[list[int]]:
        return [_gaps(self.names), _gaps(self.texts)] if self.texts else [_gaps(self.names)]


def fill(pages: Iterable[Found], drawers: int) -> list[bytes]:
    """All drawers for all pages, which come in the order of their numbers."""
    numbers: defaultdict[str, Numbers] = defaultdict(Numbers)
    for number, page in enumerate(pages):
        for word in page.names:
            numbers[word].names.append(number)
        for word in page.words:
            numbers[word].texts.append(number)
    sorted_in: list[dict[str, list[list[int]]]] = [{} for _ in range(drawers)]
    while numbers:
        word, found = numbers.popitem()
        sorted_in[drawer_of(word, drawers)][word] = found.gaps()
    return [_encode(drawer) for drawer in sorted_in]


class Cabinet:
    """Drawers that are there already; only those in which something changes are opened."""

    def __init__(self, drawers: Sequence[bytes]) -> None:
        self._closed = list(drawers)
        self._open: dict[int, _Drawer] = {}

    def change(self, number: int, old: Found | None, new: Found) -> None:
        """Sort a page in, which has been there as the `old` one before."""
        self._change(number, old.names if old else (), new.names, named=True)
        self._change(number, old.words if old else (), new.words, named=False)

    def drawers(self) -> list[bytes]:
        for number, drawer in self._open.items():
            self._closed[number] = drawer.encoded()
        return self._closed

    def _change(self, number: int, old: Iterable[str], new: Iterable[str], *, named: bool) -> None:
        before, after = set(old), set(new)
        for word in before - after:
            self._drawer(word).take_out(word, number, named=named)
        for word in after - before:
            self._drawer(word).put_in(word, number, named=named)

    def _drawer(self, word: str) -> _Drawer:
        number = drawer_of(word, len(self._closed))
        if number not in self._open:
            self._open[number] = _Drawer(self._closed[number])
        return self._open[number]


class _Drawer:
    def __init__(self, data: bytes) -> None:
        self._words = {
            word: Numbers(*map(accumulate, lists)) for word, lists in _decode(data).items()
        }

    def take_out(self, word: str, number: int, *, named: bool) -> None:
        numbers = self._words[word].names if named else self._words[word].texts
        del numbers[bisect_left(numbers, number)]
        if not self._words[word]:
            del self._words[word]

    def put_in(self, word: str, number: int, *, named: bool) -> None:
        found = self._words.setdefault(word, Numbers())
        insort(found.names if named else found.texts, number)

    def encoded(self) -> bytes:
        return _encode({word: numbers.gaps() for word, numbers in self._words.items()})


def _gaps(numbers: Sequence[int]) -> list[int]:
    return [after - before for before, after in zip((0, *numbers), numbers, strict=False)]
