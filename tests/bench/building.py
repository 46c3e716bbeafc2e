"""Runs one build of a shop as its owner would, and says what it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.site.building import ROOT

MIB = 1024 * 1024
READING_CACHES = (("PROSE_CACHE", "prose"), ("DIFFERENCE_CACHE", "differences"))
"""What of the words is kept: the setting's name, and the folder beside the output."""

CACHES = (
    *READING_CACHES,
    ("PICTURE_CACHE", "pictures"),
    ("BUILD_LEDGERS", "ledgers"),
    ("OUTPUT_RECORDS", "records"),
    ("LETTER_CACHE", "letters-kept"),
)


@dataclass(frozen=True)
class Cost:
    """`memory` is the peak of the largest process."""

    seconds: float
    cpu_seconds: float
    memory: int

    def __str__(self) -> str:
        memory = f"{self.memory / MIB:.0f} MiB"
        return f"{self.seconds:6.2f} s {self.cpu_seconds:7.2f} s CPU {memory:>9}"

    def __add__(self, other: Cost) -> Cost:
        """Both, one after the other."""
        return Cost(
            self.seconds + other.seconds,
            self.cpu_seconds + other.cpu_seconds,
            max(self.memory, other.memory),
        )

    def over(self, other: Cost) -> str:
        """How many times the other's."""
        return (
            f"{self.seconds / other.seconds:.2f} × the time, "
            f"{self.cpu_seconds / other.cpu_seconds:.2f} × the CPU, "
            f"{self.memory / other.memory:.2f} × the memory"
        )


def build(content: Path, folder: Path, *, pictures: Path | None = None) -> Cost:
    """Build into the folder with the caches that are kept there, too; raises SystemExit.

    Encoded `pictures` may be kept in a folder of their own.
    """
    return run(command(content, folder, pictures), ROOT, **told(folder))


def command(content: Path, folder: Path, pictures: Path | None = None) -> list[str]:
    kept = {name: folder / part for name, part in CACHES}
    kept["PICTURE_CACHE"] = pictures or kept["PICTURE_CACHE"]
    settings = [f"{name}={json.dumps(str(place))}" for name, place in kept.items()]
    return [
        *(sys.executable, "-m", "pelican", str(content), "-s", str(ROOT / "pelicanconf.py")),
        *("-o", str(folder / "output"), "--fatal", "warnings", "-e", *settings),
    ]


def told(folder: Path) -> dict[str, str]:
    return {
        "VITRINE_RELEASE": str(folder / "release.json"),
        # Python keeps what it has compiled, as it does where nobody has told it not to.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(ROOT / ".cache/bytecode"),
    }


def run(program: Sequence[str], folder: Path, **env: str) -> Cost:
    """What a program costs, with all that it starts; raises SystemExit where it fails."""
    began = time.monotonic()
    process = subprocess.Popen(program, cwd=folder, env=os.environ | env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status:
        sys.exit(f"{program[0]} failed; what is wrong is said above.")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)
