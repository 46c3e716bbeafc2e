"""A bundle is built once for its inputs: the code, the lock, and the Python that compiles it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from infra.bundle.gathering import gather_compiled
from infra.bundle.interpreter import BundleError
from infra.bundle.packing import pack
from infra.bundle.preparing import compile_templates, record_patterns
from infra.bundle.sbom import sbom
from infra.bundle.targets import Target, local_target
from infra.bundle.trimming import trim

ROOT = Path(__file__).parents[2]

PARTS = (
    "domain",
    "functions",
    "theme/templates/components",
    "theme/templates/answers",
    "theme/mail",
    "theme/export",
)
FAKES = "functions/adapters/fake*.py"
"""What tests have instead of AWS and Stripe."""

REQUIREMENTS = "requirements/functions.txt"


class Bundle(NamedTuple):
    path: Path
    digest: str
    """Of its inputs: what the key of an upload is made of."""

    @property
    def sbom(self) -> Path:
        """What it is made of, beside it."""
        return self.path.with_suffix(".cdx.json")


def bundle(root: Path = ROOT, target: Target | None = None) -> Bundle:
    """Build the zip from the shop at `root`, or find the one that is already built.

    Without a target it is for what runs on this machine. Raises BundleError.
    """
    target = target or local_target()
    made = root / "build" / f"functions-{target.name}.zip"
    digest = inputs_digest(root, target)
    built = Bundle(made, digest)
    stamp = made.with_suffix(".inputs")
    if not (made.exists() and stamp.exists() and stamp.read_text() == digest):
        made.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="bundle-", dir=made.parent) as folder:
            unpacked = Path(folder) / "unpacked"
            fill(unpacked, root, target)
            packed = Path(folder) / made.name
            pack(unpacked, packed)
            built.sbom.write_text(sbom(unpacked, (root / REQUIREMENTS).read_text(), digest))
            packed.replace(made)
        stamp.write_text(digest)
    return built


def fill(unpacked: Path, root: Path, target: Target) -> None:
    """Everything that the zip holds, in a new folder."""
    _install(root / REQUIREMENTS, unpacked, target)
    trim(unpacked, root)
    _copy(root, unpacked)
    compile_templates(unpacked)
    record_patterns(unpacked, target.python)
    _compile(unpacked, target.python)
    gather_compiled(unpacked)


def inputs_digest(root: Path, target: Target) -> str:
    digest = hashlib.sha256(f"{target.minor} {target.machine}".encode())
    for ours in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(ours.read_bytes())
    for file in (root / REQUIREMENTS, *_files(root)):
        digest.update(f"\0{file.relative_to(root)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for part in PARTS:
        for file in sorted((root / part).rglob("*")):
            is_ours = "__pycache__" not in file.parts and not file.match(FAKES)
            if file.is_file() and is_ours:
                yield file


def _install(requirements: Path, folder: Path, target: Target) -> None:
    folder.mkdir()
    if not requirements.read_text().strip():
        return
    uv = Path(sys.executable).with_name("uv")
    command = [
        *(str(uv), "pip", "install", "--quiet", "--python", str(target.python)),
        *("--target", str(folder), "--requirements", str(requirements)),
        *("--require-hashes", "--no-deps", "--only-binary", ":all:"),
        # What is cut away afterwards must not be cut away in uv's own cache.
        *("--link-mode", "copy"),
    ]
    if target.platform:
        command += ["--python-platform", target.platform]
    _run(command, "The functions' parts can't be installed")


def _copy(root: Path, unpacked: Path) -> None:
    for file in _files(root):
        copy = unpacked / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def _compile(folder: Path, python: Path) -> None:
    """Compile by content: the zip's fixed times would make compiled files by time look stale.

    Without columns: a traceback names its lines, and loading is a little faster.
    """
    command = [str(python), "-m", "compileall", "-q", "-j", "0", "-s", str(folder)]
    command += ["--invalidation-mode", "unchecked-hash", str(folder)]
    _run(command, "The functions don't compile", {"PYTHONNODEBUGRANGES": "1"})


def _run(command: list[str], failed: str, more: Mapping[str, str] | None = None) -> None:
    environment = {**os.environ, **(more or {})}
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 (our own)
    if run.returncode:
        raise BundleError(f"{failed}:\n{run.stdout}{run.stderr}")
