"""What a CloudFormation template is to Python, and how its parts point at each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Template: TypeAlias = dict[str, Any]
"""A CloudFormation template as plain dicts and lists: the shape that its JSON has."""


def references(part: object) -> Iterator[str]:
    """Every logical name that a part of a template refers to by `Ref`, `Fn::GetAtt` or `Fn::If`."""
    match part:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::If": [str(name), *rest]}:
            yield name
            yield from references(rest)
        case dict():
            for value in part.values():
                yield from references(value)
        case list():
            for value in part:
                yield from references(value)
