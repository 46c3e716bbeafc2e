"""Reads the search's files as the browser does."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path
from typing import Any

from plugins.search.index import HEAD
from plugins.search.words import drawer_of


class Searched:
    """The index of a finished site; `cards` say of every page, by its number, what is shown."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.head = self._read(HEAD)
        self.cards: list[dict[str, str]] = []
        for path in self.head["cards"]:
            self.cards += self._read(path)

    @property
    def paths(self) -> list[str]:
        return [card["path"] for card in self.cards]

    @property
    def words(self) -> set[str]:
        return {word for path in self.head["words"] for word in self._read(path)}

    def named(self, word: str) -> set[str]:
        """The addresses of the pages that have the word in their names."""
        return self._pages(word, 0)

    def told(self, word: str) -> set[str]:
        """The addresses of those that have it in their text only."""
        return self._pages(word, 1)

    def text(self, path: str) -> str:
        """What is quoted from."""
        (card,) = (card for card in self.cards if card["path"] == path)
        text: str = self._read(card["text"])
        return text

    def _pages(self, word: str, list_: int) -> set[str]:
        drawers = self.head["words"]
        drawer = self._read(drawers[drawer_of(word, len(drawers))])
        lists = drawer.get(word, [])
        return {self.paths[number] for number in accumulate((lists[list_:] or [[]])[0])}

    def _read(self, path: str) -> Any:  # noqa: ANN401  whatever a file holds
        return json.loads(self.output.joinpath(path.lstrip("/")).read_bytes())
