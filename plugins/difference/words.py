"""Words, and which of them were removed and added: whole words, in stretches one can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Literal, NamedTuple

WORD = re.compile(r"(\s*)(\w(?:[^\s—–…<>]*\w)?|\S|$)")
"""White space and what follows: a word with what holds it together, or a single sign."""
ISLAND = 3
"""So many times a word between two changes must be outweighed by both to fall to them."""
LEAST = 1 / 3
"""Where fewer words stay, a text was replaced rather than changed."""
SENTENCE = 5
MOST = 0.8


class Mark(NamedTuple):
    """An inline element: emphasis, a link, a picture."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        return dict(self.attributes).get("href", "") if self.tag == "a" else ""

    @property
    def words(self) -> str:
        """What a picture shows; nothing for a line's end."""
        alt = dict(self.attributes).get("alt", "")
        return f"picture: {alt}" if self.tag == "img" else ""


class Run(NamedTuple):
    """Text under the same marks, or an `atom`: a picture, a line's end."""

    text: str
    marks: tuple[Mark, ...]
    atom: Mark | None = None


class Token:
    """A word or a sign; `gap` is the space before it."""

    __slots__ = ("atom", "gap", "key", "marks", "text")

    def __init__(
        self, text: str, gap: str, marks: tuple[Mark, ...], atom: Mark | None = None
    ) -> None:
        self.text = text
        self.gap = gap
        self.marks = marks
        self.atom = atom
        # Where a link leads is told beside its words, so that they may stay.
        shown = tuple(mark.tag for mark in marks if mark.tag != "a")
        self.key = (text, gap, shown, atom)

    @property
    def address(self) -> str:
        return next((mark.address for mark in self.marks if mark.address), "")


class Edit(NamedTuple):
    """A stretch: the same before and after, or removed, added, or one instead of the other."""

    same: bool
    before: tuple[Token, ...]
    after: tuple[Token, ...]

    @property
    def addresses(self) -> Mapping[int, tuple[str, str]]:
        """Links that lead elsewhere now, by the place of the last of their words that stays."""
        led = [
            (one.address, other.address)
            for one, other in zip(self.before, self.after, strict=False)
        ]
        return {
            at: each
            for at, each in enumerate(led)
            if self.same and each[0] != each[1] and led[at + 1 : at + 2] != [each]
        }


def is_word(token: Token) -> bool:
    return token.text[:1].isalnum() or token.atom is not None


def count_words(tokens: Sequence[Token]) -> int:
    return sum(map(is_word, tokens))


def tokens(runs: Sequence[Run], *, exact: bool = False) -> tuple[Token, ...]:
    """Lines stay lines where white space is `exact`; elsewhere it is one space or none."""
    found: list[Token] = []
    gap = ""
    for run in runs:
        if run.atom:
            found.append(Token("", gap and " ", run.marks, run.atom))
            gap = ""
        for space, text in WORD.findall(run.text):
            gap += space
            if text:
                # The first word is one like any other: its space is left out when it is written.
                shown = gap if exact else " "
                found.append(
                    Token(text, shown if gap and found else "" if found else " ", run.marks)
                )
                gap = ""
    return tuple(found)


def edits(before: Sequence[Token], after: Sequence[Token]) -> tuple[Edit, ...]:
    """What became of the words.

    A word alone between longer changes reads worse kept than changed with them.
    """
    matcher = SequenceMatcher(
        None, [each.key for each in before], [each.key for each in after], autojunk=False
    )
    found = [
        Edit(tag == "equal", tuple(before[i1:i2]), tuple(after[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]
    return tuple(_without_islands(found))


def _without_islands(found: list[Edit]) -> list[Edit]:
    at = 1
    while at < len(found) - 1:
        if found[at].same and _is_island(*found[at - 1 : at + 2]):
            joined = found[at - 1 : at + 2]
            found[at - 1 : at + 2] = [
                Edit(
                    same=False,
                    before=tuple(token for each in joined for token in each.before),
                    after=tuple(token for each in joined for token in each.after),
                )
            ]
            # The change has grown, and may outweigh what stands before it now.
            at = max(1, at - 2)
        else:
            at += 1
    return found


def _is_island(left: Edit, island: Edit, right: Edit) -> bool:
    weight = ISLAND * count_words(island.before)
    return weight <= min(
        max(count_words(side.before), count_words(side.after)) for side in (left, right)
    )


def kept_share(found: Sequence[Edit]) -> float:
    """How much of the words stays, from 0 to 1.

    A text that only lost or gained a great deal, and kept the rest, is the same text, too.
    """
    kept = sum(count_words(each.before) for each in found if each.same)
    lengths = [
        sum(count_words(each.before) for each in found),
        sum(count_words(each.after) for each in found),
    ]
    if kept >= SENTENCE and kept >= MOST * min(lengths):
        return max(LEAST, kept / max(lengths))
    return kept / max(lengths) if kept else 0.0


class Stretch(NamedTuple):
    """Words to write one after another; `apart` where the space before them isn't theirs.

    `addresses` says where links led and lead, by the place of the last word of each.
    """

    what: Literal["same", "removed", "added"]
    words: tuple[Token, ...]
    apart: bool
    addresses: Mapping[int, tuple[str, str]] = MappingProxyType({})


def stretches(found: Sequence[Edit]) -> Iterator[Stretch]:
    """The words in reading order.

    They are spaced so that leaving out what was removed leaves the text as it is now, and leaving
    out what was added leaves it as it was.
    """
    for at, edit in enumerate(found):
        if edit.same:
            yield Stretch("same", edit.after, apart=True, addresses=edit.addresses)
            continue
        following = found[at + 1].after[0].gap if at + 1 < len(found) else " "
        firsts = [words[0].gap for words in (edit.before, edit.after) if words]
        apart = all(firsts) and (len(firsts) > 1 or bool(following))
        if edit.before:
            yield Stretch("removed", edit.before, apart)
        if edit.after:
            yield Stretch("added", edit.after, apart)
