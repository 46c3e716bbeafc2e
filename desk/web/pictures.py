"""Pictures of the pieces, from the built site on this disk."""

from __future__ import annotations

import re
from pathlib import Path

from domain.catalogue import is_slug

SMALL = re.compile(r"(?P<stem>.+)-320\.[0-9a-f]+")
"""The smallest size that the build makes: `1-320.b3e482a630.jpg`."""


def picture_of(site: Path, slug: str) -> Path | None:
    """A small picture of the piece, its first by name; None where the site has none of it."""
    if not is_slug(slug):
        return None
    found = [
        path for path in (site / "pictures" / slug).glob("*.jpg") if SMALL.fullmatch(path.stem)
    ]
    return min(found, key=_place, default=None)


def _place(path: Path) -> tuple[int, str]:
    """By number where they have numbers, so that 2 comes before 10."""
    stem = path.stem.rpartition("-")[0]
    return (int(stem) if stem.isdecimal() else 10**6, stem)
