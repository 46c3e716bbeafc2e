"""Which services and operations of AWS the functions use, read from their code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

CLIENTS = Path("functions/clients.py")
CLIENT = "client"
"""What makes a client in that module: `client("dynamodb", …)`."""


def services(root: Path) -> set[str]:
    """The services that `functions/clients.py` makes clients of; none where there is no such module."""
    module = root / CLIENTS
    if not module.exists():
        return set()
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(module.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")).strip("_") == CLIENT
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def words(root: Path) -> set[str]:
    """Every attribute and every string of the functions' code.

    An operation is called as a method (`put_item`) or named in words (`get_paginator("query")`,
    `generate_presigned_url("get_object")`). One too many costs a few bytes, so that nothing has
    to be understood of the code around it.
    """
    return set(_words(sorted((root / "functions").rglob("*.py"))))


def _words(modules: Iterable[Path]) -> Iterator[str]:
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
