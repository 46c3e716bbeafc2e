"""Runs one build of a shop as its owner would, and says what it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.site.building import ROOT

MIB = 1024 * 1024
READING_CACHES = (("PROSE_CACHE", "prose"), ("DIFFERENCE_CACHE", "differences"))
"""What of the words is kept: the setting's name, and the folder beside the output."""


@dataclass(frozen=True)
class Cost:
    """`memory` is the peak of the largest process."""

    seconds: float
    cpu_seconds: float
    memory: int

    def __str__(self) -> str:
        memory = f"{self.memory / MIB:.0f} MiB"
        return f"{self.seconds:6.2f} s {self.cpu_seconds:7.2f} s CPU {memory:>9}"

    def over(self, other: Cost) -> str:
        """How many times the other's."""
        return (
            f"{self.seconds / other.seconds:.1f} × the time, "
            f"{self.cpu_seconds / other.cpu_seconds:.1f} × the CPU, "
            f"{self.memory / other.memory:.1f} × the memory"
        )


def build(content: Path, folder: Path) -> Cost:
    """Build into the folder with the caches that are kept there, too; raises SystemExit."""
    caches = (("PICTURE_CACHE", "pictures"), *READING_CACHES)
    settings = [f"{name}={json.dumps(str(folder / part))}" for name, part in caches]
    began = time.monotonic()
    run = subprocess.Popen(
        [
            *(sys.executable, "-m", "pelican", str(content), "-s", str(ROOT / "pelicanconf.py")),
            *("-o", str(folder / "output"), "--fatal", "warnings", "-e", *settings),
        ],
        cwd=ROOT,
        env=os.environ | {"VITRINE_RELEASE": str(folder / "release.json")},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(run.pid, 0)
    seconds = time.monotonic() - began
    if status:
        sys.exit("The shop can't be built; what is wrong is said above.")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)
