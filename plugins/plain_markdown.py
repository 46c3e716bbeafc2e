"""Tells whether a text is so plain that cmark and Python-Markdown make the same HTML of it.

The two are known to differ: on HTML, nested lists, unusual quotes, escapes and much else. What is
let through here is what an owner writes all day: paragraphs, headings, emphasis, links, simple
lists, tables and quotations. A text that is doubtful anywhere is not plain; Python-Markdown reads
it, as before. Decision 34 has the numbers.
"""

from __future__ import annotations

import re
from itertools import pairwise

UNLIKE = re.compile(r"[<\\~{}\[\]`*_\x00-\x09\x0b-\x1f\x7f]|&[A-Za-z#]")
UNLIKE_WORDS = ("----", "....", " \n", "\n ")
"""What must not stand anywhere, once emphasis, links and code that are well formed are taken out."""


def _span(opening: str, rest: str) -> re.Pattern[str]:
    """What begins and ends where words do; its first sign is looked for first, as that is fast."""
    return re.compile(rf"{opening}(?<![^\s(“—–]{opening}){rest}(?![^\s).,;:!?”—–])")


CODE = _span("`", r"[A-Za-z0-9 ]*[A-Za-z0-9]`")
LINK = _span(r"\[", r"([A-Za-z0-9][^\[\]\n<`]*)\]\([A-Za-z0-9/.:#?=%-]+\)")
STRONG = _span(r"\*\*", r"([^\W_](?:[^*\n]*[^\W_])?)\*\*")
EMPHASIS = _span(r"\*", r"([^\W_](?:[^*\n]*[^\W_])?)\*")
SPANS = (("`", CODE), ("](", LINK), ("**", STRONG), ("*", EMPHASIS))
"""Each with what stands in every one of its kind, as looking for that is fast."""

APOSTROPHE = re.compile(r"'(?<=[^\W\d_]')(?=[^\W\d_])")
QUOTED = re.compile(r""""(?<![^\s(]")[^\W_](?:[^"'\n]*[\w.,!?])?"(?![^\s).,;:!?])""")

MARKED = re.compile(r"[#>+=|:-]|[0-9]+[.)]|[ivxIVX]+\. ")
"""What a line of a paragraph must not begin with."""

HEADING = re.compile(r"#{1,6} [^\s#][^#]*[^\s#]|#{1,6} [^\s#]")
BULLET = re.compile(r"- ([^\W\d_].*)")
NUMBER = re.compile(r"([0-9])\. ([^\W\d_].*)")
QUOTATION = re.compile(r"> (.+)")
ROW = re.compile(r"\|( [^|]*[^|\s] \|)+")
RULE = re.compile(r"\|( :?-+:? \|)+")


def is_plain(text: str) -> bool:
    """Whether every block of it is of a kind that is known, and every line free of what isn't."""
    bare = f"\n{_without_spans(text)}\n"
    if any(words in bare for words in UNLIKE_WORDS) or UNLIKE.search(bare):
        return False
    if not _are_quotes_clear(text):
        return False
    kinds = [_kind(block.split("\n")) for block in re.split(r"\n{2,}", text.strip("\n"))]
    if None in kinds:
        return False
    # Two lists in a row are one whose entries stand apart, and two quotations are one.
    return all(one == "text" or one != other for one, other in pairwise(kinds))


def _without_spans(text: str) -> str:
    """The text with code, links and emphasis taken for the words in them."""
    for sign, span in SPANS:
        if sign in text:
            text = span.sub("x", text)
    return text


def _are_quotes_clear(text: str) -> bool:
    """Whether every quote can be read in one way: an apostrophe, or around a few plain words."""
    rest = QUOTED.sub("x", text)
    return '"' not in rest and "'" not in APOSTROPHE.sub("x", rest)


def _kind(lines: list[str]) -> str | None:
    first = lines[0]
    if len(lines) == 1 and HEADING.fullmatch(first):
        return "text"
    if all(_is_free(line) for line in lines):
        return "text"
    for name, pattern in (("bullets", BULLET), ("quotation", QUOTATION)):
        found = [pattern.fullmatch(line) for line in lines]
        if all(match and _is_free(match[1]) for match in found):
            return name
    if _is_numbered(lines):
        return "numbers"
    return "table" if _is_table(lines) else None


def _is_free(line: str) -> bool:
    """Whether nothing at the beginning or the end of a line means more than it says."""
    return bool(line) and not MARKED.match(line) and not line[0].isspace() and line == line.strip()


def _is_numbered(lines: list[str]) -> bool:
    found = [NUMBER.fullmatch(line) for line in lines]
    numbers = [int(match[1]) for match in found if match]
    return numbers == list(range(1, len(lines) + 1))


def _is_table(lines: list[str]) -> bool:
    head, *rest = lines
    if len(rest) <= 1 or not RULE.fullmatch(rest[0]):
        return False
    cells = {line.count("|") for line in lines}
    return len(cells) == 1 and all(ROW.fullmatch(line) for line in (head, *rest[1:]))
