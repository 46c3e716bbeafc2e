"""`shop subscribers import`: a list from elsewhere, each line with its proof or a question by mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from desk.places import STACK_FILE, Where
from desk.stage import Readers, readers_at
from desk.terminal import NOT_RUNNING, REFUSED, STOPPED, WRONG, AsJson, print_json, say, stop
from domain.letter_terms import LetterTerms, NoLetterError, letter_terms
from domain.order_book import BookUnavailableError
from domain.roll import Entry
from domain.roll_import import Arrival, Importing
from domain.roll_reading import RollError, read_roll
from infra.stages import StageError

WORDS = {
    Arrival.READER: "become readers: the list proves their yes",
    Arrival.TO_ASK: "are asked by mail whether they want the letter: no proof in the list",
    Arrival.KNOWN: "skipped: on the list already, or asked already",
    Arrival.SUPPRESSED: "skipped: they left, or can't be reached",
    Arrival.SET_ASIDE: "skipped: they asked you to set their data aside",
}


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file with headings: address, and if you have them name, topics, asked_at, "
            "words, evidence, confirmed_at.",
            exists=True,
            dir_okay=False,
        ),
    ],
    evidence: Annotated[
        str | None,
        typer.Option(
            help="How you know that they said yes, for lines without evidence of their own: such "
            "as “Sign-up sheet at the Llano market, in the blue binder”. You have to be able to "
            "show it."
        ),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask first.")] = False,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Take in a list of readers from elsewhere.

    A line becomes a reader at once only with the day on which they asked, the words that they said
    yes to, and how you know. All others are asked by mail, and get nothing unless they say yes.
    Whoever left stays away. Stop it whenever you like: run again, it goes on.
    """
    done = 0
    try:
        readers = readers_at(stack)
        terms = letter_terms(readers.shelf, readers.now())
        entries = _read(file, terms, readers, evidence)
        importing = _importing(readers, terms)
        plan = Counter(_with_progress(importing.plan(entries), len(entries), "Looking"))
        if dry_run or not _is_wanted(plan, ask=not yes and not as_json):
            _report(plan, as_json=as_json)
            if not as_json:
                say("Nothing was taken in.")
            return
        became = Counter[Arrival]()
        for arrival in _with_progress(map(importing.take_in, entries), len(entries), "Taking in"):
            became[arrival] += 1
            done += 1
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop(f"The shop's database isn't answering. {_so_far(done)}", NOT_RUNNING)
    except NoLetterError:
        stop("The shop writes no letters. See `letter` in docs/owner/shop.md.", REFUSED)
    except KeyboardInterrupt:
        stop(f"Stopped. {_so_far(done)}", STOPPED)
    _report(became, as_json=as_json)
    if not as_json:
        say("The list is taken in. Delete the file if you need it no more.")


def _importing(readers: Readers, terms: LetterTerms) -> Importing:
    return Importing(
        readers.book, readers.restrictions, readers.key, terms.confirm_within, readers.now
    )


def _read(file: Path, terms: LetterTerms, readers: Readers, evidence: str | None) -> list[Entry]:
    topics = [topic.id for topic in terms.facts.topics]
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return read_roll(opened, topics, readers.now(), evidence)
    except UnicodeDecodeError:
        stop(f"{file} isn't UTF-8. Save it as “CSV UTF-8”, and try again.", WRONG)
    except RollError as error:
        stop("\n".join([*error.problems, "Nothing was taken in."]), WRONG)


def _is_wanted(plan: Counter[Arrival], *, ask: bool) -> bool:
    if not plan[Arrival.READER] and not plan[Arrival.TO_ASK]:
        return False
    if not ask:
        return True
    _report(plan, as_json=False)
    try:
        agreed = typer.confirm("Go on?")
    except typer.Abort:
        typer.echo()
        stop("Nothing was taken in. Where nobody can be asked, say --yes.", REFUSED)
    if not agreed:
        stop("Nothing was taken in.", REFUSED)
    return True


def _report(counts: Counter[Arrival], *, as_json: bool) -> None:
    if as_json:
        print_json({arrival.value: counts[arrival] for arrival in Arrival})
        return
    for arrival, words in WORDS.items():
        if counts[arrival] or arrival in (Arrival.READER, Arrival.TO_ASK):
            say(f"{counts[arrival]:>6} {words}")


def _with_progress(done: Iterable[Arrival], count: int, words: str) -> Iterator[Arrival]:
    bar = Console(stderr=True)
    yield from track(
        done, words, total=count, console=bar, transient=True, disable=not bar.is_terminal
    )


def _so_far(done: int) -> str:
    lines = "1 line is" if done == 1 else f"{done} lines are"
    return (
        f"{lines} taken in: run it again to go on from there." if done else "Nothing was taken in."
    )
