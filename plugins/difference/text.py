"""Writes joined texts as plain text: a line a block, [-removed-] and {+added+}."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.difference.blocks import HEADINGS, Block
from plugins.difference.changes import Change
from plugins.difference.telling import Skipped
from plugins.difference.words import Edit, Token, stretches

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
        cells = [_words(words) for words in entry.block.cells]
    return label + _sign(entry.block) + " | ".join(cells)


def _sign(block: Block) -> str:
    """What kind of block it is, as one would type it."""
    if block.tag in HEADINGS:
        return "#" * int(block.tag[1]) + " "
    if block.kind[-1] == "li":
        item = next(element for element in reversed(block.path) if element.tag == "li")
        return f"{item.number}. " if "ol" in block.kind[-2:] else "- "
    return "> " if block.kind[-1] == "blockquote" else ""


def _edits(edits: Iterable[Edit]) -> str:
    written = ""
    for stretch in stretches(tuple(edits)):
        opening, closing = MARKS[stretch.what]
        first, *others = stretch.words
        gap = _gap(first) if written else ""
        before, inside = (gap, "") if stretch.apart else ("", gap)
        written += before + opening + inside + _word(first)
        written += _address(stretch.addresses.get(0))
        for at, word in enumerate(others, 1):
            written += _gap(word) + _word(word) + _address(stretch.addresses.get(at))
        written += closing
    return written


def _words(words: Iterable[Token]) -> str:
    return "".join(_gap(word) + _word(word) for word in words).strip()


def _gap(word: Token) -> str:
    """A line stays one, whatever was typed."""
    return " " if word.gap else ""


def _word(word: Token) -> str:
    if word.atom:
        return f"[{word.atom.words}]" if word.atom.words else " "
    return word.text


def _address(led: tuple[str, str] | None) -> str:
    if led is None:
        return ""
    before, after = led
    marked = [f"[-{before}-]"] if before else []
    marked += [f"{{+{after}+}}"] if after else []
    return f" (link {' '.join(marked)})"
