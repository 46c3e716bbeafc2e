"""A person's data as one zip: for programs, for spreadsheets, and a page for people.

Records are spooled to a file kind by kind, so that memory doesn't grow with what is held.
"""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from domain.copies import KINDS, VERSION
from domain.holdings import Held
from functions.privacy.readable import Writing
from functions.privacy.tables import columns, row
from functions.web.pages import THEME, environment

README = (
    "data.json has everything, for programs; its format is described in the shop's "
    "documentation. The .csv files have the same for spreadsheets, one file a kind. Open "
    "index.html to read it.\n"
)
IN_MEMORY = 1024 * 1024
"""Bytes of one kind that are spooled in memory, and above that in a file."""


Facts = Iterator[tuple[str, str]]


class Cover(msgspec.Struct, frozen=True):
    """What a copy says of itself."""

    shop: str
    request: str
    made_at: datetime
    locale: str = "en_US"


def write_archive(
    file: IO[bytes], held: Iterable[Held], cover: Cover, theme: Path = THEME
) -> Counter[str]:
    """Write the zip; how many records there are of each kind."""
    with Spool() as spool:
        for each in held:
            spool.add(each)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_named("README.txt", cover), README)
            with _text(archive, "data.json", cover) as out:
                for part in _json(spool, cover):
                    out.write(part)
            for kind, shape in KINDS.items():
                with _text(archive, f"{kind}.csv", cover) as out:
                    names = columns(shape)
                    table = csv.writer(out)
                    table.writerow(names)
                    table.writerows(row(record, names) for record in spool.records(kind))
            page = environment(theme / "export", cover.locale).get_template("index.html")
            with _text(archive, "index.html", cover) as out:
                for part in page.generate(cover=cover, sections=_sections(spool, cover)):
                    out.write(part)
        return spool.counts


class Spool:
    """Records of each kind as lines of JSON, in files that nobody else sees."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._stack = contextlib.ExitStack()
        self._files: dict[str, IO[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, held: Held) -> None:
        if held.kind not in self._files:
            spooled = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 — the stack closes it
            self._files[held.kind] = self._stack.enter_context(spooled)
        self._files[held.kind].write(msgspec.json.encode(held.copy) + b"\n")
        self.counts[held.kind] += 1

    def lines(self, kind: str) -> Iterator[bytes]:
        if kind in self._files:
            self._files[kind].seek(0)
            yield from self._files[kind]

    def records(self, kind: str) -> Iterator[dict[str, Any]]:
        return (msgspec.json.decode(line) for line in self.lines(kind))


def _json(spool: Spool, cover: Cover) -> Iterator[str]:
    """`domain.copies.Copy`, record by record."""
    head = {
        "version": VERSION,
        "shop": cover.shop,
        "made_at": cover.made_at,
        "request": cover.request,
    }
    yield msgspec.json.encode(head).decode().removesuffix("}")
    for kind in KINDS:
        yield f',\n"{kind}":['
        for number, line in enumerate(spool.lines(kind)):
            yield (",\n" if number else "\n") + line.decode().rstrip("\n")
        yield "]"
    yield "}\n"


def _sections(spool: Spool, cover: Cover) -> Iterator[tuple[str, int, Iterator[Facts]]]:
    """Each kind, how many there are, and what each of them says."""
    for kind, shape in KINDS.items():
        yield kind, spool.counts[kind], _facts(spool, kind, shape, cover)


def _facts(spool: Spool, kind: str, shape: type[msgspec.Struct], cover: Cover) -> Iterator[Facts]:
    writing = Writing(cover.locale)
    return (writing.facts(msgspec.json.decode(line, type=shape)) for line in spool.lines(kind))


def _named(name: str, cover: Cover) -> zipfile.ZipInfo:
    """A file of the zip, dated by when the copy was made: the same copy is the same zip."""
    info = zipfile.ZipInfo(name, cover.made_at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


@contextlib.contextmanager
def _text(archive: zipfile.ZipFile, name: str, cover: Cover) -> Iterator[IO[str]]:
    raw = archive.open(_named(name, cover), "w")
    with io.TextIOWrapper(raw, encoding="utf-8", newline="") as out:
        yield out
