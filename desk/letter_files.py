"""Finds a letter as the build wrote it, and sees that nothing was edited since."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from desk.places import STACK_FILE, is_stage
from domain.letters import WELCOME, LetterContent

CONTENT, THEME = Path("content"), Path("theme/mail")
BUILD, LETTERS = Path("build"), "letters"
"""A stage's letters are in a folder of its name, where publishing builds it; they lead there."""

DAY = "2026-05-14-"


class LetterFileError(Exception):
    """There is no such letter, or none that can be sent; the message says what to do."""


class LetterStaleError(LetterFileError):
    """Something was edited after the letter was built."""


def built_letters(stack: Path = STACK_FILE) -> Path:
    """Where the last build left its letters: the running shop's, a stage's, or that of `make build`."""
    if is_stage(stack):
        return BUILD / stack.stem / LETTERS
    return stack.parent / LETTERS if runs_here(stack) else BUILD / LETTERS


def runs_here(stack: Path) -> bool:
    """Whether the shop runs on this machine, where it builds what is saved by itself."""
    return stack.exists() and not is_stage(stack)


def built_letter(
    slug: str,
    stack: Path = STACK_FILE,
    content: Path = CONTENT,
    theme: Path = THEME,
    *,
    or_welcome: bool = False,
) -> LetterContent:
    """The letter for that shop, as it stands now. Raises LetterFileError and LetterStaleError.

    The welcome isn't one that anybody sends: it has to be asked for.
    """
    file = built_letters(stack) / f"{slug}.json"
    welcome = or_welcome and slug == WELCOME and (content / f"letters/{WELCOME}.md").exists()
    if not welcome and slug not in written_letters(content):
        raise LetterFileError(_missing(slug, content, or_welcome=or_welcome))
    if not file.exists() or file.stat().st_mtime < _edited_at(content, theme):
        raise LetterStaleError(f"“{slug}” isn't built as it is written now. {_builds(stack)}")
    try:
        letter = msgspec.json.decode(file.read_bytes(), type=LetterContent)
    except msgspec.MsgspecError as error:
        raise LetterStaleError(f"{file} can't be read. {_anew(stack)}") from error
    if not letter.is_whole:
        raise LetterStaleError(f"{file} was changed by hand. {_anew(stack)}")
    return letter


def check_origin(letter: LetterContent, origin: str, stack: Path) -> None:
    """Whether its links lead to the shop that sends it. Raises LetterFileError.

    One that was built for this machine would lead everybody to their own.
    """
    if letter.origin != origin:
        raise LetterFileError(
            f"The links in “{letter.slug}” lead to {letter.origin}, and the shop that would send it "
            f"is at {origin}. {_anew(stack)}"
        )


def _builds(stack: Path) -> str:
    if is_stage(stack):
        return _anew(stack)
    return (
        "`make dev` builds what you save within seconds. If it lists mistakes there, mend those "
        "first, whichever file they are in."
    )


def _anew(stack: Path) -> str:
    if is_stage(stack):
        return f"Publish, and it is built anew: ./shop publish --stage {stack.stem}"
    return "Save the letter again, and it is built anew."


def written_letters(content: Path = CONTENT) -> list[str]:
    """The slugs of all letters, the newest first: their files begin with the day."""
    files = sorted((content / "letters").glob("????-??-??-*.md"), reverse=True)
    return [file.stem[len(DAY) :] for file in files]


def _missing(slug: str, content: Path, *, or_welcome: bool) -> str:
    if slug == WELCOME:
        if or_welcome:
            return f"There is no welcome. Write one as {content}/letters/{WELCOME}.md."
        return "The welcome goes to each reader by itself, once they have confirmed."
    known = written_letters(content)
    near = difflib.get_close_matches(slug, known, n=1) or known[:1]
    advice = f"Write {near[0]}" if near else f"Write one as {content}/letters/{DAY}spring.md"
    return f"There is no letter “{slug}”. {advice}."


def _edited_at(*folders: Path) -> float:
    return max((path.stat().st_mtime for path in _files(folders)), default=0.0)


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    """Everything that a build reads. What an editor keeps for itself begins with a dot."""
    for folder in folders:
        yield from (path for path in folder.rglob("[!.]*") if path.is_file())
