"""Stripe's form encoding: `a[b][0][c]=v` means `{"a": {"b": [{"c": "v"}]}}`."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from infra.local.stripe.errors import invalid

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Form: TypeAlias = dict[str, Value]

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
PART = re.compile(r"\[([^\[\]]*)\]")


def decode(pairs: Iterable[tuple[str, str]]) -> Form:
    tree: Form = {}
    for name, value in pairs:
        found = NAME.fullmatch(name)
        if not found:
            raise invalid(f"Invalid parameter name: {name}", name)
        _put(tree, [found[1], *PART.findall(found[2])], name, value)
    return {key: _with_lists(key, value) for key, value in tree.items()}


def _put(tree: Form, path: list[str], name: str, value: str) -> None:
    *parents, last = path
    for part in parents:
        below = tree.setdefault(part or str(len(tree)), {})
        if not isinstance(below, dict):
            raise invalid(f"Invalid parameter: {name} is given as a value and as an object", name)
        tree = below
    tree[last or str(len(tree))] = value


def _with_lists(name: str, value: Value) -> Value:
    """Objects whose keys are all numbers are lists, except in metadata, where any key may be used."""
    if not isinstance(value, dict):
        return value
    if name != "metadata" and value and all(key.isdigit() for key in value):
        return [_with_lists("", value[key]) for key in sorted(value, key=int)]
    return {key: _with_lists(key, below) for key, below in value.items()}
