"""Writes styles and scripts under names that carry their content, to be cached for ever."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec
import rjsmin  # type: ignore[import-untyped]  # has no types

FIRST = "layers.css"
"""The file that states the order of the layers."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACES = re.compile(r"\s+")
IMPORT = re.compile(r"""((?:\bfrom|\bimport\(|\bimport)\s*)["']\./([a-z_-]+\.js)["']""")
FONT = re.compile(r"""url\("\.\./fonts/([a-z-]+)\.woff2"\)""")
AROUND = re.compile(r" ?([{};,]) ?|(:) ")
"""Spaces that mean nothing; the one before a colon does: “.field :is(input)”."""


class Asset(msgspec.Struct, frozen=True):
    """`path` is the address on the site, from the root."""

    path: str
    data: bytes


def read_assets(static: Path) -> dict[str, Asset]:
    """Everything under `static`, by name.

    The one style sheet that pages load (`style`), the part of it that dresses neither pieces nor
    forms, for pages to read alone (`reading_style`), those of `css/apart/` that only some load
    (`listing_style`), the `icon`, every font (`eb_garamond_font`) and script (`stock`) by its name.
    """
    fonts = {
        path.stem: _asset(path.stem, "woff2", path.read_bytes())
        for path in sorted((static / "fonts").glob("*.woff2"))
    }
    assets = {f"{name.replace('-', '_')}_font": font for name, font in fonts.items()}
    reading = FONT.sub(lambda found: f"url({fonts[found[1]].path})", _joined(static / "css"))
    assets["reading_style"] = _asset("reading", "css", reading.encode())
    assets["style"] = _asset("style", "css", (reading + _joined(static / "css/shop")).encode())
    for path in sorted((static / "css/apart").glob("*.css")):
        data = squeeze(path.read_text(encoding="utf-8")).encode()
        assets[f"{path.stem}_style"] = _asset(path.stem, "css", data)
    assets["icon"] = _asset("icon", "svg", (static / "icon.svg").read_bytes())
    scripts = {path.name: path.read_text("utf-8") for path in sorted((static / "js").glob("*.js"))}
    for name in scripts:
        _add_script(name, scripts, assets)
    return assets


def _joined(folder: Path) -> str:
    sheets = sorted(folder.glob("*.css"), key=lambda path: (path.name != FIRST, path))
    return "".join(squeeze(path.read_text(encoding="utf-8")) for path in sheets)


def _add_script(name: str, scripts: dict[str, str], assets: dict[str, Asset]) -> Asset:
    """A script's asset; what it imports comes first, because its address stands in the text."""
    known = assets.get(name.removesuffix(".js"))
    if known:
        return known

    def address(found: re.Match[str]) -> str:
        return f'{found[1]}"{_add_script(found[2], scripts, assets).path}"'

    text = IMPORT.sub(address, scripts[name])
    asset = _asset(name.removesuffix(".js"), "js", rjsmin.jsmin(text).encode())
    assets[name.removesuffix(".js")] = asset
    return asset


def squeeze(css: str) -> str:
    """CSS without comments and needless spaces; strings must not contain either."""
    return AROUND.sub(r"\1\2", SPACES.sub(" ", COMMENT.sub("", css))).strip()


def _asset(name: str, kind: str, data: bytes) -> Asset:
    return Asset(f"/static/{name}.{hashlib.sha256(data).hexdigest()[:10]}.{kind}", data)
