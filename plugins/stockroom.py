"""Brings the pieces of `content/products/` together: those that have changed are read, in parallel."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from domain.catalogue import Variant
from plugins.catalogue import SourcePiece
from plugins.crew import share_out
from plugins.errors import ContentError, Notes
from plugins.ledger import Ledger
from plugins.looking import Looks, look_at_pieces
from plugins.marks import mark_of_bytes
from plugins.pieces import PieceFile, PieceReader
from plugins.references import Slugs
from plugins.variants import Claim, taken

PIECE = "piece"
"""The kind of what the ledger keeps of a file."""

Files = dict[str, str]
"""The file of each piece by its slug, named from the folder of all pieces on."""


class Stockroom:
    """All pieces of a content folder; errors of every file go into `errors`.

    After `read_all`, `slugs` knows every piece that there is, and `whose` the piece of every SKU.
    """

    def __init__(
        self,
        reader: PieceReader,
        errors: list[ContentError],
        ledger: Ledger | None,
        looks: Callable[[], Looks] | None = None,
    ) -> None:
        self.reader = reader
        self.errors = errors
        self.ledger = ledger
        self.folder = reader.content / "products"
        self._looks = looks or functools.partial(look_at_pieces, self.folder)
        self._reading = reader.mark
        self.slugs = Slugs((), ())
        self.whose: dict[str, str] = {}

    def read_all(self, left: dict[str, int] | None) -> list[SourcePiece]:
        """The newest piece first; drafts are read for their errors and left out.

        `left` says how many of each SKU aren't sold; None where nobody has asked.
        """
        files = self._files()
        self.slugs = Slugs(files, self.reader.reserved)
        read = self._read(files)
        self.slugs.drafts.update(each.slug for each in read if each.status == "draft")
        self.errors += self._disputes(read)
        for each in read:
            self.whose |= dict.fromkeys(each.skus, each.slug)
        shown = (each for each in read if each.sound and each.status != "draft")
        pieces = (in_stock(each.source, left) for each in shown)
        return sorted(pieces, key=lambda source: (-source.added.toordinal(), source.piece.slug))

    def _files(self) -> Files:
        """`river-band.md`, or `index.md` in `river-band/`."""
        found: list[tuple[str, bool]] = []
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            found = sorted((e.name, e.is_dir()) for e in entries if not e.name.startswith("."))
        files = {
            name.removesuffix(".md"): name
            for name, is_folder in found
            if name.endswith(".md") and not is_folder
        }
        for name, is_folder in found:
            if not is_folder:
                if not name.endswith(".md"):
                    advice = "Move it into the folder of its piece, or away."
                    problem = f"It belongs to no piece. {advice}"
                    self._notes(self.folder / name).add(1, "file", problem)
            elif name not in files:
                files[name] = f"{name}/index.md"
            elif (inside := self.folder / name / "index.md").exists():
                where = self._notes(self.folder / files[name]).path
                self._notes(inside).add(1, "file", f"{where} is this piece too. Remove one.")
        return files

    def _notes(self, path: Path) -> Notes:
        return Notes(path, self.reader.content.parent, self.errors)

    # --- which files have changed -----------------------------------------------------------------

    def _read(self, files: Files) -> list[PieceFile]:
        """Every file that can be read, in order: as it is kept, or else read now."""
        kept = self._kept()
        # Asked for as late as can be: somebody else may be looking.
        looks = self._looks()
        marks = {slug: self._mark(slug, name, looks) for slug, name in files.items()}
        found = {slug: read for slug, (mark, read) in kept.items() if mark == marks.get(slug)}
        missing = [(slug, self.folder / name) for slug, name in files.items() if slug not in found]
        fresh = share_out("Pieces", missing, self._fresh)
        decoder = msgspec.msgpack.Decoder(PieceFile)
        for (slug, _), (read, errors) in zip(missing, fresh, strict=True):
            self.errors += errors
            if read:
                found[slug] = decoder.decode(read)
                mark = marks[slug]
                if self.ledger and found[slug].sound and mark:
                    self.ledger.keep(PIECE, slug, mark, read)
        if self.ledger:
            self.ledger.forget(PIECE, kept.keys() - found.keys())
        for each in found.values():
            if each.marks:
                each.source.know(each.marks)
        return [found[slug] for slug in files if slug in found]

    def _fresh(self, task: tuple[str, Path]) -> tuple[bytes | None, list[ContentError]]:
        """A piece as it is kept: that is also how it comes from another process fastest."""
        read, errors = self.reader.read(*task)
        return msgspec.msgpack.encode(read) if read else None, errors

    def _kept(self) -> dict[str, tuple[bytes, PieceFile]]:
        """All pieces that are kept, each with its mark."""
        decoder = msgspec.msgpack.Decoder(PieceFile)
        rows = self.ledger.all(PIECE) if self.ledger else ()
        return {slug: (kept.mark, decoder.decode(kept.data)) for slug, kept in rows}

    def _mark(self, slug: str, file: str, looks: Looks) -> bytes | None:
        """Of a piece's file and its pictures as they are; None where they were changed just now."""
        names = [slug] if file.endswith("/index.md") else [file, slug]
        found = [looks.get(name, b"") for name in names]
        return mark_of_bytes(self._reading, *found) if all(found) else None

    # --- what no two pieces can have --------------------------------------------------------------

    def _disputes(self, read: list[PieceFile]) -> Iterator[ContentError]:
        claimed: dict[str, Claim] = {}
        for each in read:
            for claim in each.claims:
                if claim.sku in claimed:
                    problem = taken(claimed[claim.sku])
                    yield ContentError(claim.where, claim.line, claim.field, problem)
                claimed.setdefault(claim.sku, claim)
        for each in read:
            yield from self.slugs.claim(
                each.lines, each.slug, each.source.aliases, has_sku=each.has_sku
            )
        for each in read:
            yield from self.slugs.check_related(each.lines, each.slug, each.source.related)


def in_stock(source: SourcePiece, left: Mapping[str, int] | None) -> SourcePiece:
    """The piece with what is `left` of it, by SKU, where somebody has asked.

    Nothing is counted of what is made to order, or retired.
    """
    if left is None or source.retired:
        return source
    counted = tuple(_counted(variant, left) for variant in source.piece.variants)
    return msgspec.structs.replace(
        source, piece=msgspec.structs.replace(source.piece, variants=counted)
    )


def _counted(variant: Variant, left: Mapping[str, int]) -> Variant:
    if variant.made_to_order:
        return variant
    # A piece that the shelf has never seen has not sold yet.
    return msgspec.structs.replace(variant, left=left.get(variant.sku, variant.made))
