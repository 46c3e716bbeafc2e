"""Every external call failing in every way, over the real adapters, loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from infra.emulator import KEPT_MAILS

PROCESSES = 24
ENDINGS = ("paid", "hold given back", "piece gone", "nothing held", "called off")


@pytest.mark.prove
@pytest.mark.promise("terms/never-sold-twice")
def test_no_call_that_fails_in_any_way_loses_stock_money_or_mail() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.proofs.crash_matrix", "--json"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ".", KEPT_MAILS: os.environ[KEPT_MAILS]},
        capture_output=True,
        check=False,
        timeout=1800,
    )

    assert run.stdout, run.stderr.decode()[-3000:]
    rows = json.loads(run.stdout)
    assert [row for row in rows if row["losses"]] == []
    assert run.returncode == 0
    undisturbed = [row for row in rows if not row["number"]]
    assert len(undisturbed) == PROCESSES
    ways = Counter(row["fault"] for row in rows)
    assert ways["before"] == ways["after"] == ways["timeout"] > 7 * PROCESSES
    assert all(row["ended"].startswith(ENDINGS) for row in rows)
