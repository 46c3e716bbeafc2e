"""Shows a piece's new words at once: on its own page they stand as they are, and nowhere else.

The build that follows makes that page anew, with all others that an edit touches. Until then
nothing but the words between what stands before and after them is changed, and only where they
were found there exactly once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from plugins.front_matter import FENCE
from plugins.links import links_in
from plugins.prose import Prose


class Words:
    """Knows the texts of all pieces as they are shown; `site` is the folder that is looked at."""

    def __init__(self, products: Path, site: Path) -> None:
        self._products = products
        self._site = site
        self._prose = Prose(None)
        self._texts: dict[Path, str] = {}

    def learn(self, paths: Iterable[Path] | None = None) -> None:
        """Remember what was built: of all pieces, or of the files that have changed."""
        if paths is None:
            paths = (*self._products.glob("*.md"), *self._products.glob("*/index.md"))
        for path in paths:
            text = _read(path) if path.suffix == ".md" else None
            if text is None:
                self._texts.pop(path, None)
            elif path.is_relative_to(self._products):
                self._texts[path] = text

    def show(self, path: Path) -> bool:
        """Whether the file's words are shown now; anything else that is new there waits."""
        known, text = self._texts.get(path), _read(path)
        if known is None or text is None or _head(known) != _head(text):
            return False
        before, after = (str(self._prose.html(_body(each))) for each in (known, text))
        # Whether a new link leads somewhere, only a build can tell.
        if not set(links_in(after)) <= set(links_in(before)):
            return False
        slug = path.parent.name if path.name == "index.md" else path.stem
        if not self._replace(self._site.resolve() / f"pieces/{slug}/index.html", before, after):
            return False
        self._texts[path] = text
        return True

    def _replace(self, page: Path, before: str, after: str) -> bool:
        shown = _read(page)
        if not before or shown is None or shown.count(f"\n{before}\n") != 1:
            return False
        part = page.with_name(f".part-{os.getpid()}")
        try:
            part.write_text(shown.replace(f"\n{before}\n", f"\n{after}\n"), encoding="utf-8")
            part.replace(page)
        except OSError:
            return False
        return True


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _head(text: str) -> str:
    return text.partition(f"\n{FENCE}\n")[0]


def _body(text: str) -> str:
    return text.partition(f"\n{FENCE}\n")[2].strip()
