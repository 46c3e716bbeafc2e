"""Copies in memory, held to the same contract suite as the real ones."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import IO


class FakeExports:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    @contextlib.contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]:
        file = _Unseekable()
        yield file
        self.files[key] = file.getvalue()

    def delete(self, key: str) -> None:
        self.files.pop(key, None)


class _Unseekable(io.BytesIO):
    """As an upload is: what is written can't be gone back to."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation("seek")

    def tell(self) -> int:
        raise io.UnsupportedOperation("tell")
