"""The functions' code of a deploy, built here or handed in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from infra.bundle import ROOT, BundleError, bundle, lambda_target
from infra.stages import Stage, StageError


class Code(msgspec.Struct, frozen=True):
    """`parameters` are the template's that say what the code runs on."""

    path: Path
    digest: str
    parameters: dict[str, str]


def built_code(given: Path | None, stage: Stage) -> Code:
    """Raises StageError where it can't be built."""
    if given:
        return Code(given, hashlib.sha256(given.read_bytes()).hexdigest(), {})
    machine = stage.parameters.get("Architecture", "arm64")
    try:
        built = bundle(ROOT, lambda_target(machine))
    except BundleError as error:
        raise StageError(f"{error}\nNothing at AWS has changed.") from error
    return Code(built.path, built.digest, {})
