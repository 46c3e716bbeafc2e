"""Sees that no piece stands where a list has its pages: `/pieces/silver/`, `/pieces/2/`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plugins.catalogue import Facet, SourcePiece
from plugins.errors import ContentError, Notes


def check_addresses(
    content: Path,
    pieces: Iterable[SourcePiece],
    metals: tuple[Facet, ...],
    stones: tuple[Facet, ...],
    errors: list[ContentError],
) -> None:
    shop = Notes(content / "shop.yaml", content.parent, errors)
    taken: set[str] = set()
    for name, facets in (("metals", metals), ("stones", stones)):
        for facet in facets:
            if facet.id in taken or facet.id.isdigit():
                shop.add(
                    1, name, f"“{facet.id}” can't be an id twice, nor a number. Write another."
                )
            taken.add(facet.id)
    for source in pieces:
        for slug in (source.piece.slug, *source.aliases):
            if slug in taken or slug.isdigit():
                advice = "Call it silver-ring, for example."
                notes = Notes(_file(content, source.piece.slug), content.parent, errors)
                notes.add(1, "address", f"/pieces/{slug}/ is a list of pieces. {advice}")


def _file(content: Path, slug: str) -> Path:
    single = content / "products" / f"{slug}.md"
    return single if single.exists() else content / "products" / slug / "index.md"
