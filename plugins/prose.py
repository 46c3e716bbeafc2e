"""Turns the owner's Markdown into HTML, only for the pages that show it, and remembers it.

A plain text goes through cmark, which takes a fortieth of the time (decision 37). Any other is
rendered once: what came out is kept in a file named by the text, these settings and the library's
version, and carries a mark of its own, so that a damaged file is seen and made anew.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import markdown
from cmarkgfm import markdown_to_html_with_extensions  # type: ignore[import-untyped]  # no types
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]  # as above
from markupsafe import Markup

from plugins.cache import read_kept, write_kept
from plugins.plain_markdown import is_plain

SETTINGS: dict[str, Any] = {
    # Tables for sizes and care; lists that keep their kind; quotes and dashes as they are printed.
    # No footnotes: their ids would meet where two texts share a page.
    "extensions": ["tables", "sane_lists", "smarty"],
    "extension_configs": {
        # A cell's own style would be refused: pages have none but their sheets'.
        "tables": {"use_align_attribute": True},
        "smarty": {
            # The signs themselves are shorter than their names.
            "substitutions": {
                "mdash": "—",
                "ndash": "–",
                "ellipsis": "…",
                "left-single-quote": "‘",  # noqa: RUF001  the sign itself is meant
                "right-single-quote": "’",
                "left-double-quote": "“",
                "right-double-quote": "”",
            }
        },
    },
    "output_format": "html",
}
"""How Markdown is read, everywhere: Pelican reads the journal by the same."""

PLAIN_OPTIONS = Options.CMARK_OPT_SMART | Options.CMARK_OPT_UNSAFE

SALT = f"{markdown.__version__} {SETTINGS}".encode()


class Prose:
    """One reader of Markdown for all pages: making a new one costs more than a page's text.

    Without a `cache` it remembers nothing.
    """

    def __init__(self, cache: Path | None) -> None:
        self.cache = cache
        self._markdown = markdown.Markdown(**SETTINGS)
        if cache:
            cache.mkdir(parents=True, exist_ok=True)

    def html(self, text: str) -> Markup:
        """The owner's own Markdown, which may contain her own HTML."""
        if is_plain(text):
            return Markup(plain_html(text))  # noqa: S704
        file = self._file(text)
        kept = read_kept(file) if file else None
        if kept is None:
            kept = self._markdown.reset().convert(text).encode()
            if file:
                write_kept(file, kept)
        return Markup(kept.decode())  # noqa: S704

    def knows(self, text: str) -> bool:
        """Whether it was rendered before."""
        file = self._file(text)
        return is_plain(text) or (file is not None and file.exists())

    def _file(self, text: str) -> Path | None:
        return self.cache and self.cache / hashlib.sha256(SALT + text.encode()).hexdigest()


def plain_html(text: str) -> str:
    """What SETTINGS make of a text that is plain, by cmark."""
    html: str = markdown_to_html_with_extensions(text, PLAIN_OPTIONS, ["table"])
    return html.rstrip("\n")
