"""Sees that each promise stands whole, in one place of its page, where a sign can follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from plugins.errors import ContentError, Notes
from plugins.policy_html import name_of
from plugins.policy_text import PolicyBook, PolicyText

VOID = frozenset({"br", "col", "hr", "img", "input", "source", "track", "wbr"})
UNMARKED = (
    "It stands in code, a comment or an address, where nothing can be marked. Write it elsewhere."
)
IN_A_LINK = "It stands in a link. Write the link inside of it, or behind it."
TORN = (
    "It begins in one place and ends in another, such as the next item or cell, or in the middle "
    "of emphasis. Mark a passage within one of them."
)
TAKEN = "Something else in the text has this id. Give one of them another name."


def check_promises(
    book: PolicyBook, content: Path, markdown: Callable[[str], str]
) -> list[ContentError]:
    """What can't be marked in the pages. What was published can't be mended any more."""
    errors: list[ContentError] = []
    for text in book.texts:
        if text.promises and not text.version.sealed:
            path = content / f"policies/{text.version.key}.md"
            notes = Notes(path, content.parent, errors)
            for line, name, fault in _faults(text, markdown(text.text)):
                notes.add(line, f"promise {name}", fault)
    return errors


def _faults(text: PolicyText, html: str) -> Iterator[tuple[int, str, str]]:
    places = _Places()
    places.feed(str(html))
    places.close()
    for promise in text.promises:
        name = name_of(promise)
        if fault := places.fault(name):
            yield promise.line, name, fault


class _Places(HTMLParser):
    """Walks through a page's text; an open element is its tag and the promise that it marks."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str | None]] = []
        self._ids: list[str] = []
        self._faults: dict[str, str] = {}
        self._whole: set[str] = set()

    def fault(self, name: str) -> str | None:
        if self._ids.count(name) > 1:
            return TAKEN
        if name in self._faults:
            return self._faults[name]
        return None if name in self._whole else UNMARKED

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name = attributes.get("id")
        if name:
            self._ids.append(name)
        promise = name if (tag, attributes.get("class")) == ("span", "promise") else None
        if promise and any(around == "a" for around, _ in self._open):
            self._faults[promise] = IN_A_LINK
        if tag not in VOID:
            self._open.append((tag, promise))

    def handle_endtag(self, tag: str) -> None:
        """Close it and what is open in it: a promise among those was torn, or tears them."""
        if all(tag != other for other, _ in self._open):
            return
        closed = [self._open.pop()]
        while closed[-1][0] != tag:
            closed.append(self._open.pop())
        ended = [promise for _, promise in closed if promise]
        if len(closed) > 1:
            self._faults.update(dict.fromkeys(ended, TORN))
        self._whole.update(ended)
