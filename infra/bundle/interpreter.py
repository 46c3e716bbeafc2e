"""Which Python of this machine is of the minor version that Lambda runs.

`python infra/bundle/interpreter.py` prints its path, or says what to do; it needs nothing but
Python itself and uv.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUNTIME = "3.13"
"""The template's `python3.13`: compiled code is good for this very minor version alone."""


class BundleError(Exception):
    """A part of the bundle is missing or can't be built; the message says what to do."""


class NoPythonError(BundleError):
    """A Python of the version asked for is not on this machine."""


def interpreter(minor: str = RUNTIME) -> Path:
    """Raises NoPythonError where uv and pyenv know of none."""
    found = _find(minor, dict(os.environ)) or _find(minor, _pyenv(minor))
    if found is None:
        raise NoPythonError(
            f"There is no Python {minor} on this machine, and Lambda runs what it compiled. "
            f"Install it with `.venv/bin/uv python install {minor}` or `pyenv install {minor}`, "
            "then try again."
        )
    return found


def _find(minor: str, environment: dict[str, str]) -> Path | None:
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        return None
    command = [str(uv), "python", "find", "--system", "--no-project", minor]
    # No download: which Python runs here is for the owner of the machine to say.
    environment = environment | {"UV_PYTHON_DOWNLOADS": "never"}
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 (our own)
    return Path(run.stdout.strip()) if run.returncode == 0 and run.stdout.strip() else None


def _pyenv(minor: str) -> dict[str, str]:
    """Pyenv's stand-ins for Python refuse to run until they are told the version in full."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    versions = [each.name for each in (home / "versions").glob(f"{minor}.*")]
    newest = max(
        versions,
        key=lambda each: [int(p) if p.isdigit() else -1 for p in each.split(".")],
        default="",
    )
    return dict(os.environ) | ({"PYENV_VERSION": newest} if newest else {})


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{interpreter()}\n")
    except NoPythonError as error:
        sys.exit(str(error))
