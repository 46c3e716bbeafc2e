"""What the last build of a folder knew: what it read of each file, and what it wrote from that.

One SQLite file for each output folder. A build that dies leaves it as the build before it had it.
Every row carries a checksum, so that a damaged one is seen; then, or where the file was
written by other programs than these, it is thrown away, and the build says so.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

TABLES = """
PRAGMA synchronous = OFF;
PRAGMA page_size = 32768;
CREATE TABLE IF NOT EXISTS programs (mark BLOB);
CREATE TABLE IF NOT EXISTS kept (
    kind TEXT, name TEXT, mark BLOB, data BLOB, whole INTEGER, PRIMARY KEY (kind, name)
) WITHOUT ROWID;
"""
"""A power cut may tear the file. That is seen, and costs no more than a full build. A piece fits
into a page of that size whole, which is faster than in parts."""

DAMAGES = (sqlite3.DatabaseError, TypeError, AttributeError)
"""What reading a damaged row may raise."""

OTHER_PROGRAMS = "What the last build kept is of other programs than these"
DAMAGED = "What the last build kept is damaged"
FULL = "What this build read couldn't be kept"


class Kept(NamedTuple):
    """`mark` is of what the data was made from."""

    mark: bytes
    data: bytes


class Ledger:
    """`notes` are sentences for the owner: what was thrown away, and why."""

    def __init__(self, folder: Path, output: Path, programs: bytes) -> None:
        name = hashlib.sha256(str(output.resolve()).encode()).hexdigest()[:24]
        self.notes: list[str] = []
        self._file = folder / f"{name}.sqlite"
        self._programs = programs
        self._is_full = False
        self._lock: TextIO | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = (folder / f"{name}.lock").open("w")
            # Another build of this folder is waited for.
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            self._database = self._open()
        except (OSError, sqlite3.DatabaseError):
            self._database = self._without_room()

    def _open(self) -> sqlite3.Connection:
        database = self._connect()
        try:
            database.executescript(TABLES)
            found = [bytes(mark) for (mark,) in database.execute("SELECT mark FROM programs")]
        except sqlite3.DatabaseError:
            return self._begin_anew(database, DAMAGED)
        if found == [self._programs]:
            return database
        return self._begin_anew(database, OTHER_PROGRAMS if found else "")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, isolation_level=None)

    def _begin_anew(self, database: sqlite3.Connection, why: str) -> sqlite3.Connection:
        database.close()
        if why:
            self.notes.append(f"{why}. It was thrown away, and everything is built anew.")
        for suffix in ("", "-journal"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        database = self._connect()
        try:
            database.executescript(TABLES)
            database.execute("INSERT INTO programs VALUES (?)", (self._programs,))
        except sqlite3.DatabaseError:
            return self._without_room()
        return database

    def _without_room(self) -> sqlite3.Connection:
        """Nothing is remembered of this build, which says so at its end."""
        self._is_full = True
        database = sqlite3.connect(":memory:", isolation_level=None)
        database.executescript(TABLES)
        return database

    def all(self, kind: str) -> Iterator[tuple[str, Kept]]:
        """Everything of a kind with its name, up to the first that is damaged."""
        rows = "SELECT name, mark, data, whole FROM kept WHERE kind = ?"
        begun, crc32 = _begun(kind), zlib.crc32
        try:
            for name, mark, data, whole in self._database.execute(rows, (kind,)):
                # As in `_whole`, which would be called so often that the calls alone are felt.
                if whole != crc32(data, crc32(mark, crc32(name.encode(), begun))):
                    break
                yield name, Kept(mark, data)
            else:
                return
        except DAMAGES:
            pass
        self._database = self._begin_anew(self._database, DAMAGED)

    def get(self, kind: str, name: str) -> Kept | None:
        """One of a kind; None where it isn't there, or is damaged."""
        rows = "SELECT mark, data, whole FROM kept WHERE kind = ? AND name = ?"
        with contextlib.suppress(*DAMAGES):
            row = self._database.execute(rows, (kind, name)).fetchone()
            if row is None:
                return None
            mark, data, whole = row
            if whole == _whole(kind, name, mark, data):
                return Kept(mark, data)
        self._database = self._begin_anew(self._database, DAMAGED)
        return None

    def keep(self, kind: str, name: str, mark: bytes, data: bytes) -> None:
        """Remember it, from the end of this build on."""
        row = (kind, name, mark, data, _whole(kind, name, mark, data))
        self._change("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", row)

    def forget(self, kind: str, names: Iterable[str]) -> None:
        for name in names:
            self._change("DELETE FROM kept WHERE kind = ? AND name = ?", (kind, name))

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        """Nothing that fails here is needed by this build."""
        if self._is_full:
            return
        try:
            if not self._database.in_transaction:
                self._database.execute("BEGIN")
            self._database.execute(statement, values)
        except sqlite3.DatabaseError:
            self._is_full = True

    def close(self) -> None:
        """Keep all of it, or where that fails nothing, and let the next build begin."""
        with contextlib.suppress(sqlite3.DatabaseError):
            if self._database.in_transaction:
                self._database.execute("ROLLBACK" if self._is_full else "COMMIT")
        if self._is_full or self._database.in_transaction:
            self.notes.append(f"{FULL}. The next build takes longer.")
        self._database.close()
        if self._lock:
            self._lock.close()


def _whole(kind: str, name: str, mark: bytes, data: bytes) -> int:
    """A checksum of the row: it is there for accidents, of which CRC-32 misses no single byte."""
    return zlib.crc32(data, zlib.crc32(mark, zlib.crc32(name.encode(), _begun(kind))))


def _begun(kind: str) -> int:
    return zlib.crc32(f"{kind} ".encode())
