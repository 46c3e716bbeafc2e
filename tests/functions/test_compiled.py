"""Modules that a bundle keeps in one file are loaded as from their folders."""

from __future__ import annotations

import compileall
import importlib
import importlib.resources
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.compiled import CompiledModules
from infra.bundle.gathering import GATHERED, gather_compiled

BREAKING = "def mend() -> None:\n    raise ZeroDivisionError\n"


@pytest.fixture
def bundle(tmp_path: Path) -> Iterator[Path]:
    """With a package of two modules and a text beside them, compiled and gathered."""
    (tmp_path / "functions").mkdir()
    (tmp_path / "bench_of_tools").mkdir()
    (tmp_path / "bench_of_tools" / "__init__.py").write_text("from bench_of_tools import pliers\n")
    (tmp_path / "bench_of_tools" / "pliers.py").write_text(BREAKING)
    (tmp_path / "bench_of_tools" / "list.txt").write_text("two pliers")
    compileall.compile_dir(tmp_path, quiet=1, stripdir=tmp_path)
    gather_compiled(tmp_path)
    kept = list(sys.meta_path)
    yield tmp_path
    sys.meta_path[:] = kept
    for name in [name for name in sys.modules if name.startswith("bench_of_tools")]:
        del sys.modules[name]


def loaded(bundle: Path) -> Any:  # noqa: ANN401 (a module made here)
    sys.meta_path.insert(0, CompiledModules(str(bundle / GATHERED)))
    return importlib.import_module("bench_of_tools")


def test_a_module_knows_its_place_its_package_and_what_lies_beside_it(bundle: Path) -> None:
    tools = loaded(bundle)

    assert tools.__file__ == str(bundle / "bench_of_tools" / "__init__.py")
    assert tools.pliers.__file__ == str(bundle / "bench_of_tools" / "pliers.py")
    assert tools.pliers.__package__ == "bench_of_tools"
    assert importlib.resources.files(tools).joinpath("list.txt").read_text() == "two pliers"


def test_it_is_loaded_from_the_one_file_and_not_from_its_source(bundle: Path) -> None:
    (bundle / "bench_of_tools" / "pliers.py").write_text("mend = None\n")

    tools = loaded(bundle)

    assert callable(tools.pliers.mend)
    assert not list(bundle.rglob("*.pyc"))


def test_a_traceback_shows_its_line(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(bundle)
    tools = loaded(bundle)

    with pytest.raises(ZeroDivisionError) as broken:
        tools.pliers.mend()

    frame = traceback.extract_tb(broken.value.__traceback__)[-1]
    assert (frame.line, frame.lineno) == ("raise ZeroDivisionError", 2)


def test_a_file_of_another_python_is_refused(bundle: Path) -> None:
    gathered = bundle / GATHERED
    gathered.write_bytes(b"\0\0\0\0" + gathered.read_bytes()[4:])

    with pytest.raises(ImportError, match="another Python"):
        loaded(bundle)


def test_a_module_that_it_does_not_have_is_left_to_python(bundle: Path) -> None:
    assert CompiledModules(str(bundle / GATHERED)).find_spec("bench_of_tools.saw") is None
