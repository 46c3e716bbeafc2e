"""The journal's entries, which Pelican reads, as the shop's own pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.catalogue import Entry
from plugins.page import Page


def entries(context: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The newest first."""
    return tuple(
        Entry(
            title=str(article.title),
            path=f"/{article.url}",
            written_on=article.date.date(),
            summary=str(article.metadata.get("description", "")),
        )
        for article in context.get("articles", ())
    )


def plain_pages(context: Mapping[str, Any]) -> list[Page]:
    """The pages and entries that Pelican writes itself, for those who list every page."""
    pages = [Page(f"/{page.url}", "page", {}) for page in context.get("pages", ())]
    return pages + [
        Page(entry.path, "article", {}, changed_on=entry.written_on) for entry in entries(context)
    ]
