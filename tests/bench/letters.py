"""`make bench-letters N=100000`: a letter to very many, with the proof's moods, kills and checks.

The rate is the emulator's limit rather than SES's: R=… letters a second.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from infra.emulator import running_emulator
from tests.fixtures.aws import fresh_tables
from tests.proofs.letter_send import Plan, Scene, check, fastest


def main() -> None:
    readers, rate = int(sys.argv[1]), float(sys.argv[2])
    plan = Plan(
        readers,
        rate,
        kills=10,
        leavers=readers // 30,
        seed=6,
        patience=readers / 5 + 600,
        run_for=20,
        turn=10,
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        running_emulator() as endpoint,
        fresh_tables(endpoint) as tables,
    ):
        began = time.monotonic()
        outcome = Scene(
            endpoint, tables, Path(folder), plan, lambda words: told(words, began)
        ).play()
    print(outcome.figures)
    check(outcome, plan.turn)
    print(f"The rate alone asks for {fastest(plan):.0f} s.")


def told(words: str, began: float) -> None:
    print(f"{time.monotonic() - began:6,.0f} s  {words}", flush=True)


if __name__ == "__main__":
    main()
