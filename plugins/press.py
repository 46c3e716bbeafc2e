"""Prints what has changed: pages whose mark isn't that of what the last build left, on all processors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pelican import signals  # type: ignore[import-untyped]  # Pelican has no types

from plugins.crew import share_out
from plugins.ledger import Kept, Ledger
from plugins.marks import mark_of, mark_of_bytes
from plugins.output import Output
from plugins.page import File, Page
from plugins.template_marks import TemplateMarks

WRITTEN = "written"
"""The kind of what the ledger keeps of a file of the site."""

Render = Callable[[Page], str]


class Sheet(NamedTuple):
    """A page or a file that is to be made, with its mark."""

    source: Page | File
    mark: bytes


class Press:
    """`render` makes a page's text; `shared` is what all pages see."""

    def __init__(
        self,
        output: Output,
        ledger: Ledger,
        render: Render,
        templates: TemplateMarks,
        shared: Mapping[str, Any],
    ) -> None:
        self.output = output
        self.ledger = ledger
        self.render = render
        self.templates = templates
        self._shared = mark_of(shared)
        self._kept = dict(ledger.all(WRITTEN))
        self._common: dict[str, bytes] = {}

    def print(self, sources: Sequence[Page | File]) -> int:
        """Bring all of them up to date, and nothing else; how many were written."""
        due = []
        for source in sources:
            self.output.expect(source.file)
            mark = self._mark(source)
            if not self._is_there(source.file, mark):
                due.append(Sheet(source, mark))
        for sheet, found in zip(due, share_out("Pages", due, self._make), strict=True):
            self.ledger.keep(WRITTEN, sheet.source.file, sheet.mark, found)
        return len(due)

    def forget(self) -> set[str]:
        """Forget what the site doesn't have any more; the names of these files."""
        gone = self._kept.keys() - self.output.expected
        self.ledger.forget(WRITTEN, gone)
        return gone

    def _mark(self, source: Page | File) -> bytes:
        if isinstance(source, Page):
            values = mark_of(source.values)
            return mark_of_bytes(self._common_mark(source.template), source.path.encode(), values)
        if source.mark is None:
            return mark_of_bytes(*source.parts)
        return mark_of_bytes(self._shared, source.mark)

    def _common_mark(self, template: str) -> bytes:
        """The mark of what pages of a template have in common."""
        if template not in self._common:
            own = self.templates.of(f"{template}.html")
            self._common[template] = mark_of_bytes(self._shared, own)
        return self._common[template]

    def _is_there(self, file: str, mark: bytes) -> bool:
        kept: Kept | None = self._kept.get(file)
        return kept is not None and kept.mark == mark and self.output.was_left(file, kept.data)

    def _make(self, sheet: Sheet) -> bytes:
        source = sheet.source
        parts = source.parts if isinstance(source, File) else (self.render(source).encode(),)
        written = self.output.write(source.file, parts)
        if signals.content_written.receivers:
            signals.content_written.send(f"{self.output.folder}/{source.file}", context={})
        return written
