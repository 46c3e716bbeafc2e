"""What of two joined texts is told: changes with what a reader needs around them, or everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plugins.difference.blocks import HEADINGS, Element
from plugins.difference.changes import Change

KINDS = {"li": "item", "tr": "row"}


class Skipped(NamedTuple):
    """Blocks that are left out because nothing of them changed."""

    changes: tuple[Change, ...]

    @property
    def path(self) -> tuple[Element, ...]:
        return self.changes[0].path

    @property
    def words(self) -> str:
        kinds = {KINDS.get(each.block.kind[-1], "paragraph") for each in self.changes}
        kind = kinds.pop() if len(kinds) == 1 else "paragraph"
        count = len(self.changes)
        return f"{count} {kind}{'' if count == 1 else 's'} unchanged"


def tell(changes: Sequence[Change], *, whole: bool) -> Iterator[Change | Skipped]:
    told = set(range(len(changes))) if whole else _told(changes)
    skipped: list[Change] = []
    for at, change in enumerate(changes):
        if at not in told:
            skipped.append(change)
            continue
        if skipped:
            yield Skipped(tuple(skipped))
            skipped = []
        yield change
    if skipped:
        yield Skipped(tuple(skipped))


def _told(changes: Sequence[Change]) -> set[int]:
    """Changes, the heading over each, the items that it is in, and the head of its table."""
    told: set[int] = set()
    heading: int | None = None
    opened: dict[Element, int] = {}
    for at, change in enumerate(changes):
        for element in change.path:
            opened.setdefault(element, at)
        if change.block.tag in HEADINGS:
            heading = at
        if change.what != "same":
            told.add(at)
            told |= {opened[element] for element in change.path if element.tag in {"li", "table"}}
            if heading is not None:
                told.add(heading)
    return told
