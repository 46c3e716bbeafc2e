"""`shop policies …`: the policies' versions, from the first draft to the letter that announces one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from desk.marks import find_marks
from desk.next_version import NOTICE, NextVersionError, start_next
from desk.notify import notify
from desk.policy_book import (
    CONTENT,
    NoSuchPolicyError,
    PoliciesWrongError,
    read_book,
    version_of,
    versions_of,
)
from desk.promises import NOT_RUN, PromiseRow, promise_rows, unkept
from desk.proofs import PROOFS_FILE, Outcome, read_proofs
from desk.terminal import EXIT_CODES, REFUSED, WRONG, console, print_json, stop
from plugins.policy_diff import Differences
from plugins.policy_lock import LOCK, SealError, seal
from plugins.policy_text import PolicyBook
from plugins.prose import Prose

TESTS = Path("tests")
CACHE = Path(".cache")
SHORT = 72
"""Letters of a promise in a listing: it is read in full where it stands."""

EDIT = re.compile(r"(\[-.*?-\])|(\{\+.*?\+\})", re.DOTALL)
STYLES = {
    Outcome.PASSED: "green",
    Outcome.SKIPPED: "yellow",
    Outcome.FAILED: "bold red",
    Outcome.ERROR: "bold red",
}

policies = typer.Typer(
    help="Your policies: their versions, what changed, and who keeps what they promise.",
    invoke_without_command=True,
    epilog=EXIT_CODES,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Content = Annotated[Path, typer.Option("--content", help="The folder of your content.")]
Policy = Annotated[str, typer.Argument(help="Its folder's name, such as privacy.")]


@policies.callback()
def list_policies(
    context: typer.Context, as_json: AsJson = False, content: Content = CONTENT
) -> None:
    """List your policies: since when they are in force, what is announced, what isn't sealed."""
    if context.invoked_subcommand:
        return
    rows = list(_policy_rows(_book(content)))
    if as_json:
        print_json(rows)
        return
    table = Table("Policy", "In force since", "Next", "Sealed", box=None, header_style="bold")
    for row in rows:
        open_still = ", ".join(row["not_sealed"])
        table.add_row(
            row["policy"],
            row["in_force_since"] or "not yet",
            row["next"] or "",
            f"not {open_still}" if open_still else "yes",
        )
    console.print(table)


@policies.command()
def new(
    policy: Policy,
    on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help=f"The day on which it takes effect. In {NOTICE.days} days where none is said.",
        ),
    ] = None,
    content: Content = CONTENT,
) -> None:
    """Start the next version of a policy from the last one."""
    book = _book(content)
    try:
        path = start_next(content, book, policy, on.date() if on else None)
    except (NextVersionError, NoSuchPolicyError) as error:
        stop(str(error), REFUSED)
    console.print(
        f"{path} takes effect on {path.stem}. Change its text, then say in a sentence for people "
        "what changed (summary), and whether it matters to them (material). The site isn't built "
        "until you have."
    )


@policies.command()
def diff(
    policy: Policy,
    before: Annotated[
        str | None, typer.Argument(metavar="[FROM]", help="A version's day.", show_default=False)
    ] = None,
    after: Annotated[
        str | None, typer.Argument(metavar="[TO]", help="A later one.", show_default=False)
    ] = None,
    whole: Annotated[bool, typer.Option(help="Also what didn't change.")] = False,
    content: Content = CONTENT,
) -> None:
    """Show what changed between two versions; between the last two where none is said.

    With one day only: between that version and the last one.
    """
    book = _book(content)
    try:
        versions = versions_of(book, policy)
        old = version_of(book, policy, _day(before)) if before else versions[-2:][0]
        fresh = version_of(book, policy, _day(after)) if after else versions[-1]
    except NoSuchPolicyError as error:
        stop(str(error), REFUSED)
    if old == fresh:
        console.print(f"{old.version.key} is the only version there is to show.")
        return
    prose = Prose(CACHE / "prose")
    said = Differences(CACHE / "differences").between(
        prose.html(old.text), prose.html(fresh.text), whole=whole
    )
    console.print(f"{old.version.key} → {fresh.version.key}: {fresh.version.summary}\n")
    console.print(_painted(said.text) if said.text else "No words changed.", soft_wrap=True)


