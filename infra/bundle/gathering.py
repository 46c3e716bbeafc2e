"""Compiled files of a bundle's modules, gathered into the one that `functions.compiled` reads."""

from __future__ import annotations

import marshal
from pathlib import Path

from functions.compiled import Place

GATHERED = "functions/modules.compiled"

FIRST = ("functions/__init__.py", "functions/starting.py", "functions/compiled.py")
"""What reads that file can't be in it."""

HEAD = 16
"""Bytes of a compiled file before its code: which Python it is for, and when it is stale."""


def gather_compiled(unpacked: Path) -> None:
    """Each leaves its folder for the one file; the source stays where it is.

    Templates are loaded by Jinja under names of its own: their compiled files stay, too.
    """
    index: dict[str, Place] = {}
    code: list[bytes] = []
    magic, at = b"", 0
    for compiled in sorted(unpacked.rglob("__pycache__/*.pyc")):
        module = compiled.parents[1] / f"{compiled.name.partition('.')[0]}.py"
        source = module.relative_to(unpacked)
        if source.as_posix() in FIRST or source.parts[0] == "theme":
            continue
        content = compiled.read_bytes()
        compiled.unlink()
        magic, found = content[:4], content[HEAD:]
        index[_name(source)] = (source.as_posix(), at, at + len(found))
        code.append(found)
        at += len(found)
    if index:
        head = marshal.dumps(index, 2)
        parts = [magic, len(head).to_bytes(4, "big"), head, *code]
        (unpacked / GATHERED).write_bytes(b"".join(parts))


def _name(source: Path) -> str:
    parts = source.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
