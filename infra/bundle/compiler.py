"""Run by the bundle's own Python, with the folder of an unpacked bundle: compiles what is in it.

By content: the zip's fixed times would make files that are compiled by time look stale. It
needs nothing but Python.
"""

from __future__ import annotations

import __future__

import compileall
import importlib.util
import sys
from importlib import _bootstrap_external  # type: ignore[attr-defined] # what writes compiled files
from pathlib import Path
from py_compile import PycInvalidationMode

UNREAD_ANNOTATIONS = ("stripe",)
"""Packages that work out the types of thousands of fields when they are loaded, and never look."""


def compile_all(folder: Path) -> bool:
    """Whether everything is Python; what isn't has been printed."""
    mode = PycInvalidationMode.UNCHECKED_HASH
    whole = compileall.compile_dir(
        folder, quiet=1, workers=0, stripdir=str(folder), maxlevels=50, invalidation_mode=mode
    )
    for package in UNREAD_ANNOTATIONS:
        for source in (folder / package).rglob("*.py"):
            _compile_lazily(source, folder)
    return bool(whole)


def _compile_lazily(source: Path, folder: Path) -> None:
    """As if the module began with `from __future__ import annotations`."""
    content = source.read_bytes()
    code = compile(
        content,
        str(source.relative_to(folder)),
        "exec",
        flags=__future__.annotations.compiler_flag,
        dont_inherit=True,
    )
    made = _bootstrap_external._code_to_hash_pyc(code, importlib.util.source_hash(content), False)
    Path(importlib.util.cache_from_source(str(source))).write_bytes(made)


if __name__ == "__main__":
    sys.exit(not compile_all(Path(sys.argv[1])))