@policies.command("seal")
def seal_versions(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be sealed.")
    ] = False,
    content: Content = CONTENT,
) -> None:
    """Seal every version that isn't sealed: from then on none of them may change.

    Do it when you publish. A version whose day is still to come is announced by it.
    """
    book = _book(content)
    try:
        keys = seal(content.resolve() / "policies", book, dry_run=dry_run)
    except SealError as error:
        stop(str(error), REFUSED)
    if not keys:
        console.print("Every version is sealed already.")
        return
    for key in keys:
        console.print(f"{'would seal' if dry_run else 'sealed'} {key}")
    if not dry_run:
        console.print(f"Keep {content / 'policies' / LOCK} with the rest of your content.")


@policies.command()
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
    book = _book(content)
    marks, misplaced = find_marks(tests.resolve(), tests.resolve().parent)
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


policies.command()(notify)


# --- rows and words -------------------------------------------------------------------------------


def _policy_rows(book: PolicyBook) -> Iterator[dict[str, Any]]:
    for policy in book.policies:
        current = book.in_force.of(policy)
        coming = [each for each in book.announced if each.policy == policy]
        yield {
            "policy": policy,
            "title": current.title if current else coming[0].title,
            "in_force_since": str(current.effective) if current else None,
            "next": str(coming[0].effective) if coming else None,
            "not_sealed": [
                str(text.version.effective) for text in book.of(policy) if not text.version.sealed
            ],
            "versions": [msgspec.to_builtins(text.version) for text in book.of(policy)],
        }


def _print_promises(rows: list[PromiseRow]) -> None:
    for number, row in enumerate(rows):
        if number == 0 or rows[number - 1].policy != row.policy:
            console.print(Text(f"{row.policy}, {row.version}", style="bold"))
        console.print(
            Text.assemble("  ", (row.id.partition("/")[2], "bold"), f"  {_short(row.words)}")
        )
        if row.kept_by:
            console.print(f"    kept by {row.kept_by}: {row.how}")
        for test in row.tests:
            cases = f", {test.cases} cases" if test.cases > 1 else ""
            on = f", {test.on}" if test.on else ""
            style = STYLES.get(Outcome(test.outcome), "") if test.outcome != NOT_RUN else "yellow"
            told = f"{test.outcome}{cases}{on}"
            console.print(Text.assemble("    ", (told, style), f"  {test.test}"), soft_wrap=True)
        if not row.kept_by and not row.tests:
            console.print(Text("    nobody keeps it", style="bold red"))
    console.print(_summary(rows))


def _summary(rows: list[PromiseRow]) -> str:
    proven = [row.outcome for row in rows if row.tests]
    told = [f"{proven.count(each)} {each}" for each in (*Outcome, NOT_RUN) if each in proven]
    people = sum(row.kept_by is not None for row in rows)
    tested = (
        f"{len(proven)} proven by tests ({', '.join(told)})" if proven else "none proven by tests"
    )
    return f"{len(rows)} promises: {tested}, {people} kept by people."


def _short(words: str) -> str:
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + " …"


def _painted(text: str) -> Text:
    """Words taken out in red, words put in in green; the signs around them stay."""
    painted = Text()
    for part in filter(None, EDIT.split(text)):
        style = {"[-": "red", "{+": "green"}.get(part[:2] if EDIT.fullmatch(part) else "", "")
        painted.append(part, style)
    return painted


def _book(content: Path) -> PolicyBook:
    try:
        return read_book(content)
    except PoliciesWrongError as error:
        stop(str(error), WRONG)


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise typer.BadParameter(f"“{told}” is no day. Write it as 2026-09-01.") from None
