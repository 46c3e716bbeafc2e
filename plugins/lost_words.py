"""Finds words that YAML would take for its own: a remark after “#”, a tag, an anchor, an alias."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

OWN_SIGNS = "@*{[&!%`"
OPENING = re.compile(rf"\s*(?:- +)*(?:[^\s:#\-][^:]*:\s+)?([{re.escape(OWN_SIGNS)}])")
"""A line whose value, or else whose key, begins with a sign of YAML's own."""

REMARK = re.compile(r"\s+#")
SUSPECT = re.compile(r"\s#|(?:^|[:\-\s\[{,])[!&]", re.MULTILINE)
BLOCKS = ("|", ">")

Found = tuple[int, str, str]
"""The line, counted from 0, the way to the field, and what to do."""


def may_lose(text: str) -> bool:
    """Whether the signs of a remark, a tag or an anchor are in it anywhere: seldom, and fast to see."""
    return any(sign in text for sign in "#!&") and SUSPECT.search(text) is not None


def lost_words(node: yaml.Node, lines: Sequence[str], way: str = "") -> Iterator[Found]:
    """Every value, and every name of a field, of which YAML would read less than was written."""
    if node.start_mark.line < len(lines) and way:
        line = lines[node.start_mark.line]
        if line[node.start_mark.column : node.start_mark.column + 1] in ("!", "&"):
            yield node.start_mark.line, way, begins_oddly(line[node.start_mark.column])
            return
        if _is_value(node) and (fault := _remark(node, lines)):
            yield node.end_mark.line, way, fault
            return
    for inner, inner_way in _inside(node, way):
        yield from lost_words(inner, lines, inner_way)


def begins_oddly(sign: str) -> str:
    return f"It begins with “{sign}”, a sign of YAML's own. Put quotes around it."


def opening_sign(line: str) -> str | None:
    """The sign of YAML's own that the line's value begins with."""
    found = OPENING.match(line)
    return found[1] if found else None


def _is_value(node: yaml.Node) -> bool:
    """Whether it ends on the line where it ends: a list, a mapping and a block end further down."""
    if isinstance(node, yaml.ScalarNode):
        return node.style not in BLOCKS
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _remark(node: yaml.Node, lines: Sequence[str]) -> str | None:
    end = node.end_mark
    rest = lines[end.line][end.column :] if end.line < len(lines) else ""
    if not REMARK.match(rest):
        return None
    first = node.start_mark.column if node.start_mark.line == end.line else 0
    whole = lines[end.line][first:].strip()
    advice = "Put quotes around it, or the remark on a line of its own."
    return f"Of “{whole}” all is lost from the # on. {advice}"


def _inside(node: yaml.Node, way: str) -> Iterator[tuple[yaml.Node, str]]:
    prefix = f"{way}." if way else ""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            yield key, prefix + name
            yield value, prefix + name
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, 1):
            yield item, f"{prefix}{number}"
