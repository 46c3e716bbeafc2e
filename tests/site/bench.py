"""A content folder with one good piece; tests spoil it and read what is said."""

from __future__ import annotations

from pathlib import Path

from plugins.catalogue import Catalogue, SourcePiece
from plugins.content import read_content
from plugins.errors import ContentInvalidError
from tests.site.building import ORIGIN, ROOT, TODAY, paint
from tests.site.small_policies import write_policies

SHOP = (ROOT / "content/shop.yaml").read_text(encoding="utf-8")
HOME = "---\nsentence: Made slowly.\ndescription: Rings.\npiece: creek-ring\n---\nThree lines.\n"
RINGS = "---\ntitle: Rings\nsummary: All round.\npiece: creek-ring\n---\nRound things.\n"
RING = """\
---
title: Creek ring
price: 640.00
added: 2026-08-21
collections: rings
summary: A ring.
metal: 14k yellow gold
dimensions: 0.16 in (4 mm)
alt:
  - A gold ring
made: 3
---
It is round.
"""
SIZED = RING.replace(
    "made: 3\n",
    """\
options:
  - label: Ring size
    kind: ring_size
variants:
  - values: US 6
    made: 1
  - values: US 7
    made: 2
""",
)
TWO_METALS = RING.replace(
    "made: 3\n",
    """\
options:
  - label: Ring size
    kind: ring_size
  - label: Metal
variants:
  - values:
      - US 6
      - Gold
    made: 1
  - values:
      - US 6
      - Silver
    made_to_order: 15
""",
)


class Bench:
    def __init__(self, folder: Path, cache: Path) -> None:
        self.content = folder / "content"
        self.cache = cache
        self.write("shop.yaml", SHOP)
        self.write("home.md", HOME)
        self.write("collections/rings.md", RINGS)
        write_policies(self.content)
        self.piece(RING)

    def write(self, path: str, text: str) -> None:
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def piece(self, text: str, slug: str = "creek-ring") -> None:
        self.write(f"products/{slug}/index.md", text)
        self.picture(slug)

    def picture(self, slug: str, number: int = 1) -> None:
        target = self.content / f"products/{slug}/{number}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        paint(target, 640, 800)

    def catalogue(self, left: dict[str, int] | None = None) -> Catalogue:
        return read_content(self.content, left, self.cache, ORIGIN, TODAY)

    def read(self, slug: str = "creek-ring") -> SourcePiece:
        return next(each for each in self.catalogue().pieces if each.piece.slug == slug)

    def errors(self) -> list[str]:
        try:
            self.catalogue()
        except ContentInvalidError as invalid:
            return [str(error) for error in invalid.errors]
        return []
