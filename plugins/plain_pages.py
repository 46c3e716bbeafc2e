"""Reads `content/pages/<slug>.md`: about, contact, questions and every other page that is only words."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

import msgspec

from domain.catalogue import is_slug
from plugins.errors import ContentError, Notes
from plugins.front_matter import read_document
from plugins.shop_words import ShopWords

PAGE_FIELDS = ("title", "description")
ORDER = ("about", "size-guide", "care", "faq", "contact")
"""How the footer orders them; others follow."""


class PlainPage(msgspec.Struct, frozen=True):
    """`text` is Markdown in which the shop's own words stand already."""

    slug: str
    title: str
    description: str
    text: str

    @property
    def path(self) -> str:
        return f"/{self.slug}/"


def read_plain_pages(
    content: Path, words: ShopWords, taken: Container[str], errors: list[ContentError]
) -> tuple[PlainPage, ...]:
    """All pages in the footer's order; `taken` are addresses that the shop needs itself."""
    paths = sorted((content / "pages").glob("[!.]*.md"), key=lambda path: _place(path.stem))
    read = (_read(path, words, taken, Notes(path, content.parent, errors)) for path in paths)
    return tuple(page for page in read if page)


def _place(slug: str) -> tuple[int, str]:
    return (ORDER.index(slug) if slug in ORDER else len(ORDER), slug)


def _read(path: Path, words: ShopWords, taken: Container[str], notes: Notes) -> PlainPage | None:
    document = read_document(path, notes, PAGE_FIELDS)
    if document is None:
        return None
    fields = document.fields
    if not is_slug(path.stem) or (path.stem in taken and path.stem not in ORDER):
        advice = "Call it press.md, for example."
        notes.add(1, "file", f"“{path.stem}” can't be its address. {advice}")
    page = PlainPage(
        slug=path.stem,
        title=fields.text("title", "Questions") or "",
        description=fields.text("description", "What people ask before they buy.") or "",
        text=words.fill(document.text, path, notes),
    )
    return page if notes.sound else None
