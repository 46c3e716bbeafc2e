"""Writes joined texts as HTML: `<ins>` and `<del>` only around words, where they may stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import takewhile
from typing import TypeVar

from plugins.difference.blocks import FLOW, GROUPS, LISTS, Element
from plugins.difference.changes import Change
from plugins.difference.telling import Skipped
from plugins.difference.words import KEPT, Edit, Mark, Piece, Run, stretches

Place = TypeVar("Place", Element, Mark)

WRAPPERS: dict[str, tuple[Mark, ...]] = {
    "same": (),
    "removed": (Mark("del"),),
    "added": (Mark("ins"),),
}


def write_html(entries: Sequence[Change | Skipped]) -> str:
    page = _Page()
    for at, entry in enumerate(entries):
        if isinstance(entry, Skipped):
            following = entries[at + 1 : at + 2]
            page.skip(entry, following[0].path if following else ())
        else:
            page.put(entry)
    return page.finish()


class _Page:
    """Containers are opened when the first block in them comes, and closed by the first outside."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._open: list[tuple[Element, str]] = []
        self._begun: set[Element] = set()

    def put(self, change: Change) -> None:
        self._go_to(change.path)
        label = f'<b class="what">{escape(change.label)}</b> ' if change.label else ""
        if change.block.tag == "tr":
            self._written += _row(change, label)
        else:
            self._written.append(label + "".join(_contents(change)))

    def skip(self, skipped: Skipped, following: tuple[Element, ...]) -> None:
        """Said in the list or table that all of it is in, if that is open or goes on behind it."""
        paths = [change.path for change in skipped.changes]
        around = max(_common([*paths, following]), _common([*paths, self._path]), key=len)
        while around and around[-1].tag not in LISTS | FLOW | {"tbody"}:
            around = around[:-1]
        self._go_to(around)
        within = around[-1].tag if around else ""
        if within == "tbody":
            columns = sum(int(part.span or 1) for part in skipped.changes[0].block.parts)
            line = f'<tr class="skipped"><td colspan="{columns}">{skipped.words}</td></tr>'
        elif within in LISTS:
            line = f'<li class="skipped">{skipped.words}</li>'
        else:
            line = f'<p class="skipped">{skipped.words}</p>'
        self._written.append(f"\n{line}")

    def finish(self) -> str:
        self._go_to(())
        return "".join(self._written).strip("\n")

    @property
    def _path(self) -> tuple[Element, ...]:
        return tuple(element for element, _ in self._open)

    def _go_to(self, path: tuple[Element, ...]) -> None:
        shared = len(_common([self._path, path]))
        while len(self._open) > shared:
            self._written.append(f"</{self._open.pop()[1]}>")
        for element in path[shared:]:
            self._begin(element)

    def _begin(self, element: Element) -> None:
        tag = element.tag
        around = self._open[-1][0] if self._open else None
        if tag in GROUPS and around:
            # A table has one head, which comes first.
            tag = "tbody" if tag == "tfoot" or around in self._begun else tag
            self._begun.add(around)
        elif tag == "table":
            self._begun.discard(element)
        numbered = tag == "li" and around and around.tag == "ol"
        value = f' value="{element.number}"' if numbered else ""
        self._written.append(f"\n<{tag}{value}>")
        self._open.append((element, tag))


def _row(change: Change, label: str) -> Iterable[str]:
    parts = [cell.part for cell in change.cells] or list(change.block.parts)
    for part, contents in zip(parts, _contents(change), strict=True):
        span = f' colspan="{part.span}"' if part.span else ""
        yield f"<{part.tag}{span}>{label}{contents}</{part.tag}>"
        label = ""


def _contents(change: Change) -> list[str]:
    """Of each cell, or of the whole block."""
    if change.cells:
        return [_words(cell.edits) for cell in change.cells]
    return [_Line().runs(part.runs) for part in change.block.parts]


@lru_cache(KEPT)
def _words(edits: tuple[Edit, ...]) -> str:
    return _Line().edits(edits)


class _Line:
    """Writes words, opening and closing marks as they come and go."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._open: tuple[Mark, ...] = ()

    def runs(self, runs: Iterable[Run]) -> str:
        for run in runs:
            self._go_to(_marks(run.marks))
            self._written.append(_atom(run.atom) if run.atom else escape(run.text, quote=False))
        return self._finish()

    def edits(self, edits: tuple[Edit, ...]) -> str:
        for what, pieces in stretches(edits):
            # A link that was removed leads nowhere, but words may go from one that stays.
            links = self._open if what == "removed" else None
            marks = [_marks(piece.marks, links) for piece in pieces]
            shared = len(_common(marks))
            for piece, own in zip(pieces, marks, strict=True):
                self._piece(piece, own[:shared] + WRAPPERS[what] + own[shared:])
        return self._finish()

    def _piece(self, piece: Piece, marks: tuple[Mark, ...]) -> None:
        gap = piece.gap if self._written else ""
        self._go_to(marks, gap if piece.apart else "")
        text = escape(piece.text, quote=False)
        if piece.atom:
            text = _atom(piece.atom, gone=WRAPPERS["removed"][0] in marks)
        self._written.append(text if piece.apart else gap + text)
        if piece.led:
            self._address(*piece.led)

    def _address(self, before: str, after: str) -> None:
        """Where a link leads can't be seen in its words, so it is said."""
        self._go_to(())
        marked = [f"<del>{escape(before)}</del>"] if before else []
        marked += [f"<ins>{escape(after)}</ins>"] if after else []
        self._written.append(f'<small class="address"> (link {" ".join(marked)})</small>')

    def _go_to(self, marks: tuple[Mark, ...], gap: str = "") -> None:
        shared = len(_common([self._open, marks]))
        self._written += [f"</{mark.tag}>" for mark in reversed(self._open[shared:])]
        self._written += [gap, *map(_tag, marks[shared:])]
        self._open = marks

    def _finish(self) -> str:
        self._go_to(())
        return "".join(self._written)


def _common(rows: Sequence[tuple[Place, ...]]) -> tuple[Place, ...]:
    """What all of them begin with."""
    shared = takewhile(lambda each: len(set(each)) == 1, zip(*rows, strict=False))
    return tuple(each[0] for each in shared)


def _marks(marks: tuple[Mark, ...], links: tuple[Mark, ...] | None = None) -> tuple[Mark, ...]:
    """Without links to a place on the page, which this one isn't, and with none but those."""
    return tuple(
        mark
        for mark in marks
        if mark.tag != "a"
        or (mark.address and mark.address[0] != "#" and (links is None or mark in links))
    )


def _atom(mark: Mark, *, gone: bool = False) -> str:
    """A picture that was removed may be there no longer: its words stand for it."""
    return f"[{escape(mark.words)}]" if gone and mark.words else _tag(mark)


def _tag(mark: Mark) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in mark.attributes)
    return f"<{mark.tag}{attributes}>"
