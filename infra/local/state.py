"""The folder where the local stack keeps what it knows between two runs, `.local/` by default.

| file | what it is |
| --- | --- |
| stack.json | endpoints of the stack that runs; only there while it is ready |
| lock | held by the stack that runs |
| keys.json | secrets, made at the first run |
| aws/ | MiniStack's state: tables, secrets |
| stripe.sqlite | the stand-in's state |
| template.json | the translated template |
| builds/, site, build.json, release.json, stock.json | see `infra.local.builder` |
| tmp/ | temporary files of MiniStack |
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec


class RunningAlreadyError(Exception):
    """Another stack works in the folder; the message says where."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for the length of the block. Raises RunningAlreadyError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunningAlreadyError(
                f"The shop is running already{_where(folder)}. "
                "Stop it with Ctrl-C in its terminal first."
            ) from None
        yield


def _where(folder: Path) -> str:
    try:
        return f" at {msgspec.json.decode((folder / 'stack.json').read_bytes())['origin']}"
    except (OSError, msgspec.DecodeError, KeyError):
        return ""


def forget_last_run(folder: Path) -> None:
    """Remove what only means something while a stack runs."""
    for name in ("stack.json", "build.json"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "tmp", ignore_errors=True)


def forget_everything(folder: Path) -> None:
    """Raises RunningAlreadyError while a stack works in the folder."""
    with locked(folder):
        shutil.rmtree(folder)
