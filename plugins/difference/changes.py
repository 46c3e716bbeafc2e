"""Two texts as one: every block once, in the order of the later text, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from plugins.difference.blocks import HEADINGS, Block, Element, Part
from plugins.difference.pairs import Pair, Weighted, heaviest, pair_blocks
from plugins.difference.words import LEAST, Edit, Token, edits, kept_share

NAMES = {
    "p": "a paragraph",
    "blockquote": "a quotation",
    "pre": "set as it was typed",
    "tr": "a table row",
}
What = Literal["same", "changed", "added", "removed", "moved"]


class Cell(NamedTuple):
    part: Part
    edits: tuple[Edit, ...]


class Change(NamedTuple):
    """`label` is what a reader is told; `path` is where the block stands in the joined text."""

    what: What
    label: str
    block: Block
    path: tuple[Element, ...]
    cells: tuple[Cell, ...]


def join(before: Sequence[Block], after: Sequence[Block]) -> list[Change]:
    return list(_Joining(before, after).changes())


class _Joining:
    def __init__(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        self.before = before
        self.after = after
        pairs = pair_blocks(before, after)
        self.kept = {pair.after: pair.before for pair in pairs.kept}
        self.moved = {pair.after: pair.before for pair in pairs.moved}
        self.stays = frozenset(pair.before for pair in pairs.kept)
        self.gone = frozenset(range(len(before))) - self.stays - {*self.moved.values()}
        self.places = _places(before, after, pairs.kept)
        self.columns = _columns(before, after, pairs.kept)

    def changes(self) -> Iterator[Change]:
        yield from self._removed_after(-1)
        for new, block in enumerate(self.after):
            if new in self.kept:
                yield self._kept(self.kept[new], new)
                yield from self._removed_after(self.kept[new])
            elif new in self.moved:
                yield self._moved(self.moved[new], new)
            else:
                yield self._added(block)

    def _kept(self, old: int, new: int) -> Change:
        before, after = self.before[old], self.after[new]
        if before.key != after.key:
            cells = self._cells(before, after)
            kind = _now(before, after)
            if kind or _edited(cells):
                return Change("changed", f"Changed{kind}", after, after.path, cells)
        return Change("same", "", after, after.path, ())

    def _moved(self, old: int, new: int) -> Change:
        before, after = self.before[old], self.after[new]
        cells = self._cells(before, after)
        label = "Moved and changed" if _edited(cells) else "Moved"
        return Change("moved", label + _now(before, after), after, after.path, cells)

    def _added(self, block: Block) -> Change:
        cells = zip(block.parts, block.cells, strict=True)
        added = tuple(Cell(part, _edit((), words)) for part, words in cells)
        return Change("added", "Added", block, block.path, added)

    def _removed_after(self, last: int) -> Iterator[Change]:
        """What followed a block that stayed, up to the next one that did."""
        for old in range(last + 1, len(self.before)):
            if old in self.stays:
                return
            if old in self.gone:
                block = self.before[old]
                cells = zip(block.parts, block.cells, strict=True)
                removed = tuple(Cell(part, _edit(words, ())) for part, words in cells)
                yield Change("removed", "Removed", block, self._place(block.path), removed)

    def _place(self, path: tuple[Element, ...]) -> tuple[Element, ...]:
        """Where a removed block stands now: in what became of the innermost of its containers."""
        for depth in range(len(path) - 1, 0, -1):
            if path[depth - 1] in self.places:
                return self.places[path[depth - 1]] + path[depth:]
        return path

    def _cells(self, before: Block, after: Block) -> tuple[Cell, ...]:
        tables = before.table, after.table
        columns = self.columns.get(tables) if all(tables) else None
        if columns is None or columns.counts != (len(before.parts), len(after.parts)):
            columns = _pair_cells(before, after)
        return tuple(_cells(before, after, dict(columns.pairs)))


class Columns(NamedTuple):
    """How many cells two rows have, and which of them belong together: (before, after)."""

    counts: tuple[int, int]
    pairs: tuple[Pair, ...]


def _pair_cells(before: Block, after: Block) -> Columns:
    counts = len(before.parts), len(after.parts)
    if counts[0] == counts[1]:
        return Columns(counts, tuple(Pair(at, at) for at in range(counts[0])))
    shares = (
        Weighted(Pair(old, new), kept_share(edits(words, others)))
        for old, words in enumerate(before.cells)
        for new, others in enumerate(after.cells)
    )
    return Columns(counts, tuple(heaviest(each for each in shares if each.weight >= LEAST)))


def _cells(before: Block, after: Block, olds: dict[int, int]) -> Iterator[Cell]:
    """The cells of both rows in one: removed ones follow the one that they followed."""
    old = 0
    partners = {new: old for old, new in olds.items()}
    for new, part in enumerate(after.parts):
        if new not in partners:
            yield Cell(part, _edit((), after.cells[new]))
            continue
        while old < partners[new]:
            yield Cell(before.parts[old], _edit(before.cells[old], ()))
            old += 1
        yield Cell(part, _in_words(before.cells[old], after.cells[new]))
        old += 1
    for rest in range(old, len(before.parts)):
        yield Cell(before.parts[rest], _edit(before.cells[rest], ()))


def _in_words(before: tuple[Token, ...], after: tuple[Token, ...]) -> tuple[Edit, ...]:
    found = edits(before, after)
    wholly = any(not each.same for each in found) and kept_share(found) < LEAST
    return _edit(before, after) if wholly else found


def _edit(before: tuple[Token, ...], after: tuple[Token, ...]) -> tuple[Edit, ...]:
    return (Edit(same=False, before=before, after=after),) if before or after else ()


def _edited(cells: tuple[Cell, ...]) -> bool:
    return any(not edit.same or edit.addresses for cell in cells for edit in cell.edits)


def _places(
    before: Sequence[Block], after: Sequence[Block], kept: Sequence[Pair]
) -> dict[Element, tuple[Element, ...]]:
    """What became of each container of the earlier text, as the path that leads to it now."""
    places: dict[Element, tuple[Element, ...]] = {}
    for old, new in kept:
        path = after[new].path
        for depth, (one, other) in enumerate(zip(before[old].path, path, strict=False)):
            if one.tag != other.tag:
                break
            places.setdefault(one, path[: depth + 1])
    # A table that stays keeps its head, whatever the head says now.
    groups = {
        (each.table, each.path[-2].tag): each.path[:-1] for each in reversed(after) if each.table
    }
    for block in before:
        if block.table in places:
            group = places[block.table][-1], block.path[-2].tag
            if group in groups:
                places.setdefault(block.path[-2], groups[group])
    return places


def _columns(
    before: Sequence[Block], after: Sequence[Block], kept: Sequence[Pair]
) -> dict[tuple[Element | None, Element | None], Columns]:
    """Which columns of two tables belong together, by their first rows."""
    first: dict[Element, Block] = {}
    for block in (*before, *after):
        if block.table:
            first.setdefault(block.table, block)
    found: dict[tuple[Element | None, Element | None], Columns] = {}
    for old, new in kept:
        one, other = before[old].table, after[new].table
        if one and other and (one, other) not in found:
            found[one, other] = _pair_cells(first[one], first[other])
    return found


def _now(before: Block, after: Block) -> str:
    """What kind of block it has become, where that is another."""
    one, other = _name(before.kind), _name(after.kind)
    if before.kind == after.kind:
        return ""
    if one == other:
        return ", now further " + ("in" if len(after.kind) > len(before.kind) else "out")
    return f", now {other}"


def _name(kind: tuple[str, ...]) -> str:
    if kind[-1] == "li":
        return "a numbered item" if kind[-2:] == ("ol", "li") else "a list item"
    if kind[-1] in HEADINGS:
        return f"a heading of level {kind[-1][1]}"
    return NAMES[kind[-1]]
