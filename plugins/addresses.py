"""Sees that the shop has every page that the theme and the owner's own words lead to."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from plugins.catalogue import Catalogue
from plugins.errors import ContentError, Notes
from plugins.front_matter import find_line
from plugins.letter_text import letter_texts
from plugins.links import links_in

FUNCTIONS = "/api/"
PICTURES = "/pictures/"

Links = tuple[str, tuple[str, ...]]
"""A file by its name under the content folder, and where it leads to."""


class Addresses:
    """Every address that the site has; those of its pictures, many, are told if they are asked for."""

    def __init__(self, others: Iterable[str], pictures: Callable[[], Iterable[str]]) -> None:
        self._others = set(others)
        self._tell = pictures

    @functools.cached_property
    def _pictures(self) -> set[str]:
        return set(self._tell())

    def __contains__(self, address: str) -> bool:
        if address.startswith(PICTURES):
            return address in self._pictures
        return address in self._others

    def __iter__(self) -> Iterator[str]:
        yield from self._others
        yield from self._pictures


def check_addresses(
    catalogue: Catalogue, content: Path, addresses: Addresses, markdown: Callable[[str], str]
) -> list[ContentError]:
    """What is missing: pages that the theme links to, and what the owner's own links lead to."""
    errors: list[ContentError] = []
    for slug in _needed(catalogue):
        if f"/{slug}/" not in addresses:
            notes = Notes(content / f"pages/{slug}.md", content.parent, errors)
            notes.add(1, "file", f"It is missing, and the shop links to it. Write {notes.path}.")
    # One mistake may have been made in thousands of files.
    fault = functools.cache(functools.partial(_fault, addresses))
    for name, links in _links(catalogue, markdown):
        for address in links:
            if address not in addresses and not address.startswith(FUNCTIONS):
                path = _file(content, name)
                notes = Notes(path, content.parent, errors)
                notes.add(_line(path, address), "text", fault(address))
    return errors


def _needed(catalogue: Catalogue) -> Iterator[str]:
    """The pages of words that templates link to whatever the owner wrote."""
    yield "contact"
    options = (option for source in catalogue.pieces for option in source.piece.options)
    if any(option.kind == "ring_size" for option in options):
        yield "size-guide"


def _links(catalogue: Catalogue, markdown: Callable[[str], str]) -> Iterator[Links]:
    """The links of every file under the content folder."""
    for name, text in _texts(catalogue, markdown):
        yield name, links_in(text)
    for source in catalogue.pieces:
        if source.links:
            yield f"products/{source.piece.slug}.md", source.links


def _texts(catalogue: Catalogue, markdown: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The HTML of every text but the pieces', whose links are known."""
    yield "home.md", markdown(catalogue.home.text)
    for page in catalogue.plain_pages:
        yield f"pages/{page.slug}.md", markdown(page.text)
    for collection in catalogue.collections:
        yield f"collections/{collection.id}.md", markdown(collection.text)
    for entry in catalogue.journal:
        yield f"{entry.path.strip('/')}.md", entry.text
    for name, text in letter_texts(catalogue):
        yield f"letters/{name}", markdown(text)
    for policy in catalogue.policies.texts:
        # What was in force once can't be mended any more.
        if policy.version in (*catalogue.policies.in_force.versions, *catalogue.policies.announced):
            yield f"policies/{policy.version.key}.md", markdown(policy.text)


def _file(content: Path, name: str) -> Path:
    """A piece is a file, or a folder with its pictures beside it."""
    alone = content / name
    return alone if alone.exists() else alone.with_suffix("") / "index.md"


def _line(path: Path, address: str) -> int:
    """Where it is linked to: the line that has it whole, not as the beginning of another."""
    return find_line(path, re.compile(rf"{re.escape(address)}(?![\w/-])").search)


def _fault(addresses: Addresses, address: str) -> str:
    near = difflib.get_close_matches(address, addresses, n=1)
    advice = f"Write {near[0]}." if near else "Write another address, or take the link away."
    return f"The shop has no {address}. {advice}"
