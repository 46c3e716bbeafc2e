"""Runs of tests add up to what is known of the promises, whoever shares the work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.proofs import PROOFS_FILE, read_proofs

ROOT = Path(__file__).parents[2]
INI = f"""
[pytest]
pythonpath = {ROOT}
addopts = --strict-markers
markers =
    slow: left out of some runs
"""

KEPT_AND_BROKEN = """
import pytest

@pytest.mark.promise("privacy/kept")
def test_kept():
    pass

@pytest.mark.promise("privacy/broken", "privacy/kept")
def test_broken():
    assert False

def test_of_nothing():
    pass
"""

Runner = Callable[..., pytest.RunResult]


@pytest.fixture
def tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tests with the plugin in it, whose files may change within a second."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini(INI)
    pytester.makeconftest('pytest_plugins = ["tests.fixtures.promises"]')
    return pytester.path


@pytest.fixture
def run(pytester: pytest.Pytester, tests: Path) -> Runner:
    del tests
    return pytester.runpytest_inprocess


@pytest.fixture
def run_in_two(pytester: pytest.Pytester, tests: Path) -> Runner:
    """Pytest whose work two processes share."""
    del tests

    def _run(*arguments: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-p", "xdist.plugin", "-n", "2", *arguments)

    return _run


def outcomes(folder: Path) -> dict[str, str]:
    proofs = read_proofs(folder / PROOFS_FILE)
    return {test.rpartition("::")[2]: proof.outcome.value for test, proof in proofs.items()}


def test_it_is_remembered_what_a_test_proves_and_how_it_went(run: Runner, tests: Path) -> None:
    (tests / "test_some.py").write_text(KEPT_AND_BROKEN)

    run().assert_outcomes(passed=2, failed=1)

    assert outcomes(tests) == {"test_kept": "passed", "test_broken": "failed"}
    proofs = read_proofs(tests / PROOFS_FILE)
    assert proofs["test_some.py::test_broken"].promises == ("privacy/broken", "privacy/kept")


def test_skipped_and_torn_tests_dont_count_as_passed(run: Runner, tests: Path) -> None:
    (tests / "test_some.py").write_text("""
import pytest

pytestmark = pytest.mark.promise("privacy/kept")

@pytest.fixture
def no_start():
    raise RuntimeError

@pytest.fixture
def no_end():
    yield
    raise RuntimeError

def test_skipped():
    pytest.skip("not here")

@pytest.mark.xfail(reason="known")
def test_expected_to_fail():
    assert False

def test_that_never_began(no_start):
    pass

def test_that_never_ended(no_end):
    pass

@pytest.mark.parametrize("one", [1, pytest.param(2, marks=pytest.mark.skip)])
def test_of_two(one):
    pass
