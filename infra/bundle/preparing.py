"""What a cold start would do each time is done once here: templates and patterns are compiled."""

from __future__ import annotations

import subprocess
from pathlib import Path

from functions.web.pages import COMPILED, environment
from infra.bundle.interpreter import BundleError

RECORDER = Path(__file__).with_name("recorder.py")

TEMPLATES = ("theme/templates", "theme/mail", "theme/export")


def compile_templates(unpacked: Path) -> None:
    """As modules of Python, beside the templates that they were made from."""
    for name in TEMPLATES:
        folder = unpacked / name
        if folder.exists():
            jinja = environment(folder)
            # Filters have the shop's language, which nobody knows yet: none is worked out here.
            jinja.optimized = False
            # Components that only the site's pages have use filters of its own: they stay as text.
            jinja.compile_templates(folder / COMPILED, zip=None, ignore_errors=True)


def record_patterns(unpacked: Path, python: Path) -> None:
    """Load the parts with the Python that will run them, and keep every pattern that they make."""
    command = [str(python), "-S", "-E", "-B", str(RECORDER), str(unpacked)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if run.returncode:
        raise BundleError(f"The functions' parts can't be loaded:\n{run.stderr}")
