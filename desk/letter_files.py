"""Finds a letter as the build wrote it, and sees that nothing was edited since."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from desk.places import STACK_FILE, is_stage
from domain.letters import WELCOME, LetterContent

CONTENT, THEME = Path("content"), Path("theme/mail")
BUILT = Path("build/letters")
DAY = "2026-05-14-"
ANEW = "Save the letter again, and it is built anew."


class LetterFileError(Exception):
    """There is no such letter, or none that can be sent; the message says what to do."""


class LetterStaleError(LetterFileError):
    """Something was edited after the letter was built."""


def built_letters(stack: Path = STACK_FILE) -> Path:
    """Where the last build left its letters: that of the running shop, or of `make build`."""
    return stack.parent / "letters" if runs_here(stack) else BUILT


def runs_here(stack: Path) -> bool:
    """Whether the shop runs on this machine, where it builds what is saved by itself."""
    return stack.exists() and not is_stage(stack)


def built_letter(
    slug: str,
    folder: Path,
    content: Path = CONTENT,
    theme: Path = THEME,
    *,
    or_welcome: bool = False,
) -> LetterContent:
    """The letter, as it stands now. Raises LetterFileError and LetterStaleError.

    The welcome isn't one that anybody sends: it has to be asked for.
    """
    file = folder / f"{slug}.json"
    welcome = or_welcome and slug == WELCOME and (content / f"letters/{WELCOME}.md").exists()
    if not welcome and slug not in written_letters(content):
        raise LetterFileError(_missing(slug, content, or_welcome=or_welcome))
    if not file.exists() or file.stat().st_mtime < _edited_at(content, theme):
        raise LetterStaleError(
            f"“{slug}” isn't built as it is written now. `make dev` builds what you save within "
            "seconds. If it lists mistakes there, mend those first, whichever file they are in."
        )
    try:
        letter = msgspec.json.decode(file.read_bytes(), type=LetterContent)
    except msgspec.MsgspecError as error:
        raise LetterStaleError(f"{file} can't be read. {ANEW}") from error
    if not letter.is_whole:
        raise LetterStaleError(f"{file} was changed by hand. {ANEW}")
    return letter


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
