"""Words, and which of them were removed and added: whole words, in stretches one can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal, NamedTuple

WORD = re.compile(r"(\s*)(\w(?:[^\s—–…<>]*\w)?|\S|$)")
"""White space and what follows: a word with what holds it together, or a single sign."""
KEPT = 4096
"""So many paragraphs are remembered: the same ones stand in many versions."""
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
        alt = dict(self.attributes).get("alt")
        return f"picture: {alt or '?'}" if self.tag == "img" else ""


class Run(NamedTuple):
    """Text under the same marks, or an `atom`: a picture, a line's end."""

    text: str
    marks: tuple[Mark, ...]
    atom: Mark | None = None

    @property
    def address(self) -> str:
        """Where it leads."""
        return next((mark.address for mark in self.marks if mark.address), "")

    @property
    def look(self) -> str:
        """What sets its words apart from plain ones. Where a link leads is told beside it."""
        shown = [mark for mark in (*self.marks, self.atom) if mark and mark.tag != "a"]
        return repr(shown) if shown else ""


class Token:
    """A word or a sign; `gap` is the space before it. Words are the same if their keys are."""

    __slots__ = ("gap", "is_word", "key", "run", "text")

    def __init__(self, text: str, gap: str, run: Run, look: str) -> None:
        self.text = text
        self.gap = gap
        self.run = run
        self.is_word = text[0].isalnum() if text else bool(run.atom and run.atom.words)
        self.key = gap + text + look


class Edit(NamedTuple):
    """A stretch: the same before and after, or removed, added, or one instead of the other."""

    same: bool
    before: tuple[Token, ...]
    after: tuple[Token, ...]

    @property
    def addresses(self) -> Mapping[int, tuple[str, str]]:
        """Links that lead elsewhere now, by the place of the last of their words that stays."""
        if not self.same or not any(word.run.marks for word in (*self.before, *self.after)):
            return {}
        words = zip(self.before, self.after, strict=True)
        led = [(one.run.address, other.run.address) for one, other in words]
        return {
            at: each
            for at, each in enumerate(led)
            if each[0] != each[1] and led[at + 1 : at + 2] != [each]
        }


def count_words(tokens: Sequence[Token]) -> int:
    return sum(token.is_word for token in tokens)


@lru_cache(KEPT)
def tokens(runs: tuple[Run, ...], *, exact: bool = False) -> tuple[Token, ...]:
    """Lines stay lines where white space is `exact`; elsewhere it is one space or none."""
    found: list[Token] = []
    gap = ""
    for run in runs:
        look = run.look
        for space, text in [("", "")] if run.atom else WORD.findall(run.text):
            gap += space
            if text or run.atom:
                # The first word is one like any other: its space is left out when it is written.
                shown = (gap if exact else gap and " ") if found else " "
                found.append(Token(text, shown, run, look))
                gap = ""
    return tuple(found)


@lru_cache(KEPT)
def edits(before: tuple[Token, ...], after: tuple[Token, ...]) -> tuple[Edit, ...]:
    """What became of the words.

    A word alone between longer changes reads worse kept than changed with them.
    """
    matcher = SequenceMatcher(
        None, [each.key for each in before], [each.key for each in after], autojunk=False
    )
    found = [
        Edit(tag == "equal", before[i1:i2], after[j1:j2])
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


@lru_cache(KEPT)
def kept_share(found: tuple[Edit, ...]) -> float:
    """How much of the words stays, from 0 to 1: less where they stay in many small stretches.

    A text that only lost or gained a great deal, and kept the rest, is the same text, too.
    """
    stays = [count_words(each.before) for each in found if each.same]
    lost = sum(count_words(each.before) for each in found if not each.same)
    gained = sum(count_words(each.after) for each in found if not each.same)
    kept = sum(stays)
    # Beginning and end may be short. Each stretch between them costs a word of those that stay.
    counted = kept - max(0, len(stays) - 2)
    share = counted / (kept + max(lost, gained)) if counted > 0 else 0.0
    if counted >= SENTENCE and counted >= MOST * (kept + min(lost, gained)):
        return max(LEAST, share)
    return share


class Piece(NamedTuple):
    """Words to write in one go: nothing in them begins, ends or is said after all but the last.

    `gap` is the space before them, which is theirs unless they stand `apart`. `led` says where
    their link led and leads, if that changed.
    """

    text: str
    gap: str
    marks: tuple[Mark, ...]
    atom: Mark | None = None
    apart: bool = True
    led: tuple[str, str] | None = None


class Stretch(NamedTuple):
    what: Literal["same", "removed", "added"]
    pieces: tuple[Piece, ...]


@lru_cache(KEPT)
def stretches(found: tuple[Edit, ...]) -> tuple[Stretch, ...]:
    """The words in reading order.

    They are spaced so that leaving out what was removed leaves the text as it is now, and leaving
    out what was added leaves it as it was.
    """
    return tuple(_stretches(found))


def _stretches(found: tuple[Edit, ...]) -> Iterator[Stretch]:
    for at, edit in enumerate(found):
        if edit.same:
            yield Stretch("same", _pieces(edit.after, edit.addresses))
            continue
        following = found[at + 1].after[0].gap if at + 1 < len(found) else " "
        firsts = [words[0].gap for words in (edit.before, edit.after) if words]
        apart = all(firsts) and (len(firsts) > 1 or bool(following))
        if edit.before:
            yield Stretch("removed", _pieces(edit.before, {}, apart=apart))
        if edit.after:
            # Between “30” and “20” in “30 20.” the space is the second's, or “30 .” would be left.
            yield Stretch("added", _pieces(edit.after, {}, apart=apart and bool(following)))


def _pieces(
    words: tuple[Token, ...], led: Mapping[int, tuple[str, str]], *, apart: bool = True
) -> tuple[Piece, ...]:
    found = []
    first = 0
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        if following is None or following.run is not word.run or at in led:
            text = word.text if at == first else _text(words[first : at + 1])
            gap = words[first].gap
            found.append(
                Piece(text, gap, word.run.marks, word.run.atom, apart or first > 0, led.get(at))
            )
            first = at + 1
    return tuple(found)


def _text(words: tuple[Token, ...]) -> str:
    return words[0].text + "".join([word.gap + word.text for word in words[1:]])
