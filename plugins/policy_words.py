"""Reads what stands in a policy's text: its own terms, and the passages that promise something.

`{{ terms.respond_within_days }}` is the number that the code obeys. `[We answer.]{#respond}` is a
promise, written as Pandoc writes a span that has a name.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from domain.catalogue import is_slug
from plugins.errors import Notes
from plugins.fields import SLUG_ADVICE
from plugins.front_matter import find_line

TOKEN = re.compile(r"\{\{\s*(.*?)\s*\}\}|\{\{|\}\}")
SIGNS = re.compile(r"\\.|\[|\](?:\{#([^}\n]*)\})?|\{#([^}\n]*)\}", re.DOTALL)
"""What a passage is made of: an escaped sign, a bracket, and the name behind a closing one."""

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKUP = re.compile(r"<[^>]+>|[*_`\\]")
OF_THE_PAGE = frozenset({"main"})
"""Ids that the page around a policy uses itself."""


class Passage(msgspec.Struct, frozen=True):
    """A marked passage: `words` as a reader sees them, without links and emphasis."""

    id: str
    words: str
    line: int


def fill_terms(text: str, terms: Mapping[str, int | None], path: Path, notes: Notes) -> str:
    """The text with a number for every term; a token that is none of them is noted.

    A term that is None is stated with a value that can't be used, which is noted already.
    """

    def number(found: re.Match[str]) -> str:
        name = (found[1] or "").removeprefix("terms.")
        if found[1] == f"terms.{name}" and name in terms:
            return str(terms[name])
        notes.add(_line(path, found[0]), "text", _refusal(found[0], name, terms))
        return ""

    return TOKEN.sub(number, text)


def _refusal(token: str, name: str, terms: Mapping[str, int | None]) -> str:
    if not terms:
        return f"“{token}” is no term of this version: it has none. Write the number itself."
    near = difflib.get_close_matches(name, terms, n=1)
    wanted = f"{{{{ terms.{near[0]} }}}}" if near else f"one of {', '.join(terms)} after “terms.”"
    return f"“{token}” is no term of this version. Write {wanted}, or the number itself."


def mark_promises(text: str, path: Path, notes: Notes) -> tuple[str, tuple[Passage, ...]]:
    """The text with a span around each promise, and the promises in their order.

    A passage that has no beginning, ends in another paragraph or holds another one is noted, as
    is a name that can't be one or is used twice.
    """
    passages: dict[str, Passage] = {}
    last_line: dict[str, int] = {}
    written: list[str] = []
    end = 0
    for first, last, name in _spans(text, path, notes):
        inner = text[first + 1 : last]
        line = _line(path, f"{{#{name}}}")
        fault = _fault(name, inner, text[end:first] if first >= end else None)
        if name in passages:
            again = last_line.get(name, passages[name].line)
            line = last_line[name] = _line_after(path, f"{{#{name}}}", again)
            fault = f"It is used on line {passages[name].line} already. Give one another name."
        if fault:
            notes.add(line, f"promise {name or '?'}", fault)
            continue
        passages[name] = Passage(name, _plain(inner), line)
        written += [text[end:first], f'<span class="promise" id="{name}">', inner, "</span>"]
        end = last + len(f"]{{#{name}}}")
    return "".join([*written, text[end:]]), tuple(passages.values())


def _spans(text: str, path: Path, notes: Notes) -> Iterator[tuple[int, int, str]]:
    """Where each named passage begins and ends, its brackets; a name without one is noted."""
    opened: list[int] = []
    for sign in SIGNS.finditer(text):
        if sign[0] == "[":
            opened.append(sign.start())
        elif sign[0].startswith("]"):
            first = opened.pop() if opened else None
            if first is not None and sign[1] is not None:
                yield first, sign.start(), sign[1]
            elif sign[1] is not None:
                _note_nothing(sign[1], path, notes)
        elif sign[2] is not None:
            _note_nothing(sign[2], path, notes)


def _note_nothing(name: str, path: Path, notes: Notes) -> None:
    problem = f"It names no passage. Write [the passage]{{#{name}}}."
    notes.add(_line(path, f"{{#{name}}}"), f"promise {name or '?'}", problem)


def _fault(name: str, inner: str, before: str | None) -> str | None:
    if not is_slug(name) or name in OF_THE_PAGE:
        return f"“{name}” can't be its name. {SLUG_ADVICE}"
    if before is None:
        return "Another promise stands inside of it. Write them one after the other."
    if re.search(r"\n\s*\n", inner):
        return "It goes on in another paragraph. Mark a passage in each, or a shorter one."
    if not inner.strip():
        return "It promises nothing. Write the passage between [ and ]."
    return None


def _plain(inner: str) -> str:
    return " ".join(html.unescape(MARKUP.sub("", LINK.sub(r"\1", inner))).split())


def _line(path: Path, words: str) -> int:
    return find_line(path, lambda line: words in line)


def _line_after(path: Path, words: str, first: int) -> int:
    """The next line with the words, or the same one where both stand on it."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    return next((n for n, line in enumerate(lines, 1) if n > first and words in line), first)
