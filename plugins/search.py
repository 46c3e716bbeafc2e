"""Lets Pagefind read the finished site, so that visitors can search it without a server.

It reads the pages whose main part says `data-pagefind-body`. What it brings along for its own
interface is left out: the shop's search page has one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from pelican import Pelican, signals  # type: ignore[import-untyped]  # Pelican has no types

FOLDER = "pagefind"
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
        build(Path(pelican.output_path))
    except SearchIndexError as error:
        sys.exit(f"The search couldn't be built. Pagefind says: {error}")


def register() -> None:
    signals.finalized.connect(build_search)
