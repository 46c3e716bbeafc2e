"""Records as a table for a spreadsheet: one column a field, and nothing that it would run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, wide forms too (OWASP, CSV injection)."""


def columns(kind: type[msgspec.Struct]) -> list[str]:
    """“address.city”: the fields of a record, those of a record within it one by one."""
    return list(_columns(msgspec.inspect.type_info(kind), ""))


def _columns(told: msgspec.inspect.Type, name: str) -> Iterator[str]:
    if isinstance(told, msgspec.inspect.UnionType):
        inner = [each for each in told.types if isinstance(each, msgspec.inspect.StructType)]
        told = inner[0] if inner else told
    if not isinstance(told, msgspec.inspect.StructType):
        yield name
        return
    for field in told.fields:
        yield from _columns(field.type, f"{name}.{field.encode_name}" if name else field.name)


def row(record: dict[str, Any], names: list[str]) -> list[str]:
    """A record's cells under those columns; what is a list of things stands as JSON."""
    return [cell(_found(record, name)) for name in names]


def cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return f"'{text}" if text.startswith(FORMULAS) else text


def _found(record: dict[str, Any], name: str) -> object:
    found: Any = record
    for part in name.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(part)
    return found