""")

    run()

    assert outcomes(tests) == {
        "test_skipped": "skipped",
        "test_expected_to_fail": "failed",
        "test_that_never_began": "error",
        "test_that_never_ended": "error",
        "test_of_two[1]": "passed",
        "test_of_two[2]": "skipped",
    }


@pytest.mark.parametrize(
    "part",
    [
        ["test_some.py::test_kept"],
        ["-k", "test_kept"],
        ["--deselect", "test_some.py::test_broken"],
        ["test_other.py"],
    ],
)
def test_a_run_of_a_part_leaves_the_rest_as_it_was(
    run: Runner, tests: Path, part: list[str]
) -> None:
    (tests / "test_some.py").write_text(KEPT_AND_BROKEN)
    (tests / "test_other.py").write_text("def test_other(): pass")
    run()
    before = (tests / PROOFS_FILE).read_bytes()

    run(*part)

    assert (tests / PROOFS_FILE).read_bytes() == before


def test_runs_of_parts_add_up(run: Runner, tests: Path) -> None:
    (tests / "test_some.py").write_text(
        KEPT_AND_BROKEN.replace("@pytest.mark.promise(", "@pytest.mark.slow\n@pytest.mark.promise(")
    )
    (tests / "test_other.py").write_text(KEPT_AND_BROKEN.replace("test_", "test_other_"))

    run("-m", "not slow")
    first = outcomes(tests)
    run("-m", "slow")

    assert first == {"test_other_kept": "passed", "test_other_broken": "failed"}
    assert outcomes(tests) == first | {"test_kept": "passed", "test_broken": "failed"}


def test_what_a_file_no_longer_has_is_forgotten(run: Runner, tests: Path) -> None:
    file = tests / "test_some.py"
    for name in ("gone", "emptied", "unmarked"):
        (tests / f"test_{name}.py").write_text(KEPT_AND_BROKEN.replace("test_", f"test_{name}_"))
    file.write_text(KEPT_AND_BROKEN)
    run()
    file.write_text(KEPT_AND_BROKEN.replace("test_broken", "test_mended"))
    (tests / "test_gone.py").unlink()
    (tests / "test_emptied.py").write_text("")
    (tests / "test_unmarked.py").write_text("def test_unmarked_kept(): pass")

    run()

    assert outcomes(tests) == {"test_kept": "passed", "test_mended": "failed"}


def test_a_test_that_gets_another_promise_is_known_by_it(run: Runner, tests: Path) -> None:
    file = tests / "test_some.py"
    file.write_text(KEPT_AND_BROKEN)
    run()
    file.write_text(KEPT_AND_BROKEN.replace("privacy/broken", "privacy/other"))

    run("-k", "test_kept")

    proof = read_proofs(tests / PROOFS_FILE)["test_some.py::test_broken"]
    assert proof.promises == ("privacy/other", "privacy/kept")


def test_a_file_that_cant_be_read_any_more_proves_nothing(run: Runner, tests: Path) -> None:
    file = tests / "test_some.py"
    file.write_text(KEPT_AND_BROKEN)
    run()
    file.write_text(KEPT_AND_BROKEN + "\nimport no_such_thing")

    run()

    assert outcomes(tests) == {"test_kept": "error", "test_broken": "error"}


def test_only_running_what_failed_forgets_nothing(run: Runner, tests: Path) -> None:
    (tests / "test_some.py").write_text(KEPT_AND_BROKEN)
    run()

    run("--lf").assert_outcomes(failed=1)

    assert outcomes(tests) == {"test_kept": "passed", "test_broken": "failed"}


def test_only_listing_tests_leaves_no_file(run: Runner, tests: Path) -> None:
    (tests / "test_some.py").write_text(KEPT_AND_BROKEN)

    run("--collect-only")

    assert not (tests / PROOFS_FILE).exists()


@pytest.mark.parametrize("wrong", ['"respond-within"', "", "7", '"privacy/Within"', 'id="a/b"'])
def test_a_mark_without_an_id_is_refused(run: Runner, tests: Path, wrong: str) -> None:
    (tests / "test_some.py").write_text(
        f"import pytest\n@pytest.mark.promise({wrong})\ndef test_some(): pass\n"
    )

    result = run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*takes ids such as privacy/respond-within*"])


def test_a_file_of_proofs_that_is_broken_is_made_anew(run: Runner, tests: Path) -> None:
    (tests / "test_some.py").write_text(KEPT_AND_BROKEN)
    (tests / "build").mkdir()
    (tests / PROOFS_FILE).write_text("{")

    run()

    assert outcomes(tests) == {"test_kept": "passed", "test_broken": "failed"}


def test_two_processes_remember_as_much_as_one(run_in_two: Runner, tests: Path) -> None:
    """One file loses its marks, one can't be read any more, one test takes its process with it."""
    for name in ("lost", "unreadable"):
        (tests / f"test_{name}.py").write_text(KEPT_AND_BROKEN.replace("test_", f"test_{name}_"))
    (tests / "test_some.py").write_text(KEPT_AND_BROKEN)
    run_in_two().assert_outcomes(passed=6, failed=3)
    first = outcomes(tests)
    (tests / "test_lost.py").write_text("def test_lost_mark(): pass")
    (tests / "test_unreadable.py").write_text("import no_such_thing")
    (tests / "test_fatal.py").write_text("""
import os
import pytest

@pytest.mark.promise("privacy/kept")
def test_fatal():
    os._exit(1)

@pytest.fixture
def no_end():
    yield
    raise RuntimeError

@pytest.mark.promise("privacy/kept")
def test_that_never_ended(no_end):
    pass
""")

    run_in_two(
        *("--deselect", "test_some.py::test_broken"),
        *("--continue-on-collection-errors", "--max-worker-restart", "2"),
    )

    assert first == {
        "test_kept": "passed",
        "test_broken": "failed",
        "test_lost_kept": "passed",
        "test_lost_broken": "failed",
        "test_unreadable_kept": "passed",
        "test_unreadable_broken": "failed",
    }
    assert outcomes(tests) == {
        "test_kept": "passed",
        "test_broken": "failed",
        "test_unreadable_kept": "error",
        "test_unreadable_broken": "error",
        "test_fatal": "failed",
        "test_that_never_ended": "error",
    }
