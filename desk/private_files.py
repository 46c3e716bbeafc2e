"""Files about people: readable by the owner of the machine's account alone."""

from __future__ import annotations

import os
from pathlib import Path

OWN = 0o600


def write_for_owner(file: Path, content: bytes) -> None:
    """Nobody else can read it at any moment, even where it was there before. Raises OSError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, OWN)
    with os.fdopen(descriptor, "wb") as opened:
        os.fchmod(descriptor, OWN)
        opened.truncate()
        opened.write(content)
