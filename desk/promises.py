"""Each promise of the policies with what keeps it: the tests that prove it, or the people who do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from desk.marks import PROMISE_ID, Mark, MisplacedMark
from desk.proofs import Outcome, Proofs, worst
from plugins.policies import FOLDER
from plugins.policy_text import PolicyBook, PolicyText, Promise

NOT_RUN = "not run here"
CASE = re.compile(r"\[.*\]\Z", re.DOTALL)


class ProvenBy(msgspec.Struct, frozen=True):
    """`outcome` is the worst of its cases; `on` the day of the oldest of them."""

    test: str
    outcome: str
    on: date | None = None
    cases: int = 0


class PromiseRow(msgspec.Struct, frozen=True):
    """`outcome` is the worst of its tests; None where people keep it."""

    id: str
    policy: str
    version: date
    words: str
    kept_by: str | None
    how: str | None
    outcome: str | None
    tests: tuple[ProvenBy, ...]


def promise_rows(book: PolicyBook, marks: Sequence[Mark], proofs: Proofs) -> list[PromiseRow]:
    """Every promise of the versions in force, by policy and then as the text has them."""
    rows = []
    for text in _in_force(book):
        for promise in text.promises:
            tests = tuple(_tests_of(promise.id, marks, proofs))
            rows.append(
                PromiseRow(
                    id=promise.id,
                    policy=text.version.policy,
                    version=text.version.effective,
                    words=promise.words,
                    kept_by=promise.kept_by,
                    how=promise.how,
                    outcome=_together(tests),
                    tests=tests,
                )
            )
    return rows


def _in_force(book: PolicyBook) -> Iterator[PolicyText]:
    for policy in book.policies:
        if current := book.current(policy):
            yield current


def _tests_of(promise: str, marks: Sequence[Mark], proofs: Proofs) -> Iterator[ProvenBy]:
    for test in sorted({mark.test for mark in marks if mark.promise == promise}):
        cases = [
            proof
            for name, proof in proofs.items()
            if CASE.sub("", name) == test and promise in proof.promises
        ]
        if cases:
            outcome = worst(case.outcome for case in cases)
            yield ProvenBy(test, outcome, min(case.on for case in cases), len(cases))
        else:
            yield ProvenBy(test, NOT_RUN)


def _together(tests: Sequence[ProvenBy]) -> str | None:
    """A test that wasn't run says nothing against a promise that another one proves."""
    if not tests:
        return None
    run = [Outcome(each.outcome) for each in tests if each.outcome != NOT_RUN]
    return worst(run) if run else NOT_RUN


# --- what `make check` holds ----------------------------------------------------------------------


def unkept(
    book: PolicyBook, marks: Sequence[Mark], misplaced: Sequence[MisplacedMark]
) -> list[str]:
    """A sentence for each promise and mark that isn't as it should be.

    Versions that are announced are held to it as well: on their day the promise has to be kept.
    """
    promises = _promises(book)
    tests: dict[str, list[str]] = {}
    for mark in marks:
        if mark.promise:
            tests.setdefault(mark.promise, []).append(mark.test)
    return [
        *_kept_by_none_or_both(promises, tests),
        *dict.fromkeys(fault for mark in marks if (fault := _fault(mark, promises))),
        *(
            f"{each.path}:{each.line}: A promise is marked on something that isn't a test. "
            "Put the mark on the test that proves it."
            for each in misplaced
        ),
    ]


def _promises(book: PolicyBook) -> dict[str, list[tuple[str, Promise]]]:
    """The promises in force or to come by their ids, each with its file."""
    coming = {each.key for each in (*book.in_force.versions, *book.announced)}
    found: dict[str, list[tuple[str, Promise]]] = {}
    for text in book.texts:
        if text.version.key in coming:
            for promise in text.promises:
                place = f"{FOLDER}/{text.version.key}.md:{promise.line}"
                found.setdefault(promise.id, []).append((place, promise))
    return found


def _kept_by_none_or_both(
    promises: Mapping[str, list[tuple[str, Promise]]], tests: Mapping[str, list[str]]
) -> Iterator[str]:
    for promise_id, made in promises.items():
        name = promise_id.partition("/")[2]
        for place, promise in made:
            if promise.kept_by is None and promise_id not in tests:
                yield (
                    f"{place}: No test proves the promise {promise_id}. Mark one with "
                    f'@pytest.mark.promise("{promise_id}"), or write below “promises:” who keeps '
                    f"“{name}”, and how."
                )
        if promise_id in tests and all(promise.kept_by for _, promise in made):
            place, promise = made[-1]
            yield (
                f"{place}: The promise {promise_id} is kept by {promise.kept_by} and proven by "
                f"{tests[promise_id][0]} as well. Leave one of the two."
            )


def _fault(mark: Mark, promises: Mapping[str, object]) -> str | None:
    place = f"{mark.test.partition('::')[0]}:{mark.line}"
    if mark.promise is None:
        return f"{place}: Write the promise's id into the mark itself, as text."
    if not PROMISE_ID.fullmatch(mark.promise):
        return (
            f"{place}: “{mark.promise}” is no promise's id. Write policy and passage, "
            "such as privacy/respond-within."
        )
    if mark.promise in promises:
        return None
    near = difflib.get_close_matches(mark.promise, promises, n=1)
    advice = f"Write “{near[0]}”, or remove" if near else "Remove"
    return f"{place}: No policy makes the promise {mark.promise}. {advice} the mark."
