"""The functions' code of a deploy, built here or handed in."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import msgspec

from infra.bundle import BundleError, bundle
from infra.stages import Stage, StageError


class Code(msgspec.Struct, frozen=True):
    """`parameters` are the template's that say what the code runs on."""

    path: Path
    digest: str
    parameters: dict[str, str]


def built_code(given: Path | None, stage: Stage) -> Code:
    """Raises StageError where it can't be built."""
    del stage
    if given:
        return Code(given, hashlib.sha256(given.read_bytes()).hexdigest(), {})
    try:
        built = bundle()
    except BundleError as error:
        raise StageError(f"{error}\nNothing at AWS has changed.") from error
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return Code(built.path, built.digest, {"PythonRuntime": version, "Architecture": "x86_64"})
