"""One start of a function under Lambda's own client: from nothing to its first answer."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.fixtures.runtime_api import RuntimeApi, lambda_environment


class Start(NamedTuple):
    """Milliseconds of processor time and of the clock on the wall; megabytes at the most."""

    processor: float
    wall: float
    memory: float
    answer: Any


def start(
    python: Path,
    code: Path,
    handler: str,
    event: Mapping[str, Any],
    environment: Mapping[str, str],
) -> Start:
    """`environment` names in PYTHONPATH where Lambda's client is; the code's own folder goes first.

    Raises SystemExit with what it printed where nothing is answered.
    """
    with RuntimeApi(event) as api:
        began = time.monotonic()
        process = subprocess.Popen(
            [python, "-m", "awslambdaric", handler],
            cwd=code,
            env={
                **lambda_environment(code, handler),
                "PYTHONDONTWRITEBYTECODE": "1",
                **api.environment,
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        while not api.ended.wait(0.05) and process.poll() is None:
            if time.monotonic() - began > 60:
                break
        wall = (api.ended_at or time.monotonic()) - began
        memory = _peak(process.pid)
        process.kill()
        printed = process.stdout.read().decode() if process.stdout else ""
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        if process.stdout:
            process.stdout.close()
    if api.answer is None:
        raise SystemExit(f"{handler} gave no answer: {(api.error or b'').decode()}\n{printed}")
    spent = (used.ru_utime + used.ru_stime) * 1000
    return Start(spent, wall * 1000, memory, json.loads(api.answer))


def _peak(process: int) -> float:
    """Of this program alone: what `wait` reports counts its parent's memory too."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
