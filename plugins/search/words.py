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
    r"</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|mark|q|s|small|span|strong|u|wbr)\b[^>]*>"
)
"""What may begin and end in the middle of a word."""

TAG = re.compile(r"""<(?:[^'">]|"[^"]*"|'[^']*')+>""")
UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
WITHIN = ("'", "’", "\u00ad")
"""Apostrophes, and the place where a word may be parted: nobody types them, or not the same ones."""

ACCENTS = re.compile(r"[\u0300-\u036f]")
"""Of Latin, Greek and Cyrillic letters. Other scripts have vowels among their marks."""

PLACES = 11
"""How far the first letter's number counts, beside the second's."""


def plain(html: str) -> str:
    """The words of HTML that is the shop's own, with one space between them."""
    if "<!--" in html or "<s" in html:
        html = UNSEEN.sub(" ", html)
    text = TAG.sub(" ", INSIDE.sub("", html))
    return " ".join((unescape(text) if "&" in text else text).split())


def words_of(text: str) -> set[str]:
    """Each word once, without accents, apostrophes and capitals: “maker's” is “makers”."""
    for sign in WITHIN:
        text = text.replace(sign, "")
    words = set(WORD.findall(text.lower()) if text.isascii() else _in_other_letters(text))
    if max(map(len, words), default=0) > LONGEST:
        return {word[:LONGEST] for word in words}
    return words


def _in_other_letters(text: str) -> list[str]:
    if not unicodedata.is_normalized("NFD", text):
        text = unicodedata.normalize("NFD", text)
    text = ACCENTS.sub("", text).lower()
    # A text has few kinds of signs, and to look at each sign of it takes long.
    marks = {sign for sign in set(text) if _is_mark(sign)}
    if not marks:
        return WORD.findall(text)
    return "".join(sign if sign.isalnum() or sign in marks else " " for sign in text).split()


def _is_mark(sign: str) -> bool:
    return not sign.isascii() and unicodedata.category(sign).startswith("M")


def drawer_of(word: str, drawers: int) -> int:
    """The number of the drawer that has a word, and all that begin with the same two letters."""
    return (ord(word[0]) * PLACES + (ord(word[1]) if len(word) > 1 else 0)) % drawers
