"""Writes a shop of many pieces twice: as its owner would, and as Hugo reads it.

Every piece has words of its own, so that none is rendered for another; the pictures are small, as
what encoding them costs is measured by `make bench-pictures`.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from plugins.catalogue import Facet
from plugins.front_matter import FENCE
from tests.bench.descriptions import description
from tests.site.building import ROOT, paint
from tests.site.many import write_many

HUGO = Path(__file__).parent / "hugo"
TEXT = re.compile(r"(?s)\A(---\n.*?\n---\n).*\Z")
OUR_WORDS = {"added": "date", "stones": "stones_said", "weight": "weighs"}
"""Names that mean something else to Hugo, or that it wants to be called so."""

Front = dict[str, Any]


def write_shop(content: Path, number: int) -> None:
    """The shop's own content, with pieces added until `number` are listed."""
    shutil.copytree(ROOT / "content", content)
    products = content / "products"
    for picture in products.glob("*/*.jpg"):
        picture.unlink()
        paint(picture)
    write_many(content, number)
    words = random.Random(number)  # noqa: S311  the same shop every time
    for path in sorted(products.glob("*/index.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(TEXT.sub(r"\1", text) + description(words), encoding="utf-8")


def write_for_hugo(content: Path, site: Path) -> None:
    """The same pieces as a site of Hugo's, whose templates show what ours show."""
    shutil.copytree(HUGO, site)
    (site / "data").mkdir()
    shutil.copy(content / "shop.yaml", site / "data/shop.yaml")
    shop = _texts((content / "shop.yaml").read_text(encoding="utf-8"))
    facets = {kind: list(_facets(shop[kind])) for kind in ("metals", "stones")}
    for path in sorted((content / "products").glob("*/index.md")):
        folder = site / "content/pieces" / path.parent.name
        folder.mkdir(parents=True)
        for picture in path.parent.glob("*.jpg"):
            shutil.copy(picture, folder)
        write_piece_for_hugo(path, folder / "index.md", facets)


def write_piece_for_hugo(path: Path, target: Path, facets: dict[str, list[Facet]]) -> None:
    _, head, text = path.read_text(encoding="utf-8").split(f"{FENCE}\n", 2)
    said = _texts(head)
    front = {OUR_WORDS.get(name, name): value for name, value in said.items()}
    front.pop("related", None)
    front.pop("aliases", None)
    front.pop("status", None)
    front["price"] = float(front["price"])
    front |= _taxonomies(said, facets)
    target.write_text(f"{json.dumps(front)}\n{text}", encoding="utf-8")


def _taxonomies(said: Front, facets: dict[str, list[Facet]]) -> Front:
    metals = [each.id for each in facets["metals"] if each.matches(said["metal"])]
    told = " ".join(said.get("stones", ()))
    stones = [each.id for each in facets["stones"] if each.matches(told)]
    named = said["collections"]
    homes = [named] if isinstance(named, str) else list(named)
    shelves = [f"{home}-{facet}" for home in homes for facet in (*metals, *stones)]
    return {"collections": homes, "metals": metals, "stones": stones, "shelves": shelves}


def _facets(written: list[Front]) -> Iterator[Facet]:
    for each in written:
        words = each.get("words", [each["label"]])
        yield Facet(each["id"], each["label"], tuple(words))


def _texts(written: str) -> Front:
    """YAML whose scalars all stay text, as the shop reads it."""
    said: Front = yaml.load(written, yaml.CBaseLoader)  # noqa: S506  it makes nothing but text
    return said
