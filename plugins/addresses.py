"""Sees that the shop has every page that the theme and the owner's own words lead to."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from plugins.catalogue import Catalogue
from plugins.errors import ContentError, Notes
from plugins.front_matter import find_line
from plugins.letter_text import letter_texts

LINK = re.compile(r"""<[^>]*?\s(?:href|src)\s*=\s*["']?(/(?!/)[^\s"'>]*)""", re.IGNORECASE)
FUNCTIONS = "/api/"

Text = tuple[Path, str]
"""A file under the content folder, and the HTML that its text makes."""


def check_addresses(
    catalogue: Catalogue, content: Path, addresses: Collection[str], markdown: Callable[[str], str]
) -> list[ContentError]:
    """What is missing: pages that the theme links to, and what the owner's own links lead to."""
    errors: list[ContentError] = []
    for slug in _needed(catalogue):
        if f"/{slug}/" not in addresses:
            notes = Notes(content / f"pages/{slug}.md", content.parent, errors)
            notes.add(1, "file", f"It is missing, and the shop links to it. Write {notes.path}.")
    for path, text in _texts(catalogue, content, markdown):
        notes = Notes(path, content.parent, errors)
        for link in dict.fromkeys(LINK.findall(text)):
            address = _address(link)
            if address not in addresses and not address.startswith(FUNCTIONS):
                notes.add(_line(path, address), "text", _fault(address, addresses))
    return errors


def _needed(catalogue: Catalogue) -> Iterator[str]:
    """The pages of words that templates link to whatever the owner wrote."""
    yield "contact"
    options = (option for source in catalogue.pieces for option in source.piece.options)
    if any(option.kind == "ring_size" for option in options):
        yield "size-guide"


def _texts(catalogue: Catalogue, content: Path, markdown: Callable[[str], str]) -> Iterator[Text]:
    yield content / "home.md", markdown(catalogue.home.text)
    for page in catalogue.plain_pages:
        yield content / f"pages/{page.slug}.md", markdown(page.text)
    for collection in catalogue.collections:
        yield content / f"collections/{collection.id}.md", markdown(collection.text)
    for entry in catalogue.journal:
        yield content / f"{entry.path.strip('/')}.md", entry.text
    for name, text in letter_texts(catalogue):
        yield content / "letters" / name, markdown(text)
    for policy in catalogue.policies.texts:
        # What was in force once can't be mended any more.
        if policy.version in (*catalogue.policies.in_force.versions, *catalogue.policies.announced):
            yield content / f"policies/{policy.version.key}.md", markdown(policy.text)
    for source in catalogue.pieces:
        # Most have no link, and there may be thousands.
        if "/" in source.text:
            slug = source.piece.slug
            alone = content / f"products/{slug}.md"
            path = alone if alone.exists() else content / f"products/{slug}/index.md"
            yield path, markdown(source.text)


def _address(link: str) -> str:
    return unquote(re.split("[?#]", html.unescape(link), maxsplit=1)[0])


def _line(path: Path, address: str) -> int:
    """Where it is linked to: the line that has it whole, not as the beginning of another."""
    return find_line(path, re.compile(rf"{re.escape(address)}(?![\w/-])").search)


def _fault(address: str, addresses: Collection[str]) -> str:
    near = difflib.get_close_matches(address, addresses, n=1)
    advice = f"Write {near[0]}." if near else "Write another address, or take the link away."
    return f"The shop has no {address}. {advice}"
