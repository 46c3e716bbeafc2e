"""Reads what can be engraved into a piece."""

from __future__ import annotations

import re
import unicodedata

from domain.catalogue import Engraving
from plugins.fields import Fields

ENGRAVING_FIELDS = ("longest", "letters", "price")
LONGEST = 60
USUAL_LETTERS = "A–Z a–z 0–9 . , & ' ’ - + ♥"
RANGE = re.compile(r"([^\W_])[–-]([^\W_])")
"""From one letter or digit to another; a hyphen does for the dash that few keyboards have."""


def read_engraving(fields: Fields, currency: str) -> Engraving | None:
    """The engraving that the piece offers; None where it offers none."""
    given = fields.mapping("engraving", "longest: 20")
    if given is None:
        return None
    given.refuse_unknown(ENGRAVING_FIELDS)
    longest = given.count("longest", required=True, most=LONGEST) or 1
    letters = given.text("letters") or USUAL_LETTERS
    if fault := _fault(letters):
        given.note("letters", fault)
    price = given.price("price", currency, free=True) or 0
    return Engraving(longest, spelled_out(letters), price)


def _fault(letters: str) -> str | None:
    """What is wrong with “Z–A”, with “A–z”, or with a sign that is no single one."""
    for first, last in RANGE.findall(letters):
        if first > last:
            return f"“{first}–{last}” runs backward. Write “{last}–{first}”."
        if len({unicodedata.category(chr(code)) for code in range(ord(first), ord(last) + 1)}) > 1:
            return f"“{first}–{last}” has other signs in between. Write each part, as A–Z a–z."
    strange = next((sign for sign in letters if unicodedata.category(sign)[0] in "CM"), None)
    if strange:
        return f"It has a sign that can't stand alone (U+{ord(strange):04X}). Remove it."
    return None


def spelled_out(letters: str) -> str:
    """Every single character of “A–C 0–2 &”, and the space: “ &012ABC”."""
    composed = unicodedata.normalize("NFC", letters)
    spans = [map(chr, range(ord(a), ord(b) + 1)) for a, b in RANGE.findall(composed)]
    single = RANGE.sub("", composed).replace(" ", "")
    return "".join(sorted({" ", *single, *(sign for span in spans for sign in span)}))
