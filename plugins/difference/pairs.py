"""Which block became which: what stays in place, what was changed there, and what was moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

from plugins.difference.blocks import Block
from plugins.difference.words import LEAST, MOST, SENTENCE, edits, kept_share

CANDIDATES = 4
"""So many blocks are compared word by word with one: those that share most words with it."""
MOVED = 0.5
"""So much of a block must stay for it to be known again in another place."""
OTHER_KIND = 0.9
"""A paragraph may become a list item, but another paragraph is likelier to be it."""


class Pair(NamedTuple):
    """Places in the text before and in the one after it."""

    before: int
    after: int


class Pairs(NamedTuple):
    """`kept` in order, so that nothing of it crosses; `moved` is all else that was found again."""

    kept: tuple[Pair, ...]
    moved: tuple[Pair, ...]


class Weighted(NamedTuple):
    pair: Pair
    weight: float


def pair_blocks(before: Sequence[Block], after: Sequence[Block]) -> Pairs:
    """By their keys where blocks are the same, and by their words only where they aren't."""
    head, tail = _same_ends(before, after)
    last = Pair(len(before), len(after))
    same = _only_ones(before, after, head, tail)
    stays = heaviest(Weighted(each, before[each.before].length + 1) for each in same)
    kept = {Pair(at, at) for at in range(head)} | set(stays)
    kept |= {Pair(last.before - at, last.after - at) for at in range(1, tail + 1)}
    moved = set(same) - kept

    for one, other in pairwise([Pair(-1, -1), *sorted(kept), last]):
        if other.before - one.before > 1 and other.after - one.after > 1:
            gap = _unpaired(kept | moved, one, other)
            kept |= set(heaviest(_alike(before, after, *gap, least=LEAST)))

    left = _unpaired(kept | moved, Pair(-1, -1), last)
    moved |= set(_best_first(_alike(before, after, *left, least=MOVED, words=SENTENCE)))
    return Pairs(tuple(sorted(kept)), tuple(sorted(moved)))


def _same_ends(before: Sequence[Block], after: Sequence[Block]) -> tuple[int, int]:
    """How many blocks both texts begin with, and how many of the others both end with."""
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and before[head].key == after[head].key:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail].key == after[-1 - tail].key:
        tail += 1
    return head, tail


def _only_ones(before: Sequence[Block], after: Sequence[Block], head: int, tail: int) -> list[Pair]:
    """What is the same in both, and there only once: it can't be mistaken for another."""
    olds = range(head, len(before) - tail)
    news = range(head, len(after) - tail)
    times = Counter(before[at].key for at in olds)
    again = Counter(after[at].key for at in news)
    place = {after[at].key: at for at in news}
    return [
        Pair(at, place[before[at].key])
        for at in olds
        if times[before[at].key] == again[before[at].key] == 1
    ]


def _unpaired(pairs: set[Pair], one: Pair, other: Pair) -> tuple[list[int], list[int]]:
    """Places of both texts between two pairs that have no partner yet."""
    befores = {pair.before for pair in pairs}
    afters = {pair.after for pair in pairs}
    return (
        [at for at in range(one.before + 1, other.before) if at not in befores],
        [at for at in range(one.after + 1, other.after) if at not in afters],
    )


def _alike(
    before: Sequence[Block],
    after: Sequence[Block],
    olds: list[int],
    news: list[int],
    *,
    least: float,
    words: int = 0,
) -> Iterator[Weighted]:
    """Pairs of which at least that share of the words stays, and at least so many words."""
    others = [(new, after[new]) for new in news if after[new].count >= words]
    for old in olds:
        if before[old].count >= words:
            for new in _candidates(before[old], others):
                share = likeness(before[old], after[new])
                if share >= least:
                    yield Weighted(Pair(old, new), share)


def _candidates(block: Block, others: list[tuple[int, Block]]) -> Iterator[int]:
    """A quick look at which of them `likeness` may find alike, the likeliest first."""
    words = block.vocabulary
    shared: list[tuple[float, int]] = []
    for place, other in others:
        common = len(words & other.vocabulary)
        lengths = len(words), len(other.vocabulary)
        enough = 4 * common >= max(lengths) or 2 * common >= MOST * min(lengths)
        if common and enough and (block.tag == "tr") == (other.tag == "tr"):
            shared.append((common / sum(lengths), place))
    return (place for _, place in nlargest(CANDIDATES, shared))


def likeness(before: Block, after: Block) -> float:
    share = kept_share(edits(before.tokens, after.tokens))
    return share if before.kind == after.kind else share * OTHER_KIND


def _best_first(found: Iterable[Weighted]) -> Iterator[Pair]:
    befores: set[int] = set()
    afters: set[int] = set()
    for pair, _ in sorted(found, key=lambda each: (-each.weight, each.pair)):
        if pair.before not in befores and pair.after not in afters:
            befores.add(pair.before)
            afters.add(pair.after)
            yield pair


def heaviest(weighted: Iterable[Weighted]) -> list[Pair]:
    """Of these pairs the heaviest row in which both places always rise.

    A binary indexed tree knows the best row so far that ends before any place.
    """
    # Of two pairs with one place before, the later one after comes first: they can't follow.
    pairs = sorted(weighted, key=lambda each: (each.pair.before, -each.pair.after))
    size = max((each.pair.after for each in pairs), default=0) + 2
    best: list[tuple[float, int]] = [(0, -1)] * size
    previous = []
    for at, (pair, weight) in enumerate(pairs):
        total, last = _best_until(best, pair.after)
        previous.append(last)
        place = pair.after + 1
        while place < size:
            best[place] = max(best[place], (total + weight, at))
            place += place & -place

    row = []
    at = _best_until(best, size - 1)[1]
    while at >= 0:
        row.append(pairs[at].pair)
        at = previous[at]
    return row[::-1]


def _best_until(best: list[tuple[float, int]], place: int) -> tuple[float, int]:
    found = (0.0, -1)
    while place:
        found = max(found, best[place])
        place -= place & -place
    return found
