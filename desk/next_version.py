"""Starts a policy's next version from the one before it, with what only the owner can say left open."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from desk.policy_book import versions_of
from plugins.policy_text import PolicyBook, PolicyText

NOTICE = timedelta(days=30)
"""How long people can read a change before it takes effect, where no day is said."""

OPEN = ("summary", "material")
"""What no version takes over from another: each is written anew."""


class NextVersionError(Exception):
    """A version that can't be started; the message says what to do."""


def start_next(content: Path, book: PolicyBook, policy: str, on: date | None) -> Path:
    """Write the next version's file; its path. Raises NextVersionError, NoSuchPolicyError."""
    versions = versions_of(book, policy)
    day = on or book.today + NOTICE
    path = content / "policies" / policy / f"{day}.md"
    _check(path, day, versions, book.today)
    before = [each for each in versions if each.version.effective < day]
    if not before:
        raise NextVersionError(
            f"{policy} has no version before {day} to start from. Choose a later day."
        )
    with path.open("xb") as file:
        file.write(left_open(before[-1].source.decode()).encode())
    return path


def _check(path: Path, day: date, versions: tuple[PolicyText, ...], today: date) -> None:
    if path.exists():
        raise NextVersionError(f"{path} is there already. Edit it, or choose another day.")
    if day < today:
        raise NextVersionError(f"{day} is over. A version takes effect on {today} or later.")
    open_still = [each.version.key for each in versions if not each.version.sealed]
    if open_still:
        raise NextVersionError(
            f"{open_still[-1]}.md isn't sealed, so it may still change: edit that one. "
            "Was it published already? Then seal it first: ./shop policies seal"
        )


def left_open(source: str) -> str:
    """The file with nothing behind `summary:` and `material:`."""
    lines = source.split("\n")
    end = lines.index("---", 1)
    fields: Any = yaml.compose("\n".join(lines[1:end]), Loader=yaml.CBaseLoader)
    for key, value in reversed(fields.value):
        if key.value in OPEN:
            first = 1 + key.start_mark.line
            last = 1 + value.end_mark.line - (value.end_mark.column == 0)
            lines[first : max(first, last) + 1] = [f"{key.value}:"]
    return "\n".join(lines)
