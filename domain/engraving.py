"""What a buyer may have engraved: so many characters, of those that the maker can cut."""

from __future__ import annotations

import re
import unicodedata

from domain.catalogue import Engraving

_SELECTORS = dict.fromkeys(map(ord, "\ufe0e\ufe0f"))
"""A telephone's keyboard puts one behind “♥”; they say how to draw it, and nothing else."""


_ALIKE = ("♥❤", "-‐‑‒–—−", "'’")  # noqa: RUF001 — that they look alike is the point
"""Signs of which keyboards and their helpers write one for the other."""


class EngravingError(Exception):
    """A text that can't be engraved; the message is the sentence to show."""


def engraved(text: str, offered: Engraving | None) -> str | None:
    """The text as it will be cut, in Unicode's composed form (NFC); None where there is none.

    Raises EngravingError.
    """
    wanted = _composed(text)
    if not wanted:
        return None
    if offered is None:
        raise EngravingError("This piece can't be engraved. Go on without, or choose another.")
    if len(wanted) > offered.longest:
        raise EngravingError(
            f"At most {offered.longest} characters fit, and there are {len(wanted)}. Shorten it."
        )
    cut = _composed_letters(offered.letters)
    wanted = "".join(_as_cut(sign, cut) for sign in wanted)
    for place, sign in enumerate(wanted, 1):
        if sign not in cut:
            raise EngravingError(f"{_refusal(sign, place)} {_advice(offered.letters)}")
    return wanted


def spelled(text: str) -> str:
    """“A, d, a, space, &, space, B”: sign by sign, for whoever cuts it."""
    return ", ".join("space" if sign == " " else sign for sign in text)


def letters_in_words(letters: str) -> str:
    """“A–Z a–z 0–9 & -”: neighbors as a span, the space left out."""
    spans: list[str] = []
    for sign in sorted(set(letters) - {" "}, key=_letters_first):
        near = spans and ord(sign) == ord(spans[-1][-1]) + 1
        if near and sign.isalnum() and spans[-1][-1].isalnum():
            spans[-1] += sign
        else:
            spans.append(sign)
    return " ".join(f"{span[0]}–{span[-1]}" if len(span) > 1 else span for span in spans)


def _letters_first(sign: str) -> tuple[bool, bool, str]:
    return not sign.isalpha(), not sign.isdigit(), sign


def _composed(text: str) -> str:
    plain = unicodedata.normalize("NFC", text.translate(_SELECTORS))
    return re.sub("[ \u00a0]+", " ", plain.strip())


def _composed_letters(letters: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", letters))


def _as_cut(sign: str, cut: frozenset[str]) -> str:
    """The sign, or one like it where only that can be cut."""
    alike = next((group for group in _ALIKE if sign in group), "")
    return sign if sign in cut else next((each for each in alike if each in cut), sign)


def _refusal(sign: str, place: int) -> str:
    if unicodedata.category(sign)[0] in "CZ":
        return f"Character {place} can't be seen, so it can't be engraved."
    shown = f"◌{sign}" if unicodedata.category(sign).startswith("M") else sign
    return f"“{shown}” can't be engraved."


def _advice(letters: str) -> str:
    return f"Use spaces and {letters_in_words(letters)}"
