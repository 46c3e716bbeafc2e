"""A text as a row of blocks: paragraphs, headings, list items and table rows, each with its place.

Only what a difference can show is kept. Boxes without a meaning of their own (`<div>`) are opened,
definition lists become lists, and ids go, as a text may stand on a page twice.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from plugins.difference.words import Mark, Run, Token, count_words, tokens

GROUPS = frozenset({"thead", "tbody", "tfoot"})
LISTS = frozenset({"ul", "ol"})
FLOW = frozenset({"li", "blockquote"})
"""Containers that may hold paragraphs."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TEXT = HEADINGS | {"p", "pre"}
SPACE = re.compile(r"\s+")


class Element:
    """A container as it stands in one text: two that look the same aren't the same.

    `number` counts the items of a list, or is an item's number in an ordered one; `begun` says
    that text was found in it.
    """

    def __init__(self, tag: str, number: int = 0) -> None:
        self.tag = tag
        self.number = number
        self.begun = False


class Part(NamedTuple):
    """A cell of a row, or all of a block that is none: then it has no tag."""

    tag: str
    span: str
    runs: tuple[Run, ...]


class Block:
    """The smallest thing that is told as changed: `path` leads to it, its own element included."""

    def __init__(self, path: tuple[Element, ...], parts: tuple[Part, ...]) -> None:
        self.path = path
        self.parts = parts
        self.key = (self.kind, tuple((part.span, _shown(part.runs)) for part in parts))

    @cached_property
    def kind(self) -> tuple[str, ...]:
        """What it is to a reader: whether a list is set loosely doesn't matter, say."""
        tags = [element.tag for element in self.path if element.tag not in GROUPS]
        if tags[-1] == "p" and len(tags) > 1:
            tags.pop()
        return tuple(tags)

    @property
    def tag(self) -> str:
        return self.path[-1].tag

    @property
    def table(self) -> Element | None:
        """Of a row, the table that it stands in: around it there is only a group of rows."""
        return self.path[-3] if self.tag == "tr" else None

    @cached_property
    def cells(self) -> tuple[tuple[Token, ...], ...]:
        """The words of each part."""
        return tuple(tokens(part.runs, exact=self.tag == "pre") for part in self.parts)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(token for cell in self.cells for token in cell)

    @cached_property
    def count(self) -> int:
        return count_words(self.tokens)

    @property
    def length(self) -> int:
        return sum(len(run.text) for part in self.parts for run in part.runs)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        words = frozenset(token.text for token in self.tokens if token.is_word)
        return words or frozenset(token.text for token in self.tokens)


def tidy(runs: list[Run], *, exact: bool = False) -> tuple[Run, ...]:
    """The runs with a single space for each stretch of white, and none at either end."""
    if exact:
        return tuple(runs)
    if len(runs) == 1 and runs[0].text:
        text = SPACE.sub(" ", runs[0].text).strip()
        return (Run(text, runs[0].marks),) if text else ()
    tidied: list[Run] = []
    after_space = True
    for run in runs:
        text = SPACE.sub(" ", run.text)
        text = text[1:] if after_space and text[:1] == " " else text
        if text or run.atom:
            tidied.append(Run(text, run.marks, run.atom))
            after_space = text[-1:] == " "
    if tidied and tidied[-1].text.endswith(" "):
        tidied[-1] = tidied[-1]._replace(text=tidied[-1].text[:-1])
    return tuple(run for run in tidied if run.text or run.atom)


def _shown(runs: tuple[Run, ...]) -> tuple[tuple[object, ...], ...]:
    """The text and the marks that show, however it was cut into runs."""
    pieces: list[tuple[str, tuple[Mark, ...], Mark | None]] = []
    for run in runs:
        if pieces and not run.atom and pieces[-1][1:] == (run.marks, None):
            pieces[-1] = (pieces[-1][0] + run.text, run.marks, None)
        else:
            pieces.append((run.text, run.marks, run.atom))
    return tuple(pieces)
