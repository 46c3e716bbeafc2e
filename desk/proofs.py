"""How the tests that prove promises went when they last ran here: `build/promises.json`."""

from __future__ import annotations

import enum
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import msgspec

PROOFS_FILE = Path("build/promises.json")


class Outcome(enum.StrEnum):
    PASSED = "passed"
    SKIPPED = "skipped"
    FAILED = "failed"
    ERROR = "error"


SEVERITY = tuple(Outcome)
"""The worst last: a test whose clearing up fails after it passed is an error."""


class Proof(msgspec.Struct, frozen=True):
    """What one test proves, how it went and when; `promises` are ids."""

    promises: tuple[str, ...]
    outcome: Outcome
    on: date


Proofs = dict[str, Proof]
"""By the test's address: “tests/domain/test_links.py::test_a_link_expires[back]”."""


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, key=SEVERITY.index)


def file_of(test: str) -> str:
    return test.partition("::")[0]


def read_proofs(path: Path) -> Proofs:
    """What earlier runs left; nothing where they left nothing that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Proofs)
    except (OSError, msgspec.MsgspecError):
        return {}


def write_proofs(path: Path, proofs: Proofs) -> None:
    """In one step, so that a run that is cut off leaves the file as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = msgspec.json.format(msgspec.json.encode(dict(sorted(proofs.items()))))
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_bytes(whole + b"\n")
    fresh.replace(path)


class Run(msgspec.Struct):
    """One run of tests: what was collected, before any of it was left out, and how it went.

    `collected` are the tests that carry promises, `whole` the files that were collected whole,
    `broken` those that couldn't be. A run of a part says nothing of the rest.
    """

    collected: dict[str, tuple[str, ...]] = {}
    whole: set[str] = set()
    broken: set[str] = set()
    outcomes: dict[str, Outcome] = {}
    promises: dict[str, tuple[str, ...]] = {}

    def note(self, test: str, outcome: Outcome, promises: tuple[str, ...]) -> None:
        self.outcomes[test] = worst((outcome, self.outcomes.get(test, Outcome.PASSED)))
        if promises:
            self.promises[test] = promises

    def added_to(self, before: Mapping[str, Proof], root: Path, today: date) -> Proofs:
        """The proofs as they stand after this run: what is gone is forgotten."""
        kept = {
            test: proof
            for test, proof in before.items()
            if (root / file_of(test)).exists()
            and (test in self.collected or file_of(test) not in self.whole)
        }
        return self._aired(kept, today) | self._fresh(kept, today)

    def _aired(self, kept: Proofs, today: date) -> Proofs:
        """What wasn't run this time, with the promises that it carries now."""
        return {
            test: Proof(proof.promises, Outcome.ERROR, today)
            if file_of(test) in self.broken
            else msgspec.structs.replace(proof, promises=self.collected.get(test) or proof.promises)
            for test, proof in kept.items()
        }

    def _fresh(self, kept: Proofs, today: date) -> Proofs:
        """What was run; a test whose process died is known by what it carried before."""
        carried = {test: proof.promises for test, proof in kept.items()}
        carried |= self.collected | self.promises
        return {
            test: Proof(carried[test], outcome, today)
            for test, outcome in self.outcomes.items()
            if test in carried
        }
