"""`shop letter …`: from a file in content/letters to its readers."""

from __future__ import annotations

import typer

from desk.letter_control import cancel, list_letters, pause, resume
from desk.letter_preview import preview
from desk.letter_report import report
from desk.letter_send import send
from desk.letter_trial import trial

letter = typer.Typer(
    help="Look at a letter, try it, send it, and see how it arrived.", no_args_is_help=True
)
letter.command()(preview)
letter.command("test")(trial)
letter.command()(send)
letter.command()(pause)
letter.command()(resume)
letter.command()(cancel)
letter.command()(report)
letter.command("list")(list_letters)
