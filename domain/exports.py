"""Copies of people's data, kept for a week for whoever asked for them to fetch."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import IO, Protocol

KEPT = timedelta(days=7)
DOWNLOADS = 5


class ExportsUnavailableError(Exception):
    """The store of copies can't be reached; whether it wrote may be unknown."""


class Exports(Protocol):
    """Every call may raise ExportsUnavailableError."""

    def writing(self, key: str) -> AbstractContextManager[IO[bytes]]:
        """A file to write once, from its beginning; it is there when the block ends well.

        What was there under the key is replaced.
        """
        ...

    def delete(self, key: str) -> None:
        """What isn't there is deleted already."""
        ...
