"""The mark of what makes pages of content, theme and settings: our code, and others' libraries."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from plugins.marks import mark_of_bytes

ROOT = Path(__file__).parents[1]
LIBRARIES = (
    *("babel", "cmarkgfm", "feedgenerator", "jinja2", "markdown", "markupsafe", "msgspec"),
    *("pelican", "pillow", "pyyaml", "tzdata"),
)


def programs_mark() -> bytes:
    """Changes whenever what is kept of an earlier build may not be what these would make."""
    ours = (path for name in ("plugins", "domain") for path in (ROOT / name).rglob("*.py"))
    files = sorted((*ours, *ROOT.glob("*conf.py")))
    versions = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return mark_of_bytes(
        f"{sys.version} {versions}".encode(), *(path.read_bytes() for path in files)
    )
