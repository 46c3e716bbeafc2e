"""The journal: Pelican's articles, read with the shop's own front matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from pelican import signals  # type: ignore[import-untyped]  # Pelican has no types
from pelican.readers import BaseReader, Readers  # type: ignore[import-untyped]  # as above

from plugins.catalogue import Entry
from plugins.errors import Notes
from plugins.journal_files import EntryFile, read_entry
from plugins.prose import Prose


class JournalReader(BaseReader):  # type: ignore[misc]  # an untyped base
    """Reads what `check_journal` checks; an entry with errors is left out and told of there."""

    enabled = True
    file_extensions = ("md",)

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self.prose = Prose(Path(settings["PROSE_CACHE"]))

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        path = Path(source_path)
        entry = read_entry(path, Notes(path, path.parents[2], []))
        if entry is None:
            return "", {"title": path.stem, "date": datetime.min, "status": "skip"}  # noqa: DTZ901
        return self.prose.html(entry.text), _metadata(entry)


def _metadata(entry: EntryFile) -> dict[str, Any]:
    """As Pelican names it, which wants a time of day as well."""
    return {
        "title": entry.title,
        "slug": entry.slug,
        "date": datetime.combine(entry.written_on, time()),
        "description": entry.description,
        "pieces": entry.pieces,
        "status": "skip" if entry.draft else "published",
    }


def entries(context: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The newest first, those of one day by their address: Pelican hands them over as it likes."""
    found = (
        Entry(
            title=str(article.title),
            path=f"/{article.url}",
            written_on=article.date.date(),
            summary=str(article.metadata["description"]),
            text=str(article.content),
            pieces=article.metadata["pieces"],
        )
        for article in context.get("articles", ())
    )
    return tuple(sorted(found, key=lambda entry: (-entry.written_on.toordinal(), entry.path)))


def read_with_ours(readers: Readers) -> None:
    """Entries are Markdown; of anything else `check_journal` says what to do with it."""
    readers.reader_classes.clear()
    readers.reader_classes["md"] = JournalReader


def register() -> None:
    signals.readers_init.connect(read_with_ours)
