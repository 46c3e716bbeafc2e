"""Reads what can be engraved into a piece."""

from __future__ import annotations

import re

from domain.catalogue import Engraving
from plugins.fields import Fields

ENGRAVING_FIELDS = ("longest", "letters", "price")
LONGEST = 60
USUAL_LETTERS = "A–Z a–z 0–9 . , & ' ’ - + ♥"
RANGE = re.compile(r"(\w)–(\w)")


def read_engraving(fields: Fields, currency: str) -> Engraving | None:
    """The engraving that the piece offers; None where it offers none, or one that is wrong."""
    given = fields.mapping("engraving")
    if given is None:
        return None
    given.refuse_unknown(ENGRAVING_FIELDS)
    longest = given.count("longest", required=True) or 1
    if longest > LONGEST:
        given.note("longest", f"Nobody can read that. Write {LONGEST} or less.")
    letters = spelled_out(given.text("letters") or USUAL_LETTERS)
    return Engraving(longest, letters, given.price("price", currency) or 0)


def spelled_out(letters: str) -> str:
    """Every single character of “A–C 0–2 &”, and the space: “ &012ABC”."""
    spans = [map(chr, range(ord(a), ord(b) + 1)) for a, b in RANGE.findall(letters)]
    single = RANGE.sub("", letters).replace(" ", "")
    return "".join(sorted({" ", *single, *(sign for span in spans for sign in span)}))
