"""Marks of templates: of their own words, and of all that they extend, import or include."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.marks import mark_of_bytes

REFERENCE = re.compile(r"""{%-?\s*(?:extends|from|import|include)\s+["']([^"']+)["']""")


class TemplateMarks:
    """Reads each template of a theme once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}

    def of(self, name: str) -> bytes:
        """The mark of a template by its file's name."""
        names = self.family(name)
        return mark_of_bytes(*(self._source(each).encode() for each in names))

    def family(self, name: str) -> list[str]:
        """The template and everything that it is made with, however far away."""
        found = {name: None}
        waiting = [name]
        while waiting:
            for other in REFERENCE.findall(self._source(waiting.pop())):
                if other not in found:
                    found[other] = None
                    waiting.append(other)
        return sorted(found)

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / name).read_text(encoding="utf-8")
        return self._sources[name]
