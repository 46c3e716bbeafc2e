"""Writes joined texts as plain text: a line a block, [-removed-] and {+added+}."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.difference.blocks import HEADINGS, Block
from plugins.difference.changes import Change
from plugins.difference.telling import Skipped
from plugins.difference.words import Edit, Mark, Run, stretches

MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def write_text(told: Iterable[Change | Skipped]) -> str:
    return "".join(f"{_line(each)}\n" for each in told)


def _line(entry: Change | Skipped) -> str:
    if isinstance(entry, Skipped):
        return f"({entry.words})"
    label = f"{entry.label}: " if entry.label else ""
    if entry.cells:
        cells = [_edits(cell.edits) for cell in entry.cells]
    else:
        cells = [_words(part.runs) for part in entry.block.parts]
    return label + _sign(entry.block) + " | ".join(cells)


def _sign(block: Block) -> str:
    """What kind of block it is, as one would type it."""
    if block.tag in HEADINGS:
        return "#" * int(block.tag[1]) + " "
    if block.kind[-1] == "li":
        item = next(element for element in reversed(block.path) if element.tag == "li")
        return f"{item.number}. " if "ol" in block.kind[-2:] else "- "
    return "> " if block.kind[-1] == "blockquote" else ""


def _edits(edits: tuple[Edit, ...]) -> str:
    written = ""
    for what, pieces in stretches(edits):
        opening, closing = MARKS[what]
        for at, piece in enumerate(pieces):
            gap = " " if piece.gap and written else ""
            written += gap + ("" if at else opening)
            written += (_atom(piece.atom) if piece.atom else piece.text) + _address(piece.led)
        written += closing
    return " ".join(written.split())


def _words(runs: Iterable[Run]) -> str:
    """A line stays one, whatever was typed."""
    return " ".join("".join(_atom(run.atom) if run.atom else run.text for run in runs).split())


def _atom(atom: Mark) -> str:
    return f"[{atom.words}]" if atom.words else " "


def _address(led: tuple[str, str] | None) -> str:
    if led is None:
        return ""
    before, after = led
    marked = [f"[-{before}-]"] if before else []
    marked += [f"{{+{after}+}}"] if after else []
    return f" (link {' '.join(marked)})"
