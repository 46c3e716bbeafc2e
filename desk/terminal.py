"""How commands speak: to people as tables and sentences, to programs as JSON and exit codes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from domain.order_book import BookUnavailableError
from infra.stages import StageError

WRONG = 1
"""Exit code where the content has mistakes, or a check found something."""

NOT_RUNNING = 3
"""Exit code where the shop can't be reached."""

NOT_ANSWERING = (
    "The shop's database isn't answering. Try again in a moment; on this machine, see whether "
    "`make dev` still runs."
)

REFUSED = 4
"""Exit code where what was asked for can't be done as things stand, and nothing was."""

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""

EXIT_CODES = (
    "Exit codes: 0 done, 1 the content has mistakes or a check found something, 2 the command "
    "can't be read, 3 the shop isn't running, 4 refused as things stand, 130 stopped by Ctrl-C."
)

WIDE = 160
"""Columns where nobody looks at a terminal, so that other programs find whole words."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]

console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else WIDE)


def say(words: str | Text) -> None:
    """Words that the terminal wraps, so that other programs find each sentence on its line."""
    console.print(words, soft_wrap=True)


def stop(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def time_on_the_clock(text: str) -> datetime:
    """For an option: day and time as a clock shows them, whose zone is the shop's."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo or len(text) == len("2026-12-01"):
        raise typer.BadParameter(f"“{text}” is no time. Write day and time, as 2026-12-01T09:00.")
    return at


@contextlib.contextmanager
def within_reach() -> Iterator[None]:
    """Say kindly where the shop, or its database, can't be reached."""
    try:
        yield
    except StageError as error:
        stop(str(error), NOT_RUNNING)
    except BookUnavailableError:
        stop(NOT_ANSWERING, NOT_RUNNING)


def print_json(said: object) -> None:
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(said)) + b"\n")
