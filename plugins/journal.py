"""The journal's entries, which Pelican reads, as the shop's own pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.catalogue import Entry


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
