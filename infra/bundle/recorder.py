"""Run by the bundle's own Python, with the folder of an unpacked bundle: writes its patterns.

It needs nothing but Python, and loads no module of ours and none that is compiled for a machine:
that may be another one than this.
"""

from __future__ import annotations

import array
import importlib
import marshal
import sys
from pathlib import Path
from typing import Any

PLAIN = 2
"""The format that repeats what occurs twice, so that the same patterns are the same bytes."""

LOADED = (
    *("babel.dates", "babel.numbers", "botocore.session", "dateutil.relativedelta"),
    *("dns.resolver", "email.policy", "html", "idna", "itsdangerous", "jinja2"),
    "mangum.handlers",
    *("starlette.applications", "starlette.requests", "starlette.responses", "stripe"),
    *("urllib3", "zoneinfo"),
)


def record(folder: Path) -> dict[str, Any]:
    engine: Any = importlib.import_module("_sre")
    compiler: Any = importlib.import_module("re._compiler")
    compile_code, compile_pattern = engine.compile, compiler.compile
    seen: dict[tuple[Any, int], Any] = {}
    made: list[Any] = []

    def note_code(_: Any, flags: int, code: list[int], groups: int, names: Any, at: Any) -> Any:  # noqa: ANN401
        made.append((int(flags), array.array("I", code).tobytes(), groups, dict(names), at))
        return compile_code(_, flags, code, groups, names, at)

    def note_pattern(pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401
        found = compile_pattern(pattern, flags)
        if isinstance(pattern, str | bytes) and made:
            seen[pattern, int(flags)] = made.pop()
        return found

    engine.compile, compiler.compile = note_code, note_pattern
    sys.path.insert(0, str(folder))
    for name in LOADED:
        if (folder / name.partition(".")[0]).exists():
            importlib.import_module(name)
    if (folder / "botocore").exists():
        _ask_amazon(importlib.import_module("botocore.session"))
    in_order = dict(sorted(seen.items(), key=repr))
    return {"engine": [engine.MAGIC, engine.CODESIZE], "patterns": in_order}


def _ask_amazon(botocore: Any) -> None:  # noqa: ANN401
    """Make a client and an address, which is not asked: both make patterns of their own."""
    made = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    client = botocore.Session().create_client("dynamodb", **made)
    client.generate_presigned_url("get_item", {"TableName": "shelf", "Key": {}})


if __name__ == "__main__":
    unpacked = Path(sys.argv[1])
    (unpacked / "functions" / "patterns.marshal").write_bytes(
        marshal.dumps(record(unpacked), PLAIN)
    )
