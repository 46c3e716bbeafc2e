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
APOSTROPHES = "'’"
PLACES = 11
"""How far the first letter's number counts, beside the second's."""


def plain(html: str) -> str:
    """The words of HTML that is the shop's own, with one space between them."""
    text = TAG.sub(" ", INSIDE.sub("", html))
    return " ".join((unescape(text) if "&" in text else text).split())


def words_of(text: str) -> set[str]:
    """Each word once, without accents, apostrophes and capitals: “maker's” is “makers”."""
    for sign in APOSTROPHES:
        text = text.replace(sign, "")
    if not text.isascii():
        text = _without_accents(text)
    words = set(WORD.findall(text.lower()))
    if max(map(len, words), default=0) > LONGEST:
        return {word[:LONGEST] for word in words}
    return words


def _without_accents(text: str) -> str:
    if not unicodedata.is_normalized("NFD", text):
        text = unicodedata.normalize("NFD", text)
    # A text has few kinds of signs, and to look at each sign of it takes long.
    for sign in set(text):
        if not sign.isascii() and unicodedata.category(sign).startswith("M"):
            text = text.replace(sign, "")
    return text


def drawer_of(word: str, drawers: int) -> int:
    """The number of the drawer that has a word, and all that begin with the same two letters."""
    return (ord(word[0]) * PLACES + (ord(word[1]) if len(word) > 1 else 0)) % drawers
