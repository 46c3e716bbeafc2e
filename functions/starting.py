"""A cold start from a bundle does what was done beforehand a second time as little as it can.

Outside a bundle nothing of this happens.
"""

from __future__ import annotations

import gc
import importlib
import marshal
import sys
from pathlib import Path
from typing import Any

from functions.compiled import CompiledModules

PATTERNS = Path(__file__).with_name("patterns.marshal")
"""Regular expressions that our parts make when they are loaded, compiled with the bundle."""

LOADED_BY = 200_000
"""More objects than a function has when it is loaded, hardly any of which are garbage: without
this Python would look through all of them again and again while it loads."""

GARBAGE_AFTER = 10_000


MODULES = Path(__file__).with_name("modules.compiled")
"""Where `functions.compiled` finds the modules of a bundle."""


def start_lightly(patterns: Path = PATTERNS, modules: Path = MODULES) -> None:
    if modules.exists():
        sys.meta_path.insert(0, CompiledModules(str(modules)))
    if patterns.exists():
        _put_garbage_off()
        _take_patterns(marshal.loads(patterns.read_bytes()))  # noqa: S302 (it came with the bundle)


def _put_garbage_off() -> None:
    """Until long after the start; what is there by then stays, and is never looked through."""

    def settle(phase: str, info: dict[str, int]) -> None:
        del phase, info
        gc.callbacks.remove(settle)
        gc.freeze()
        gc.set_threshold(GARBAGE_AFTER, 10, 10)

    gc.callbacks.append(settle)
    gc.set_threshold(LOADED_BY, 10, 10)


def _take_patterns(beforehand: dict[str, Any]) -> None:
    """Let `re` take what is compiled; anything else, or for another engine, it compiles as ever."""
    engine: Any = importlib.import_module("_sre")
    compiler: Any = importlib.import_module("re._compiler")
    if beforehand["engine"] != [engine.MAGIC, engine.CODESIZE]:
        return
    known = beforehand["patterns"]
    compile_anew = compiler.compile

    def compile_pattern(pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401 (as `re` has it)
        found = known.get((pattern, int(flags))) if isinstance(pattern, str | bytes) else None
        if found is None:
            return compile_anew(pattern, flags)
        all_flags, code, groups, names, positions = found
        return engine.compile(
            pattern, all_flags, memoryview(code).cast("I").tolist(), groups, names, positions
        )

    compiler.compile = compile_pattern
