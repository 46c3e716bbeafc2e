"""`shop policies reviewed`: the owner says which versions she has read and stands by."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.policy_book import CONTENT, Content, book_or_stop, shop_day
from desk.terminal import REFUSED, WRONG, say, stop
from domain.policies import PolicyVersion
from plugins.policy_review import (
    ReviewError,
    read_reviews,
    reviewed,
    unread,
    visible,
    write_reviews,
)


def mark_reviewed(
    policies: Annotated[
        list[str] | None,
        typer.Argument(
            help="Their folders' names, such as privacy. All of them without.", show_default=False
        ),
    ] = None,
    by: Annotated[str, typer.Option(help="Who read them.", show_default=False)] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask about each.")] = False,
    content: Content = CONTENT,
) -> None:
    """Mark policies as read by you: a live shop isn't deployed before.

    It counts for each version as it is now. Change a word, and it is to be read again.
    """
    book = book_or_stop(content)
    folder = content.resolve() / "policies"
    try:
        reviews = read_reviews(folder)
    except ReviewError as error:
        stop(str(error), WRONG)
    known = {each.policy for each in visible(book)}
    if strange := sorted(set(policies or ()) - known):
        stop(f"There is no policy “{strange[0]}”. There are: {', '.join(sorted(known))}.", REFUSED)
    open_still = [each for each in unread(book, reviews) if not policies or each.policy in policies]
    if not open_still:
        say("You have read all of it as it is now.")
        return
    name = by.strip() or _asked("Your name", yes=yes)
    read = [each for each in open_still if yes or _agreed(each, content)]
    write_reviews(folder, reviewed(read, reviews, shop_day(content.resolve()), name))
    for each in read:
        say(f"read {each.key}, by {name}")
    if len(read) < len(open_still):
        stop(f"{len(open_still) - len(read)} still to be read.", WRONG)


def _asked(question: str, *, yes: bool) -> str:
    if yes:
        stop('Say who read them: --by "Your Name"', REFUSED)
    try:
        return str(typer.prompt(question)).strip()
    except typer.Abort:
        typer.echo()
        stop("Nothing was marked. Where nobody can be asked, say --by and --yes.", REFUSED)


def _agreed(version: PolicyVersion, content: object) -> bool:
    say(f"\n{version.title}, {content}/policies/{version.key}.md: {version.summary}")
    try:
        return typer.confirm("Have you read it, is it true of your shop, and will you keep to it?")
    except typer.Abort:
        typer.echo()
        stop("Nothing was marked. Where nobody can be asked, say --by and --yes.", REFUSED)
