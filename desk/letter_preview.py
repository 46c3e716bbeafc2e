"""`shop letter preview`: a letter on a page of this machine, as a phone and a desk show it."""

from __future__ import annotations

import base64
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import jinja2
import typer

from desk.letter_files import (
    CONTENT,
    LetterFileError,
    LetterStaleError,
    built_letter,
    built_letters,
    runs_here,
)
from desk.places import STACK_FILE, Where, is_stage
from desk.terminal import REFUSED, WRONG, AsJson, print_json, say, stop
from domain.letters import LEAVE, LetterContent

PAGE = Path(__file__).with_suffix(".html")
OUTSIDE = '<base target="_blank">'
"""Links in a frame of the page open beside it."""

Slug = Annotated[
    str, typer.Argument(help="Its name, as in letters/2026-05-14-NAME.md, or welcome.")
]
Content = Annotated[Path, typer.Option("--content", help="The folder of your content.")]


def preview(
    slug: Slug,
    opened: Annotated[
        bool, typer.Option("--open/--no-open", help="Open it in your browser.")
    ] = True,
    as_json: AsJson = False,
    content: Content = CONTENT,
    stack: Where = STACK_FILE,
) -> None:
    """Look at a letter as a phone, a desk and a plain reader show it. Nothing is sent."""
    place = built_letters(stack)
    try:
        letter = _current(slug, stack, content)
    except LetterFileError as error:
        stop(str(error), REFUSED)
    page = place.parent / "preview" / f"{slug}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(preview_page(letter), encoding="utf-8")
    if as_json:
        print_json(_told(letter, page))
    else:
        say(f"“{letter.subject}”, {weight(letter)} KB in all: {page}")
    if opened:
        webbrowser.open(page.resolve().as_uri())


def preview_page(letter: LetterContent) -> str:
    """The page, whole: pictures are in it, and it fetches nothing."""
    jinja = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    html = letter.html.replace(LEAVE, "#").replace("<head>", f"<head>{OUTSIDE}", 1)
    for picture in letter.pictures:
        data = base64.b64encode(picture.data).decode()
        html = html.replace(f"cid:{picture.cid}", f"data:{picture.content_type};base64,{data}")
    return jinja.from_string(PAGE.read_text(encoding="utf-8")).render(
        subject=letter.subject,
        preheader=letter.preheader,
        weight=weight(letter),
        html=html,
        text=letter.text,
    )


def weight(letter: LetterContent) -> int:
    """Kilobytes of the mail, near enough: pictures travel as text, a third heavier."""
    pictures = sum(len(picture.data) for picture in letter.pictures) * 4 / 3
    return round((len(letter.html.encode()) + len(letter.text.encode()) + pictures) / 1024)


def _current(slug: str, stack: Path, content: Path) -> LetterContent:
    """The letter; where nothing builds by itself, it is built now. Raises LetterFileError."""
    try:
        return built_letter(slug, stack, content, or_welcome=True)
    except LetterStaleError:
        if runs_here(stack) or is_stage(stack):
            raise
    say("Building the shop first…")
    _build(content)
    return built_letter(slug, stack, content, or_welcome=True)


def _build(content: Path) -> None:
    run = subprocess.run(  # noqa: S603  our own command
        [
            *(sys.executable, "-m", "pelican", str(content), "-s", "pelicanconf.py"),
            *("-o", "output", "--fatal", "warnings"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        stop((run.stderr or run.stdout).strip() or "The shop can't be built.", WRONG)


def _told(letter: LetterContent, page: Path) -> dict[str, object]:
    return {
        "slug": letter.slug,
        "date": letter.written_on.isoformat(),
        "subject": letter.subject,
        "page": str(page.resolve()),
        "kilobytes": weight(letter),
        "pictures": [picture.filename for picture in letter.pictures],
        "sha256": letter.sha256,
    }
