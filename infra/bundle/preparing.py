"""What a cold start would do each time is done once here: templates and patterns are compiled."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from functions.web.pages import COMPILED
from functions.web.pages import environment as shop_jinja
from infra.bundle.interpreter import BundleError

RECORDER = Path(__file__).with_name("recorder.py")

TEMPLATES = ("theme/templates", "theme/mail", "theme/export")


def compile_templates(unpacked: Path) -> None:
    """As modules of Python, beside the templates that they were made from."""
    for name in TEMPLATES:
        folder = unpacked / name
        if folder.exists():
            jinja = shop_jinja(folder)
            # Filters have the shop's language, which nobody knows yet: none is worked out here.
            jinja.optimized = False
            # Components that only the site's pages have use filters of its own: they stay as text.
            jinja.compile_templates(folder / COMPILED, zip=None, ignore_errors=True)


def record_patterns(unpacked: Path, python: Path) -> None:
    """Load the parts with the Python that will run them, and keep every pattern that they make."""
    if not any(unpacked.glob("*.dist-info")):
        return
    command = [str(python), "-S", "-B", str(RECORDER), str(unpacked)]
    # Some patterns are made from sets, whose order is by chance otherwise.
    environment = {"PATH": os.defpath, "PYTHONHASHSEED": "0"}
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 (our own)
    if run.returncode:
        raise BundleError(f"The functions' parts can't be loaded:\n{run.stderr}")
