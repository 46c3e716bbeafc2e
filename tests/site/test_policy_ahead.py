"""Comparing on every processor: it can be ended at any moment, and what it left is of use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.policy_ahead import Comparison, compare_ahead
from plugins.policy_diff import Differences
from plugins.prose import Prose
from tests.site.building import ROOT
from tests.site.long_policy import long_versions

COMPARE_ALL = """
import os
from pathlib import Path
from tests.site.test_policy_ahead import caches, wanted
from plugins.policy_ahead import compare_ahead
os.cpu_count = lambda: 2
compare_ahead(wanted(40, 50), *caches(Path.cwd()))
"""


def wanted(versions: int, kilobytes: int) -> list[Comparison]:
    texts = [text for _, text in long_versions(versions, kilobytes)]
    return [Comparison(text, texts[-1], whole=True) for text in texts[:-1]]


def caches(folder: Path) -> tuple[Prose, Differences]:
    return Prose(folder / "prose"), Differences(folder / "differences")


@pytest.mark.skipif(os.cpu_count() == 1, reason="one processor compares as its pages ask")
def test_what_was_compared_ahead_is_what_pages_find_later(tmp_path: Path) -> None:
    asked = wanted(10, 1)
    prose, differences = caches(tmp_path / "alone")
    for each in asked:
        differences.between(prose.html(each.before), prose.html(each.after), whole=True)

    compare_ahead(asked, *caches(tmp_path / "ahead"))

    assert kept(tmp_path / "ahead") == kept(tmp_path / "alone")


def kept(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_ctrl_c_ends_every_process_at_once(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", COMPARE_ALL],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not any(tmp_path.glob("differences/*")):
        assert run.poll() is None
        time.sleep(0.02)

    os.killpg(run.pid, signal.SIGINT)
    # Whoever is left of them holds the pipe open.
    _, complaints = run.communicate(timeout=30)

    assert complaints.count(b"Traceback") == 1, complaints.decode()
    assert complaints.rstrip().endswith(b"KeyboardInterrupt")
    assert len(list(tmp_path.glob("differences/*"))) < 39
