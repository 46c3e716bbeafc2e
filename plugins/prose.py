"""Turns the owner's Markdown into HTML, only for the pages that show it."""

from __future__ import annotations

from markdown import Markdown
from markupsafe import Markup


class Prose:
    """One reader of Markdown for all pages: making a new one costs more than a page's text."""

    def __init__(self) -> None:
        self._markdown = Markdown(output_format="html")

    def html(self, text: str) -> Markup:
        """The owner's own Markdown, which may contain her own HTML."""
        return Markup(self._markdown.reset().convert(text))  # noqa: S704
