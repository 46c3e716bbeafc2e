"""What a bundle has prepared is used where it fits, and changes nothing else."""

from __future__ import annotations

import gc
import importlib
import marshal
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.starting import start_lightly
from infra.bundle import ROOT
from infra.bundle.recorder import PLAIN

compiler: Any = importlib.import_module("re._compiler")
engine: Any = importlib.import_module("_sre")

FIRST = "first-of-(?P<name>[a-z]+)"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    kept = compiler.compile, gc.get_threshold(), list(gc.callbacks)
    yield
    compiler.compile, threshold, gc.callbacks[:] = kept
    gc.set_threshold(*threshold)
    gc.unfreeze()
    re.purge()


def patterns(folder: Path, *, magic: int = engine.MAGIC) -> Path:
    """As a bundle has them, of one pattern; what it stands for is another one's code."""
    made: list[Any] = []
    compile_code = engine.compile

    def note(_: str, flags: int, code: list[int], *rest: Any) -> object:  # noqa: ANN401 (the engine's)
        words = b"".join(word.to_bytes(4, "little") for word in code)
        made.append((int(flags), words, rest[0], dict(rest[1]), rest[2]))
        return compile_code(_, flags, code, *rest)

    engine.compile = note
    try:
        compiler.compile("second-of-(?P<name>[a-z]+)")
    finally:
        engine.compile = compile_code
    table = {"engine": [magic, engine.CODESIZE], "patterns": {(FIRST, 0): made[0]}}
    file = folder / "patterns.marshal"
    file.write_bytes(marshal.dumps(table, PLAIN))
    return file


def test_a_pattern_that_the_bundle_knows_is_not_compiled_again(tmp_path: Path) -> None:
    start_lightly(patterns(tmp_path))

    found = re.compile(FIRST).match("second-of-june")

    assert found
    assert found["name"] == "june"


def test_a_pattern_that_it_does_not_know_is_compiled_as_ever(tmp_path: Path) -> None:
    start_lightly(patterns(tmp_path))

    assert re.compile(FIRST, re.IGNORECASE).match("FIRST-OF-JUNE")
    assert re.compile("third").match("third")


def test_another_engines_patterns_are_left_alone(tmp_path: Path) -> None:
    start_lightly(patterns(tmp_path, magic=1))

    assert re.compile(FIRST).match("first-of-june")


def test_garbage_is_looked_for_again_once_the_start_is_over(tmp_path: Path) -> None:
    before = gc.get_threshold()[0]

    start_lightly(patterns(tmp_path))
    while_starting = gc.get_threshold()[0]
    gc.collect()

    assert while_starting > 10 * before
    assert gc.get_threshold()[0] < while_starting
    assert gc.get_freeze_count() > 0


def test_outside_a_bundle_nothing_happens() -> None:
    before = compiler.compile, gc.get_threshold()

    start_lightly()

    assert (compiler.compile, gc.get_threshold()) == before
    assert not (ROOT / "functions" / "patterns.marshal").exists()
