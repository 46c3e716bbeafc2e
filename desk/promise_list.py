"""`shop policies promises`: what the shop promises, and how it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from desk.marks import UnreadableTestError, find_marks
from desk.policy_book import CONTENT, Content, book_or_stop
from desk.promises import NOT_RUN, PromiseRow, promise_rows, unkept
from desk.proofs import PROOFS_FILE, Outcome, read_proofs
from desk.terminal import WRONG, AsJson, print_json, say, stop

TESTS = Path("tests")
SHORT = 72
"""Letters of a promise in a listing: it is read in full where it stands."""

STYLES = {
    Outcome.PASSED: "green",
    Outcome.SKIPPED: "yellow",
    Outcome.FAILED: "bold red",
    Outcome.ERROR: "bold red",
}


def promises(
    as_json: AsJson = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Only say which promises nobody keeps, and which tests prove none. Runs no test.",
        ),
    ] = False,
    content: Content = CONTENT,
    tests: Annotated[Path, typer.Option(help="The folder of the tests.", hidden=True)] = TESTS,
    proofs: Annotated[
        Path, typer.Option(help="What the tests' last runs left.", hidden=True)
    ] = PROOFS_FILE,
) -> None:
    """List every promise in force with the tests that prove it, or with the people who keep it."""
    book = book_or_stop(content)
    try:
        marks, misplaced = find_marks(tests.resolve(), tests.resolve().parent)
    except UnreadableTestError as error:
        stop(str(error), WRONG)
    if check:
        faults = unkept(book, marks, misplaced)
        if faults:
            stop("\n".join(faults), WRONG)
        return
    rows = promise_rows(book, marks, read_proofs(proofs))
    if as_json:
        print_json(rows)
    else:
        _print_promises(rows)


def _print_promises(rows: list[PromiseRow]) -> None:
    for number, row in enumerate(rows):
        if number == 0 or rows[number - 1].policy != row.policy:
            say(Text(f"{row.policy}, {row.version}", style="bold"))
        say(Text.assemble("  ", (row.id.partition("/")[2], "bold"), f"  {_short(row.words)}"))
        if row.kept_by:
            say(f"    kept by {row.kept_by}: {row.how}")
        for test in row.tests:
            cases = f", {test.cases} cases" if test.cases > 1 else ""
            on = f", {test.on}" if test.on else ""
            style = STYLES.get(Outcome(test.outcome), "") if test.outcome != NOT_RUN else "yellow"
            told = f"{test.outcome}{cases}{on}"
            say(Text.assemble("    ", (told, style), f"  {test.test}"))
        if not row.kept_by and not row.tests:
            say(Text("    nobody keeps it", style="bold red"))
    say(_summary(rows))


def _summary(rows: list[PromiseRow]) -> str:
    proven = [row.outcome for row in rows if row.tests]
    told = [f"{proven.count(each)} {each}" for each in (*Outcome, NOT_RUN) if each in proven]
    people = sum(row.kept_by is not None for row in rows)
    nobody = sum(not row.tests and row.kept_by is None for row in rows)
    parts = [
        f"{len(proven)} proven by tests ({', '.join(told)})" if proven else "0 proven by tests",
        f"{people} kept by people",
        *([f"{nobody} kept by nobody"] if nobody else []),
    ]
    return f"{len(rows)} promise{'' if len(rows) == 1 else 's'}: {', '.join(parts)}."


def _short(words: str) -> str:
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"
