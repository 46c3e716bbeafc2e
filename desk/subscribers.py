"""`shop subscribers`: who gets the letter, in numbers; and each of them, by their own address."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from desk.places import STACK_FILE, Where
from desk.request_page import set_aside_words
from desk.stage import Readers, readers_at
from desk.subscribers_import import import_
from desk.terminal import (
    NOT_ANSWERING,
    NOT_RUNNING,
    REFUSED,
    WRONG,
    AsJson,
    console,
    print_json,
    say,
    stop,
)
from domain.days import date_in_words
from domain.mail_address import MailAddressError, read_any_address
from domain.order_book import BookUnavailableError
from domain.roll import write_roll
from domain.shop import ShopFacts
from domain.subscribers import StaleSubscriberError, Standing, Subscriber
from infra.stages import StageError

STANDINGS = {
    Standing.SUBSCRIBED: "get the letter",
    Standing.PENDING: "haven't confirmed yet",
    Standing.LEFT: "left",
    Standing.BOUNCED: "can't be reached",
    Standing.COMPLAINED: "called a letter spam",
}

subscribers = typer.Typer(
    help="Who gets the letter. Without a command: how many, and nobody's address.",
    add_completion=False,
    invoke_without_command=True,
)

Address = Annotated[str, typer.Argument(help="Their mail address.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask first.")]


@subscribers.callback()
def count(context: typer.Context, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Say how many readers there are, by standing and by topic."""
    if context.invoked_subcommand:
        return
    with_readers(stack, lambda readers: _count(readers, as_json=as_json))


def _count(readers: Readers, *, as_json: bool) -> None:
    facts = readers.shelf.facts()
    set_aside = {each.subject for each in readers.restrictions.restrictions()}
    numbers = numbers_of(readers.book.every(), readers, facts, set_aside)
    if as_json:
        print_json(numbers)
        return
    table = Table(box=None, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for standing, words in STANDINGS.items():
        table.add_row(str(numbers["standings"][standing.value]), words)
    table.add_section()
    for label, number in (
        ("paused", "paused"),
        ("want fewer letters", "fewer"),
        ("had their data set aside, and get none", "set_aside"),
    ):
        table.add_row(str(numbers[number]), label)
    if facts and facts.letter:
        for topic in facts.letter.topics:
            table.add_row(str(numbers["topics"][topic.id]), f"want “{topic.label}”")
    console.print(table)


def numbers_of(
    every: Iterable[Subscriber],
    readers: Readers,
    facts: ShopFacts | None,
    set_aside: Container[str] = frozenset(),
) -> dict[str, Any]:
    """Counts alone: by standing, and of those who get letters by what they chose."""
    standings = Counter[str]({each.value: 0 for each in Standing})
    topics = Counter[str](
        {topic.id: 0 for topic in (facts.letter.topics if facts and facts.letter else ())}
    )
    paused = fewer = aside = 0
    for each in every:
        standings[each.standing.value] += 1
        if each.standing is Standing.SUBSCRIBED and each.id in set_aside:
            aside += 1
        elif each.standing is Standing.SUBSCRIBED:
            paused += each.is_paused(readers.now())
            fewer += each.fewer
            topics.update(each.topics if each.topics is not None else topics.keys())
    return {
        "standings": dict(standings),
        "topics": dict(topics),
        "paused": paused,
        "fewer": fewer,
        "set_aside": aside,
    }


@subscribers.command()
def export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write; it mustn't exist yet.")],
    stack: Where = STACK_FILE,
) -> None:
    """Write those who get the letter into a file, with the proof of each yes.

    Who left isn't in it, nor who had their data set aside. The file holds people's addresses: only you can read it. Delete it when
    you are done.
    """
    with_readers(stack, lambda readers: _export(readers, file))


def _export(readers: Readers, file: Path) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        stop(f"{file} can't be written: {error.strerror}. Name another file.", REFUSED)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
            set_aside = {each.subject for each in readers.restrictions.restrictions()}
            written = write_roll(readers.book.every(), opened, set_aside)
    except BaseException:
        file.unlink()  # half a list would be taken for a whole one
        raise
    say(f"Wrote {written} {'reader' if written == 1 else 'readers'} to {file}.")


@subscribers.command()
def show(address: Address, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Say all that is kept of one address: their standing, their choices, and the proof."""
    with_readers(stack, lambda readers: _show(readers, address, as_json=as_json))


def _show(readers: Readers, address: str, *, as_json: bool) -> None:
    found = readers.book.get(readers.key.id_of(_read(address)))
    if found is None:
        stop("Nothing is kept of that address.", WRONG)
    flag = readers.restrictions.restriction(found.id)
    if as_json:
        print_json(msgspec.to_builtins(found) | {"set_aside": flag})
        return
    facts = readers.shelf.facts()
    locale = facts.locale if facts else "en_US"
    table = Table(box=None, show_header=False)
    for name, words in described(found, locale):
        table.add_row(name, words)
    console.print(table)
    if flag:
        say(set_aside_words(flag))


def described(found: Subscriber, locale: str) -> Iterable[tuple[str, str]]:
    """What is kept, a line each, in words."""
    yield (
        "Standing",
        f"{STANDINGS[found.standing]}, since {date_in_words(found.since.date(), locale)}",
    )
    if found.name:
        yield "Name", found.name
    if consent := found.consent:
        yield "Asked", f"{consent.asked_at:%Y-%m-%d %H:%M} UTC"
        yield "Form", consent.form
        yield "Words", f"“{consent.words}”"
        for ref in consent.policies:
            yield "Policy", f"{ref.policy}/{ref.version}, {ref.sha256[:12]}"
        if consent.evidence:
            yield "Evidence", consent.evidence
        if found.confirmed_at:
            yield "Confirmed", f"{found.confirmed_at:%Y-%m-%d %H:%M} UTC"
        elif consent.evidence is None:
            yield "Confirmed", "not yet"
    if found.standing is Standing.SUBSCRIBED:
        yield "Topics", ", ".join(found.topics) if found.topics is not None else "all"
        yield "Fewer", "yes" if found.fewer else "no"
        if found.paused_until:
            yield "Paused until", date_in_words(found.paused_until.date(), locale)


@subscribers.command()
def forget(address: Address, yes: Yes = False, stack: Where = STACK_FILE) -> None:
    """Forget an address: nothing stays but a code that says that they left.

    The proof of their yes goes as well, and that earlier addresses led to it. Where they have moved
    to, letters end. No import brings them back; they can ask anew.
    """
    known = _read(address)
    if not yes:
        try:
            agreed = typer.confirm("This can't be taken back. Forget this address?")
        except typer.Abort:
            typer.echo()
            stop("Nothing was forgotten. Where nobody can be asked, say --yes.", REFUSED)
        if not agreed:
            stop("Nothing was forgotten.", REFUSED)
    with_readers(stack, lambda readers: _forget(readers, known))
    say("Forgotten. Nothing but a code of the address stays, so that no list brings it back.")


def _forget(readers: Readers, address: str) -> None:
    try:
        readers.forget(address)
    except StaleSubscriberError:
        stop("Something of theirs was changed this very moment. Run this again.", REFUSED)


def _read(address: str) -> str:
    try:
        return read_any_address(address)
    except MailAddressError:
        stop(f"“{address}” is no mail address. Write it as name@example.com.", WRONG)


def with_readers(stack: Path, act: Any) -> None:  # noqa: ANN401 — a function of the readers
    try:
        act(readers_at(stack))
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop(NOT_ANSWERING, NOT_RUNNING)


subscribers.command("import")(import_)
