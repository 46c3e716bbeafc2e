"""The adapters' own tests, with the bundle's code, parts and descriptions instead of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bundle import ROOT, Target, bundle, local_target
from infra.bundle.packing import unpack


@pytest.mark.prove
def test_the_adapters_keep_their_contracts_on_the_bundle(tmp_path: Path) -> None:
    here = Path(sys.executable)
    target = Target(here, "{}.{}".format(*sys.version_info), local_target().machine)
    unpack(bundle(ROOT, target).path, tmp_path / "unpacked")

    run = subprocess.run(
        [
            *(here, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
            # The bundle's anyio has no plugin for tests.
            *("-p", "no:anyio", "-p", "tests.fixtures.bundled", "tests/adapters"),
        ],
        cwd=ROOT,
        env=os.environ | {"UNPACKED": str(tmp_path / "unpacked")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
