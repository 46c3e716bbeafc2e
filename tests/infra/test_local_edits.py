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
    # Once one file has been seen, the folder is watched.
    number = 0
    while not bench.edits.wait(0.2):
        (tmp_path / "first.md").write_text(str(number := number + 1))
    yield bench
    bench.edits.stop()


def test_edits_made_while_a_build_runs_are_there_when_it_has_ended(bench: Bench) -> None:
    for name in ("one.md", "two.md"):
        (bench.folder / name).write_text("new")
        while not any(path.name == name for edited in bench.at_once for path in edited):
            time.sleep(0.01)

    assert bench.seen("one.md", "two.md") >= {"one.md", "two.md"}


def test_nothing_is_told_where_nothing_was_edited(bench: Bench) -> None:
    while bench.edits.wait(0.5):
        pass

    assert bench.edits.wait(0.1) == frozenset()
