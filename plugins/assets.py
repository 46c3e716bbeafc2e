"""Writes styles and scripts under names that carry their content, to be cached for ever."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

FIRST = "layers.css"
"""The file that states the order of the layers."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACES = re.compile(r"\s+")
AROUND = re.compile(r" ?([{};,]) ?")


class Asset(msgspec.Struct, frozen=True):
    """`path` is the address on the site, from the root."""

    path: str
    data: bytes


def read_assets(static: Path) -> dict[str, Asset]:
    """The one style sheet (`style`), the `icon`, and every script by its name (`stock`)."""
    sheets = sorted((static / "css").glob("*.css"), key=lambda path: (path.name != FIRST, path))
    style = "".join(squeeze(path.read_text(encoding="utf-8")) for path in sheets)
    assets = {"style": _asset("style", "css", style.encode())}
    assets["icon"] = _asset("icon", "svg", (static / "icon.svg").read_bytes())
    for path in sorted((static / "js").glob("*.js")):
        assets[path.stem] = _asset(path.stem, "js", path.read_bytes())
    return assets


def squeeze(css: str) -> str:
    """CSS without comments and needless spaces; strings must not contain either."""
    return AROUND.sub(r"\1", SPACES.sub(" ", COMMENT.sub("", css))).strip()


def _asset(name: str, kind: str, data: bytes) -> Asset:
    return Asset(f"/static/{name}.{hashlib.sha256(data).hexdigest()[:10]}.{kind}", data)
