"""Errors of content: collected while everything is read, and told all at once."""

from __future__ import annotations

import errno
from pathlib import Path

import msgspec

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
NO_ROOM_LEFT = "The site can't be written ({}). Make room, build again."


class ContentError(msgspec.Struct, frozen=True, order=True):
    """One thing to put right. `problem` ends by saying what to write instead."""

    path: str
    line: int
    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.problem}"


class ContentInvalidError(Exception):
    """The content can't be built; the message lists every error, one a line."""

    def __init__(self, errors: list[ContentError]) -> None:
        self.errors = sorted(errors)
        super().__init__("\n".join(map(str, self.errors)))


class Notes:
    """Where the errors of one file are noted; the list is shared by all files.

    `sound` is False once anything is noted here.
    """

    def __init__(self, path: Path, root: Path, errors: list[ContentError]) -> None:
        self.path = path.relative_to(root).as_posix()
        self.errors = errors
        self.sound = True

    def add(self, line: int, field: str, problem: str) -> None:
        self.sound = False
        self.errors.append(ContentError(self.path, line, field, problem))
