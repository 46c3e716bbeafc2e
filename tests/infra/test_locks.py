"""What is installed is what was locked: every package by its version and its hashes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_that_is_installed_is_locked_by_its_hash(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()

    packages = [line for line in lines if re.match(r"\w", line)]

    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", package), package


def test_nothing_is_installed_without_looking_at_hashes() -> None:
    script = (ROOT / "infra/setup.sh").read_text(encoding="utf-8")

    installs = [line for line in script.splitlines() if "pip sync" in line or "pip install" in line]

    assert installs
    for line in installs:
        assert "--require-hashes" in line, line
