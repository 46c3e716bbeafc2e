"""Splits a content file into front matter and text, and reads YAML without guessing types."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from plugins.errors import Notes
from plugins.fields import Fields

QUOTES = "with quotes around a value that contains a colon and a space"
FENCE = "---"
FRONT_MATTER = "front matter"


class Document(msgspec.Struct, frozen=True):
    fields: Fields
    text: str


def read_document(path: Path, notes: Notes) -> Document | None:
    """A Markdown file with front matter; None where it can't be read at all, which is noted."""
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
    fields = parse_fields("\n".join(lines[1:end]), notes, first_line=2)
    return Document(fields, "\n".join(lines[end + 1 :]).strip()) if fields else None


def read_fields(path: Path, notes: Notes) -> Fields | None:
    """A YAML file that is one mapping; None where it can't be read at all, which is noted."""
    lines = _read_lines(path, notes)
    return None if lines is None else parse_fields("\n".join(lines), notes)


def _read_lines(path: Path, notes: Notes) -> list[str] | None:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        notes.add(1, "file", f"It is missing. Write {notes.path}.")
    except UnicodeDecodeError:
        notes.add(1, "file", "It isn't UTF-8 text. Save it with the encoding UTF-8.")
    return None


def parse_fields(text: str, notes: Notes, first_line: int = 1) -> Fields | None:
    """Parse YAML in which every scalar stays the text that was written: no floats, no dates."""
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        line, advice = _line_and_advice(error)
        notes.add(first_line + line, FRONT_MATTER, advice)
        return None
    except yaml.YAMLError as error:
        notes.add(
            first_line, FRONT_MATTER, f"This is no YAML ({error}). Write plain text in UTF-8."
        )
        return None
    if not isinstance(node, yaml.MappingNode):
        notes.add(first_line, FRONT_MATTER, "It has no fields. Write “name: value”, one a line.")
        return None
    return Fields(node, notes, first_line)


def _line_and_advice(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Where the mistake was made, which isn't always where the parser stumbled, and what to do."""
    stumbled = error.problem_mark.line if error.problem_mark else 0
    problem = error.problem or ""
    if "quoted scalar" in (error.context or "") and error.context_mark:
        return error.context_mark.line, "A quote is opened here and never closed. Close it."
    if "tab" in problem:
        return stumbled, "There is a tab here. Use spaces instead."
    return (
        stumbled,
        f"This is no YAML ({problem}). Write “name: value”, {QUOTES}.",
    )
