"""The functions' bundle: their code, the rules, the templates that they fill, and their parts.

`python -m infra.bundle` writes `build/functions.zip` for the Python that runs it, and does
nothing when none of its inputs has changed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent

PARTS = (
    "domain",
    "functions",
    "theme/templates/components",
    "theme/templates/answers",
    "theme/mail",
    "theme/export",
)
REQUIREMENTS = "requirements/functions.txt"

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip, so that the same content is the same zip."""


class BundleError(Exception):
    """A part of the bundle is missing or can't be installed; the message says what."""


class Bundle(NamedTuple):
    path: Path
    digest: str
    """Of its inputs: what the key of an upload is made of."""


def bundle(root: Path = ROOT) -> Bundle:
    """Build the zip from the shop at `root`, or find the one that is already built."""
    made = root / "build" / "functions.zip"
    stamp = made.with_suffix(".inputs")
    digest = inputs_digest(root)
    if not (made.exists() and stamp.exists() and stamp.read_text() == digest):
        made.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="bundle-", dir=made.parent) as folder:
            unpacked = Path(folder) / "unpacked"
            _install(root / REQUIREMENTS, unpacked)
            _copy(root, unpacked)
            _compile(unpacked)
            packed = Path(folder) / made.name
            _pack(unpacked, packed)
            packed.replace(made)
        stamp.write_text(digest)
    return Bundle(made, digest)


def inputs_digest(root: Path) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:3]} {sys.platform}".encode())
    digest.update(Path(__file__).read_bytes())
    for file in (root / REQUIREMENTS, *_files(root)):
        digest.update(f"\0{file.relative_to(root)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for part in PARTS:
        for file in sorted((root / part).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file


def _install(requirements: Path, target: Path) -> None:
    target.mkdir()
    if not requirements.read_text().strip():
        return
    uv = Path(sys.executable).with_name("uv")
    command = [
        *(str(uv), "pip", "install", "--quiet", "--python", sys.executable),
        *("--target", str(target), "--requirements", str(requirements)),
        *("--require-hashes", "--no-deps", "--only-binary", ":all:"),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if run.returncode:
        raise BundleError(f"The functions' parts can't be installed:\n{run.stderr}")
    shutil.rmtree(target / "bin", ignore_errors=True)


def _copy(root: Path, target: Path) -> None:
    for file in _files(root):
        copy = target / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def _compile(folder: Path) -> None:
    """Compile by content: the zip's fixed times would make compiled files by time look stale."""
    command = [sys.executable, "-m", "compileall", "-q", "-j", "0", "-s", str(folder)]
    command += ["--invalidation-mode", "unchecked-hash", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if run.returncode:
        raise BundleError(f"The functions don't compile:\n{run.stdout}{run.stderr}")


def _pack(folder: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = file.relative_to(folder).as_posix()
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{bundle().path}\n")
    except BundleError as error:
        sys.exit(str(error))
