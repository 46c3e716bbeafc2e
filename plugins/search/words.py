"""The words of a text, as they are compared with what somebody looks for.

The browser takes what is typed apart by the same rules, in theme/static/js/search.js.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

LONGEST = 40
"""Nobody types more of a word."""

WORD = re.compile(r"[^\W_]+")
INSIDE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|mark|q|s|small|span|strong|u)\b[^>]*>"
)
"""What may begin and end in the middle of a word."""

TAG = re.compile(r"<[^>]+>")
APOSTROPHES = str.maketrans("", "", "'’")
PLACES = 11
"""How far the first letter's number counts, beside the second's."""


def plain(html: str) -> str:
    """The words of HTML that is the shop's own, with one space between them."""
    text = TAG.sub(" ", INSIDE.sub("", html))
    return " ".join((unescape(text) if "&" in text else text).split())


def words_of(text: str) -> set[str]:
    """Each word once, without accents, apostrophes and capitals: “maker's” is “makers”."""
    text = text.translate(APOSTROPHES)
    if not text.isascii():
        signs = unicodedata.normalize("NFD", text)
        text = "".join(sign for sign in signs if not unicodedata.category(sign).startswith("M"))
    return {word[:LONGEST] for word in WORD.findall(text.lower())}


def drawer_of(word: str, drawers: int) -> int:
    """The number of the drawer that has a word, and all that begin with the same two letters."""
    return (ord(word[0]) * PLACES + (ord(word[1]) if len(word) > 1 else 0)) % drawers
