"""Splits a content file into front matter and text, and reads YAML without guessing types."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import msgspec
import yaml

from plugins.errors import Notes
from plugins.fields import Fields
from plugins.lost_words import begins_oddly, lost_words, may_lose, opening_sign

QUOTES = "with quotes around a value that contains a colon and a space"
FENCE = "---"
FRONT_MATTER = "front matter"
FILE = "file"
UNREADABLE = re.compile(r"[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that YAML doesn't take, and those that it takes for the end of a line."""


class Document(msgspec.Struct, frozen=True):
    fields: Fields
    text: str


def read_document(path: Path, notes: Notes, known: Collection[str]) -> Document | None:
    """A Markdown file with front matter and a text; None where it can't be read at all.

    What is wrong is noted, fields that are not `known` and a missing text included. Once its
    fields are read as well, `notes.sound` says whether the file is as it should be.
    """
    document = _split(path, notes)
    if document is None:
        return None
    document.fields.refuse_unknown(known)
    if not document.text:
        advice = "Write it below the second ---."
        notes.add(document.fields.line, "text", f"It is missing. {advice}")
    return document


def _split(path: Path, notes: Notes) -> Document | None:
    lines = _read_lines(path, notes)
    if lines is None:
        return None
    if not lines or lines[0].rstrip() != FENCE:
        notes.add(1, FRONT_MATTER, "It is missing. Write --- as the first line, then the fields.")
        return None
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        notes.add(1, FRONT_MATTER, "It has no end. Write --- on a line of its own after it.")
        return None
    fields = parse_fields(lines[1:end], notes, FRONT_MATTER, first_line=2)
    return Document(fields, "\n".join(lines[end + 1 :]).strip()) if fields else None


def read_fields(path: Path, notes: Notes) -> Fields | None:
    """A YAML file that is one mapping; None where it can't be read at all, which is noted."""
    lines = _read_lines(path, notes)
    return None if lines is None else parse_fields(lines, notes, FILE)


def find_line(path: Path, fits: Callable[[str], object]) -> int:
    """The number of the first line that fits, for what is noted of a text; 1 where none does."""
    return next((number for number, line in enumerate(_lines(path), 1) if fits(line)), 1)


def _read_lines(path: Path, notes: Notes) -> list[str] | None:
    try:
        return _lines(path)
    except FileNotFoundError:
        notes.add(1, FILE, f"It is missing. Write {notes.path}.")
    except UnicodeDecodeError:
        notes.add(1, FILE, "It isn't UTF-8 text. Save it with the encoding UTF-8.")
    except IsADirectoryError:
        notes.add(1, FILE, "It is a folder. Call it something else, or move it away.")
    except OSError as error:
        advice = "Let yourself read it, or move it away."
        notes.add(1, FILE, f"It can't be opened ({error.strerror}). {advice}")
    return None


def _lines(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def parse_fields(
    lines: Sequence[str], notes: Notes, part: str, first_line: int = 1
) -> Fields | None:
    """Parse YAML in which every scalar stays the text that was written: no floats, no dates.

    What is wrong with the YAML itself is noted of the `part` of the file that it is.
    """
    for number, line in enumerate(lines, first_line):
        if sign := UNREADABLE.search(line):
            problem = f"There is a sign here that can't be seen (U+{ord(sign[0]):04X}). Remove it."
            notes.add(number, part, problem)
            return None
    try:
        node = yaml.compose("\n".join(lines), Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        at, advice = _line_and_advice(error, lines)
        notes.add(first_line + at, part, advice)
        return None
    if not isinstance(node, yaml.MappingNode):
        notes.add(first_line, part, "It has no fields. Write “name: value”, one a line.")
        return None
    return None if _lost(node, lines, notes, first_line) else Fields(node, notes, first_line)


def _lost(node: yaml.Node, lines: Sequence[str], notes: Notes, first_line: int) -> bool:
    """Whether words would be lost without a word; each is noted."""
    if not may_lose("\n".join(lines)):
        return False
    before = len(notes.errors)
    for at, field, problem in lost_words(node, lines):
        notes.add(first_line + at, field, problem)
    return len(notes.errors) > before


def _line_and_advice(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[int, str]:
    """Where the mistake was made, which isn't always where the parser stumbled, and what to do."""
    stumbled = error.problem_mark.line if error.problem_mark else 0
    begun = error.context_mark.line if error.context_mark else stumbled
    problem, context = error.problem or "", error.context or ""
    if "quoted scalar" in context:
        return begun, "A quote is opened here and never closed. Close it."
    if "tab" in problem or _sign_at(error.problem_mark, lines) == "\t":
        return stumbled, "There is a tab here. Use spaces instead."
    for at in (begun, stumbled) if "flow" in context else (stumbled,):
        if sign := opening_sign(lines[at] if at < len(lines) else ""):
            return at, begins_oddly(sign)
    return (
        stumbled,
        f"This is no YAML ({problem}). Write “name: value”, {QUOTES}.",
    )


def _sign_at(mark: yaml.Mark | None, lines: Sequence[str]) -> str:
    if mark is None or mark.line >= len(lines):
        return ""
    return lines[mark.line][mark.column : mark.column + 1]
