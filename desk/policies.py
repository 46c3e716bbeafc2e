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

from desk.next_version import NOTICE, NextVersionError, start_next
from desk.notify import notify
from desk.policies_reviewed import mark_reviewed
from desk.policy_book import (
    CONTENT,
    Content,
    NoSuchPolicyError,
    book_or_stop,
    version_of,
    versions_of,
)
from desk.promise_list import promises
from desk.terminal import EXIT_CODES, REFUSED, WRONG, AsJson, console, print_json, say, stop
from plugins.policy_diff import Differences
from plugins.policy_lock import LOCK, SealError, seal
from plugins.policy_text import PolicyBook, PolicyText
from plugins.promise_places import check_promises
from plugins.prose import Prose

CACHE = Path(".cache")
EDIT = re.compile(r"(\[-.*?-\])|(\{\+.*?\+\})", re.DOTALL)

policies = typer.Typer(
    help="Your policies: their versions, what changed, and who keeps what they promise.",
    invoke_without_command=True,
    epilog=EXIT_CODES,
)

Policy = Annotated[str, typer.Argument(help="Its folder's name, such as privacy.")]


@policies.callback()
def list_policies(
    context: typer.Context, as_json: AsJson = False, content: Content = CONTENT
) -> None:
    """List your policies: since when they are in force, what is announced, what isn't sealed."""
    if context.invoked_subcommand:
        return
    rows = list(_policy_rows(book_or_stop(content)))
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
    book = book_or_stop(content)
    try:
        path = start_next(content, book, policy, on.date() if on else None)
    except (NextVersionError, NoSuchPolicyError) as error:
        stop(str(error), REFUSED)
    say(
        f"{path} takes effect on {path.stem}. Change its text, then say in a sentence for people "
        "what changed (summary), and whether it matters to them (material). The site isn't built "
        "until you have."
    )


@policies.command()
def diff(
    policy: Policy,
    before: Annotated[
        str | None, typer.Argument(metavar="FROM", help="A version's day.", show_default=False)
    ] = None,
    after: Annotated[
        str | None, typer.Argument(metavar="TO", help="A later one.", show_default=False)
    ] = None,
    whole: Annotated[bool, typer.Option(help="Also what didn't change.")] = False,
    content: Content = CONTENT,
) -> None:
    """Show what changed between two versions; between the last two where none is said.

    With one day only: between that version and the last one.
    """
    book = book_or_stop(content)
    try:
        versions = versions_of(book, policy)
        old = version_of(book, policy, _day(before)) if before else versions[-2:][0]
        fresh = version_of(book, policy, _day(after)) if after else versions[-1]
    except NoSuchPolicyError as error:
        stop(str(error), REFUSED)
    if old == fresh:
        say(_nothing_beside(old, versions))
        return
    old, fresh = sorted((old, fresh), key=lambda each: each.version.effective)
    prose = Prose(CACHE / "prose")
    said = Differences(CACHE / "differences").between(
        prose.html(old.text), prose.html(fresh.text), whole=whole
    )
    say(f"{old.version.key} → {fresh.version.key}: {fresh.version.summary}\n")
    say(_painted(said.text) if said.text else "No words changed.")


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
    book = book_or_stop(content)
    # For ever is too long for a page that can't show a promise.
    torn = check_promises(book, content.resolve(), Prose(CACHE / "prose").html)
    if torn:
        stop("\n".join(map(str, sorted(torn))), WRONG)
    try:
        keys = seal(content.resolve() / "policies", book, dry_run=dry_run)
    except SealError as error:
        stop(str(error), REFUSED)
    if not keys:
        say("Every version is sealed already.")
        return
    for key in keys:
        say(f"{'would seal' if dry_run else 'sealed'} {key}")
    if not dry_run:
        say(f"Keep {content / 'policies' / LOCK} with the rest of your content.")


policies.command("reviewed")(mark_reviewed)
policies.command()(promises)
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


def _nothing_beside(shown: PolicyText, versions: tuple[PolicyText, ...]) -> str:
    if len(versions) == 1:
        return f"{shown.version.key} is the only version there is to show."
    days = ", ".join(str(each.version.effective) for each in versions if each != shown)
    return f"{shown.version.key} is the same on both sides. Name another day: {days}."


def _painted(text: str) -> Text:
    """Words taken out in red, words put in in green; the signs around them stay."""
    painted = Text()
    for part in filter(None, EDIT.split(text)):
        style = {"[-": "red", "{+": "green"}.get(part[:2] if EDIT.fullmatch(part) else "", "")
        painted.append(part, style)
    return painted


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise typer.BadParameter(f"“{told}” is no day. Write it as 2026-09-01.") from None
