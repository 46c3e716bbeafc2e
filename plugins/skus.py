"""Finds what a SKU stands for: one variant, or a piece with all of its variants."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from plugins.catalogue import LetterPiece, SourcePiece
from plugins.references import Slugs


class Skus:
    """`whose` has the piece of every SKU, those of drafts and of broken pieces included."""

    def __init__(
        self, pieces: Iterable[SourcePiece], whose: Mapping[str, str], slugs: Slugs
    ) -> None:
        self._pieces = {source.piece.slug: source for source in pieces}
        self._whose = whose
        self._slugs = slugs

    def fault(self, sku: str) -> str | None:
        """Why a letter can't show it; None where it can, or where its piece is told of already."""
        slug = self._whose.get(sku)
        if slug is not None:
            return self._slugs.fault(slug)
        if sku in self._slugs.slugs:
            own = next((each for each, whose in self._whose.items() if whose == sku), None)
            advice = f"Write {own}." if own else "Write its SKU."
            return f"“{sku}” is a folder, and a letter names SKUs. {advice}"
        near = difflib.get_close_matches(sku.upper(), self._whose, n=3)
        advice = f"Write {' or '.join(near)}." if near else "Write one that ./shop stock lists."
        return f"There is no SKU “{sku}”. {advice}"

    def find(self, sku: str) -> LetterPiece | None:
        source = self._pieces.get(self._whose.get(sku, ""))
        if source is None:
            return None
        only = len(source.piece.variants) == 1
        return LetterPiece(source, None if only else source.piece.variant(sku))
