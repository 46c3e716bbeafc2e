"""The policies as the owner wrote them, read for her commands as the build reads them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from desk.terminal import WRONG, stop
from plugins.build_day import ENVIRONMENT, BuildDayError, build_day
from plugins.errors import ContentError, Notes
from plugins.policies import read_policies
from plugins.policy_text import PolicyBook, PolicyText
from plugins.shop_facts import read_shop

CONTENT = Path("content")
Content = Annotated[Path, typer.Option("--content", help="The folder of your content.")]


class PoliciesWrongError(Exception):
    """The policies can't be read; the message lists every mistake, one a line."""


class NoSuchPolicyError(Exception):
    """A policy or a version that isn't there; the message says which are."""


def shop_day(content: Path) -> date:
    """Today where the shop is, or the day that VITRINE_TODAY tells. Raises PoliciesWrongError.

    Mistakes in shop.yaml aren't this command's to tell: the build does.
    """
    path = content / "shop.yaml"
    shop = read_shop(path, Notes(path, content.parent, []))
    try:
        return build_day(os.environ.get(ENVIRONMENT), shop.facts.time_zone if shop else "UTC")
    except BuildDayError as error:
        raise PoliciesWrongError(str(error)) from error


def read_book(content: Path) -> PolicyBook:
    """Raises PoliciesWrongError."""
    errors: list[ContentError] = []
    book = read_policies(content.resolve(), shop_day(content.resolve()), errors)
    if book is None:
        raise PoliciesWrongError("\n".join(map(str, sorted(errors))))
    return book


def book_or_stop(content: Path) -> PolicyBook:
    """The book for a command, which ends by telling every mistake where there is one."""
    try:
        return read_book(content)
    except PoliciesWrongError as error:
        stop(str(error), WRONG)


def versions_of(book: PolicyBook, policy: str) -> tuple[PolicyText, ...]:
    """A policy's versions, the oldest first. Raises NoSuchPolicyError."""
    found = book.of(policy)
    if not found:
        raise NoSuchPolicyError(
            f"There is no policy “{policy}”. There are: {', '.join(book.policies) or 'none'}."
        )
    return found


def version_of(book: PolicyBook, policy: str, day: date) -> PolicyText:
    """Raises NoSuchPolicyError."""
    versions = versions_of(book, policy)
    for each in versions:
        if each.version.effective == day:
            return each
    days = ", ".join(str(each.version.effective) for each in versions)
    raise NoSuchPolicyError(f"{policy} has no version of {day}. Its versions: {days}.")
