"""The rounds of a build: it looks at all pieces, and at what an earlier one left of the site.

In a large shop another process goes round, while what was kept of the pieces is read.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Collection
from pathlib import Path

import msgspec

from plugins.errands import Errands
from plugins.inventory import Inventory, take
from plugins.looking import Looks, look_at_pieces

FEW = 500
"""So many pieces have been looked at before a process has begun."""

PIECES, SITE = range(2)


class Rounds:
    """`pieces` is where they are; of the site the folders with these `names` are gone through."""

    def __init__(self, pieces: Path, site: Path, names: Collection[str]) -> None:
        self._errands = Errands(
            (functools.partial(_look, pieces), functools.partial(take, str(site), names))
        )
        self.inventory = Inventory(names, lambda: self._errands.result(SITE))
        with contextlib.suppress(OSError):
            if len(os.listdir(pieces)) >= FEW:  # noqa: PTH208  names suffice
                self._errands.begin()

    def looks(self) -> Looks:
        return msgspec.msgpack.decode(self._errands.result(PIECES), type=Looks)


def _look(pieces: Path) -> bytes:
    return msgspec.msgpack.encode(look_at_pieces(pieces))
