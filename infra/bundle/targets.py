"""What a bundle is built for: a Python of one minor version, on one kind of machine."""

from __future__ import annotations

import functools
import platform
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from infra.bundle.interpreter import RUNTIME, interpreter
from infra.emulator import INTERPRETER

MACHINES = {
    "arm64": "aarch64-manylinux2014",
    "x86_64": "x86_64-manylinux2014",
}
"""Lambda's names of its processors, and the platforms that packages are built for."""


class Target(NamedTuple):
    """`python` compiles, so it is of the minor version that will run the code."""

    python: Path
    minor: str
    machine: str

    @property
    def platform(self) -> str:
        """What uv is asked for; empty for a machine that isn't Lambda's kind: its own packages."""
        return MACHINES.get(self.machine, "")

    @property
    def name(self) -> str:
        """`arm64`, or `x86_64-python3.11` where it isn't what Lambda runs."""
        return self.machine if self.minor == RUNTIME else f"{self.machine}-python{self.minor}"


def lambda_target(machine: str) -> Target:
    """Raises NoPythonError where this machine can't compile for Lambda."""
    return Target(interpreter(), RUNTIME, machine)


def local_target() -> Target:
    """What runs in MiniStack here: its Python is Lambda's where that is installed."""
    python = INTERPRETER if INTERPRETER.exists() else Path(sys.executable)
    machine = this_machine()
    if sys.platform != "linux":
        machine = f"{sys.platform}-{machine}"
    return Target(python, _minor(python), machine)


def this_machine() -> str:
    """By Lambda's name for it, where it has one."""
    return {"aarch64": "arm64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())


@functools.cache
def _minor(python: Path) -> str:
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    run = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603 (our own)
    return run.stdout.strip()
