"""Which tests say that they prove which promise, read from their source without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

PROMISE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
"""“privacy/respond-within”: the policy and the passage."""

BEARERS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
Bearer = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Mark(msgspec.Struct, frozen=True, order=True):
    """`test` is “tests/domain/test_links.py::test_a_link_expires”; of all its cases, if several.

    `promise` is None where it can't be read from the source.
    """

    test: str
    line: int
    promise: str | None


class MisplacedMark(msgspec.Struct, frozen=True, order=True):
    """A mark on something that pytest won't run."""

    path: str
    line: int


class UnreadableTestError(Exception):
    """A test file that is no Python; the message names it and the line."""


def find_marks(folder: Path, root: Path) -> tuple[list[Mark], list[MisplacedMark]]:
    """Every mark under the folder, in test files and elsewhere; paths are told from the root.

    Raises UnreadableTestError.
    """
    marks: list[Mark] = []
    misplaced: list[MisplacedMark] = []
    for path in sorted(folder.rglob("*.py")):
        source = path.read_bytes()
        if b"promise" not in source:
            continue
        name = path.relative_to(root).as_posix()
        tree = _parsed(source, name)
        held = set[ast.Call]()
        if path.name.startswith("test_"):
            for test, call in _of_module(tree, name):
                held.add(call)
                marks += [Mark(test, call.lineno, each) for each in _ids(call)]
        misplaced += [MisplacedMark(name, call.lineno) for call in _calls(tree) if call not in held]
    return marks, misplaced


def _parsed(source: bytes, name: str) -> ast.Module:
    try:
        return ast.parse(source, name)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise UnreadableTestError(
            f"{name}:{line}: It is no Python, so no mark can be read."
        ) from error


def _of_module(tree: ast.Module, name: str) -> Iterator[tuple[str, ast.Call]]:
    """Each test of the module with each mark on it, those of its class and module included."""
    shared = [call for node in tree.body if _is_pytestmark(node) for call in _calls(node)]
    yield from _tests(tree.body, name, shared)


def _tests(
    body: list[ast.stmt], name: str, shared: list[ast.Call]
) -> Iterator[tuple[str, ast.Call]]:
    for node in body:
        if not isinstance(node, BEARERS):
            continue
        own = [call for decorator in node.decorator_list for call in _calls(decorator)]
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            for_all = [
                call for inner in node.body if _is_pytestmark(inner) for call in _calls(inner)
            ]
            yield from _tests(node.body, f"{name}::{node.name}", [*shared, *own, *for_all])
        elif not isinstance(node, ast.ClassDef) and node.name.startswith("test"):
            yield from ((f"{name}::{node.name}", call) for call in (*shared, *own))


def _is_pytestmark(node: ast.stmt) -> bool:
    targets: Iterable[ast.expr] = ()
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = (node.target,)
    return any(isinstance(each, ast.Name) and each.id == "pytestmark" for each in targets)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Calls of `pytest.mark.promise`, wherever in the tree."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and ast.unparse(each.func).endswith("mark.promise"):
            yield each


def _ids(call: ast.Call) -> Iterator[str | None]:
    if not call.args:
        yield None
    for argument in call.args:
        value = argument.value if isinstance(argument, ast.Constant) else None
        yield value if isinstance(value, str) else None
