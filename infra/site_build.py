"""Runs Pelican over the shop in a process of its own, with what a build has to be told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


class SiteError(Exception):
    """The site can't be built from what is written; the message is Pelican's own list."""


def pelican(settings: str, output: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "pelican", "content", "-s", settings),
        *("-o", str(output), "--fatal", "warnings"),
    ]


def run_pelican(root: Path, settings: str, output: Path, told: Mapping[str, str]) -> None:
    """Build the shop at `root` into `output`, on top of what is there. Raises SiteError."""
    output.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(  # noqa: S603 (our own command)
        pelican(settings, output),
        cwd=root,
        # Pelican's messages stay whole lines, not wrapped for a terminal.
        env={**os.environ, "COLUMNS": "200", **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SiteError(run.stdout.strip() or f"Pelican ended with {run.returncode}.")
