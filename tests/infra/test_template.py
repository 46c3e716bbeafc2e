"""What the template says, read from its translation: MiniStack ignores much of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.translate import TEMPLATE


@pytest.mark.prove
def test_cfn_lint_finds_nothing() -> None:
    linter = shutil.which("cfn-lint", path=str(Path(sys.executable).parent))
    assert linter

    run = subprocess.run([linter, str(TEMPLATE)], capture_output=True, text=True, check=False)

    assert run.stdout + run.stderr == ""
    assert run.returncode == 0


def test_the_template_holds_no_secret() -> None:
    written = TEMPLATE.read_text()

    for beginning in ("sk_test_", "sk_live_", "rk_live_", "whsec_"):
        assert beginning not in written
