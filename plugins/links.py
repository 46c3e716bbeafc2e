"""Finds where HTML leads to on the shop's own site."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

LINK = re.compile(r"""<[^>]*?\s(?:href|src)\s*=\s*["']?(/(?!/)[^\s"'>]*)""", re.IGNORECASE)


def links_in(text: str) -> tuple[str, ...]:
    """Every address from the site's root, each once, without what follows a ? or a #."""
    return tuple(dict.fromkeys(map(_address, LINK.findall(text))))


def _address(link: str) -> str:
    return unquote(re.split("[?#]", html.unescape(link), maxsplit=1)[0])
