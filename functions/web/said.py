"""A word above a page that is shown again."""

from __future__ import annotations

import msgspec


class Said(msgspec.Struct, frozen=True):
    """On what was just done, or what was wrong with the `field`."""

    text: str
    field: str = ""
    status: int = 200
