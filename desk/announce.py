"""`shop notify`: a notice of the owner's to everyone concerned, once to each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from desk.letters_out import NotifyError, Round, Send, Yes, say_written, write_round
from desk.places import STACK_FILE, Where
from desk.policy_book import CONTENT, Content
from desk.stage import Stage, readers_at, stage_at
from desk.terminal import WRONG, say, stop
from domain.announcing import Announcing, Audience, Kind, Notice
from domain.notices import Plan
from plugins.errors import ContentInvalidError
from plugins.notice_files import FOLDER, read_notice
from plugins.prose import Prose

CACHE = Path(".cache")

KINDS = {
    Kind.DISRUPTION: "a disruption of service",
    Kind.TRANSFER: "a transfer of the business",
    Kind.BREACH: "a breach of data",
}
AUDIENCES = {
    Audience.CUSTOMERS: "who bought from you",
    Audience.SUBSCRIBERS: "who gets the letter",
    Audience.EVERYONE: "who bought from you or gets the letter",
}


def notify(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NOTICE", help="Its file's name in content/notices, with or without .md."
        ),
    ],
    send: Send = False,
    yes: Yes = False,
    content: Content = CONTENT,
    stack: Where = STACK_FILE,
) -> None:
    """Write a notice to everyone concerned, once: a disruption, a transfer, a breach.

    Stop it whenever you like: run again, it goes on with those who haven't been written to.
    """

    def counted() -> Round:
        stage, readers = stage_at(stack), readers_at(stack)
        notice = _read(content.resolve(), name.removesuffix(".md"), stage.origin)
        announcing = Announcing(
            stage.book, readers.book, stage.outbox, readers.restrictions, readers.key, stage.now
        )
        plan = announcing.plan(_unchanged(notice, stage))
        say(f"{notice.id}, {KINDS[notice.kind]}: “{notice.subject}”")
        say(f"{plan.people:>6} with a mail address, {AUDIENCES[notice.to]}")
        say_written(plan)
        return Round(plan, _posting(notice, stage, announcing), f"./shop notify {notice.id}")

    write_round(counted, send=send, yes=yes)


def _read(content: Path, name: str, origin: str) -> Notice:
    path = content / FOLDER / f"{name}.md"
    if not path.exists():
        there = ", ".join(sorted(each.stem for each in path.parent.glob("*.md")))
        advice = (
            f"There is {there}." if there else "Write it first; docs/owner/privacy.md says how."
        )
        raise NotifyError(f"There is no notice {path.relative_to(content.parent)}. {advice}")
    try:
        return read_notice(path, content, Prose(CACHE / "prose").html, origin)
    except ContentInvalidError as error:
        stop(str(error), WRONG)


def _unchanged(notice: Notice, stage: Stage) -> Notice:
    """Raises NotifyError where some have been written to in other words."""
    posted = stage.shelf.notice(notice.id)
    if posted not in (None, notice):
        raise NotifyError(
            f"Some have {notice.id} already, in other words or by another choice of people. "
            "Bring the file back as it was to write to the rest, or write another notice."
        )
    return notice


def _posting(
    notice: Notice, stage: Stage, announcing: Announcing
) -> Callable[[Plan], Iterator[bool]]:
    """Messages hold neither words nor addresses: the words come first, for who sends them."""

    def write(plan: Plan) -> Iterator[bool]:
        if stage.shelf.post_notice(notice) != notice:
            _unchanged(notice, stage)
        yield from announcing.write(plan)

    return write
