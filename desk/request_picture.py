"""`shop request ID picture`: an ID that somebody handed in, opened for the owner and gone after."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import typer

from desk.stage import address_key_at, proofs_at
from desk.terminal import NOT_RUNNING, REFUSED, say, stop
from domain.exports import ExportsUnavailableError
from domain.handing_over import Picture, picture_of, proof_key
from domain.requests import Request

NOTHING = (
    "Nobody has handed in a picture for request {id}, or it is deleted by now: it goes with your "
    "decision, and after 30 days at most."
)
NO_PICTURE = (
    "What they handed in is no photo (JPEG) and no picture of a screen (PNG), so it wasn't opened, "
    "and is deleted. Their page asks them for another."
)
ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""A closed window or a shutdown ends a command at once, unless it listens."""


def show_picture(found: Request, stack: Path) -> None:
    """Look at it once: the file is only the owner's to read, and goes when she has seen it."""
    picture = _handed_in(found, stack)
    kind = picture_of(picture)
    if kind is None:
        stop(NO_PICTURE, REFUSED)
    with _as_file(picture, kind) as file:
        if typer.launch(str(file)):
            say(f"Nothing here opens pictures by itself. Open this one: {file}")
        else:
            say(f"It is open in your viewer: {file}")
        say("Only you can read that file, and it is deleted when you press Enter.")
        say(
            "The picture itself is deleted with your decision, and after 30 days at most. Keep no "
            "copy."
        )
        with contextlib.suppress(typer.Abort):
            typer.prompt("Press Enter when you have seen it", default="", show_default=False)
    say("The file is deleted.")


def _handed_in(found: Request, stack: Path) -> bytes:
    proofs = proofs_at(stack)
    key = proof_key(found.id, address_key_at(stack))
    try:
        picture = proofs.whole(key)
        if picture and picture_of(picture) is None:
            proofs.delete(key)
    except ExportsUnavailableError:
        stop("The shop's bucket isn't answering. Is `make dev` still running?", NOT_RUNNING)
    if picture is None:
        stop(NOTHING.format(id=found.id), REFUSED)
    return picture


@contextlib.contextmanager
def _as_file(picture: bytes, kind: Picture) -> Iterator[Path]:
    """A file in a folder that nobody else may open; both are gone however this ends."""
    with _ending_in_order(), tempfile.TemporaryDirectory(prefix="shop-request-") as folder:
        file = Path(folder) / f"id.{kind}"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(picture)
        yield file


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    def end(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {each: signal.signal(each, end) for each in ENDINGS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
