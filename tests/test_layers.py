"""Who may import whom: the domain stands alone, and the rooms around it don't meet."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FORBIDDEN = {
    "domain": {
        "plugins",
        "functions",
        "desk",
        "infra",
        "boto3",
        "botocore",
        "stripe",
        "starlette",
        "mangum",
        "pelican",
        "jinja2",
    },
    "plugins": {"functions", "desk", "infra", "boto3", "botocore", "stripe", "starlette"},
    "functions": {"plugins", "desk", "infra", "pelican", "typer", "rich"},
    "desk": {"pelican"},
    "infra": {"desk", "pelican"},
}
"""Folder → packages that none of its modules imports."""


def imported(source: str) -> set[str]:
    """Top-level packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name.partition(".")[0] for name in found}


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_a_room_imports_only_what_it_may(folder: str) -> None:
    modules = sorted((ROOT / folder).rglob("*.py"))

    offences = {
        str(module.relative_to(ROOT)): sorted(imported(module.read_text()) & FORBIDDEN[folder])
        for module in modules
    }

    assert modules
    assert {name: found for name, found in offences.items() if found} == {}


def test_only_the_desks_own_pages_know_of_the_web() -> None:
    """The other commands answer before a web framework would have been imported."""
    commands = sorted((ROOT / "desk").glob("*.py"))

    offences = {
        module.name: sorted(imported(module.read_text()) & {"starlette", "uvicorn"})
        for module in commands
    }

    assert commands
    assert {name: found for name, found in offences.items() if found} == {}


def test_the_owners_commands_need_nothing_that_only_plays_aws() -> None:
    """They may run where neither the emulator nor the stand-ins are."""
    pretended = ("infra.emulator", "infra.local", "infra.tether", "infra.ports")
    sources = {module.name: module.read_text() for module in sorted((ROOT / "desk").rglob("*.py"))}

    offences = [name for name, text in sources.items() if any(each in text for each in pretended)]

    assert sources
    assert offences == []


def test_composition_roots_are_the_only_ones_that_make_clients_and_read_settings() -> None:
    roots = {"checkout", "orders", "newsletter", "privacy", "account", "postman", "clock"}
    readers = {
        str(module.relative_to(ROOT / "functions"))
        for module in (ROOT / "functions").rglob("*.py")
        if "functions.clients" in module.read_text()
    }

    # What privacy is rung for has a root of its own, which its pages needn't wait for.
    assert readers == {f"{root}/handler.py" for root in roots} | {"privacy/rung.py"}


def test_an_import_hidden_in_a_function_is_found_too() -> None:
    assert imported("def f():\n    from stripe.error import X\n    import boto3.session") == {
        "stripe",
        "boto3",
    }
