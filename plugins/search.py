"""Lets Pagefind read the finished site, so that visitors can search it without a server.

It reads the pages whose main part says `data-pagefind-body`. What it brings along for its own
interface is left out: the shop's search page has one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from pelican import Pelican, signals  # type: ignore[import-untyped]  # Pelican has no types

from plugins.errors import NO_ROOM, NO_ROOM_LEFT
from plugins.marks import mark_of_bytes
from plugins.seen import seen

FOLDER = "pagefind"
PICTURES = "pictures"
"""A folder with more files than all others, and no page."""

NOT_SEARCHED = (
    "form, nav, keep-piece, .after, .cards, .dates, .decision .price, .glance, .hint, .label, "
    ".letter > footer, .notice, .printed, .section-head"
)
"""What stands on many pages, and would be found on each."""

UNUSED = ("pagefind-*.css", "pagefind-*.js")
WASM = "wasm.*.pagefind"
OTHER_LANGUAGES = "wasm.unknown.pagefind"
"""The reader of words of a language that Pagefind doesn't know, beside that of the shop's own."""


class SearchIndexError(Exception):
    """Pagefind couldn't read the site; the message is its own."""


def build(output: Path) -> None:
    """Write the search of the site in `output`, whole or not at all."""
    fresh = output / f".{FOLDER}"
    shutil.rmtree(fresh, ignore_errors=True)
    _index(output, fresh)
    _remove_unused(fresh)
    shutil.rmtree(output / FOLDER, ignore_errors=True)
    fresh.rename(output / FOLDER)


def bring_up_to_date(output: Path, record: Path) -> None:
    """Build the search, unless both the pages and it are as the record has them."""
    record.parent.mkdir(parents=True, exist_ok=True)
    with record.with_suffix(".search-lock").open("w") as lock:
        # Another build of this folder is waited for.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.exists() or record.read_bytes() != _mark(output):
            build(output)
            record.write_bytes(_mark(output))


def _mark(output: Path) -> bytes:
    """Of every page, and of the search itself, as they are."""
    return mark_of_bytes(*sorted(_looks(str(output)), key=bytes))


def _looks(folder: str) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != PICTURES:
                    yield from _looks(entry.path)
            elif entry.name.endswith(".html") or f"/{FOLDER}/" in entry.path:
                yield f"{entry.path} ".encode() + msgspec.msgpack.encode(seen(entry.stat()))


def _remove_unused(folder: Path) -> None:
    for pattern in UNUSED:
        for path in folder.glob(pattern):
            path.unlink()
    if len(list(folder.glob(WASM))) > 1:
        (folder / OTHER_LANGUAGES).unlink(missing_ok=True)


def _index(site: Path, target: Path) -> None:
    run = subprocess.run(  # noqa: S603  our own command
        [
            *(sys.executable, "-m", "pagefind", "--silent"),
            *("--site", site, "--output-path", target),
            *("--exclude-selectors", NOT_SEARCHED),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode or not (target / "pagefind.js").is_file():
        raise SearchIndexError(run.stdout.strip() or f"It ended with {run.returncode}.")


def build_search(pelican: Pelican) -> None:
    try:
        output = Path(pelican.output_path)
        name = hashlib.sha256(str(output.resolve()).encode()).hexdigest()[:24]
        bring_up_to_date(output, Path(pelican.settings["BUILD_LEDGERS"], f"{name}.search"))
    except SearchIndexError as error:
        sys.exit(f"The search couldn't be built. Pagefind says: {error}")
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        sys.exit(NO_ROOM_LEFT.format(error.strerror))


def register() -> None:
    signals.finalized.connect(build_search)
