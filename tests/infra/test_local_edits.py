"""No edit is missed, whenever it is made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.edits import Edited, Edits

PATIENCE = 30.0


class Bench:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at_once: list[Edited] = []
        self.edits = Edits([folder], self.at_once.append)
        self.edits.start()

    def seen(self, *names: str) -> set[str]:
        """Every file that was noticed, once all of these were."""
        found: set[str] = set()
        while not found.issuperset(names):
            edited = self.edits.wait(PATIENCE)
            assert edited, f"{set(names) - found} was missed"
            found |= {path.name for path in edited}
        return found


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.edits.stop()


def test_edits_made_while_a_build_runs_are_there_when_it_has_ended(bench: Bench) -> None:
    for name in ("one.md", "two.md"):
        (bench.folder / name).write_text("new")
        while not any(path.name == name for edited in bench.at_once for path in edited):
            time.sleep(0.01)

    assert bench.seen("one.md", "two.md") >= {"one.md", "two.md"}


def test_an_edit_is_seen_from_the_moment_on_that_watching_has_begun(tmp_path: Path) -> None:
    for number in range(500):
        (tmp_path / f"{number}").mkdir()

    bench = Bench(tmp_path)
    (tmp_path / "499/one.md").write_text("new")

    assert bench.seen("one.md") >= {"one.md"}
    bench.edits.stop()


def test_nothing_is_told_where_nothing_was_edited(bench: Bench) -> None:
    while bench.edits.wait(0.5):
        pass

    assert bench.edits.wait(0.1) == frozenset()
