"""Makes a shop of as many pieces as a test needs, from those that the shop has."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

NEWEST = date(2026, 11, 21)
TITLE = re.compile(r"(?m)^title: (.+)$")
ADDED = re.compile(r"(?m)^added: .+$")
RETIRED = "status: retired\n"
OWN = re.compile(
    r"(?m)^(?:status: retired|sku: .+|  +sku: .+|related:(?:\n +- .+)+|aliases:(?:\n +- .+)+)\n"
)
"""What no two pieces may share, and what would leave a copy out of the lists."""


def write_many(content: Path, number: int) -> None:
    """Add pieces to a content folder until `number` are listed, each a day older than the last.

    They look and cost like the folder's own, in turn, and their pictures are the same files.
    """
    products = content / "products"
    own = sorted(path.parent for path in products.glob("*/index.md"))
    retired = [folder for folder in own if RETIRED in (folder / "index.md").read_text("utf-8")]
    wanted = range(len(own), number + len(retired))
    for count, folder in zip(wanted, cycle(own), strict=False):
        copy = products / f"{folder.name}-{count}"
        copy.mkdir()
        for picture in folder.glob("*.jpg"):
            shutil.copy(picture, copy)
        text = (folder / "index.md").read_text(encoding="utf-8")
        day = NEWEST - timedelta(days=count)
        text = ADDED.sub(f"added: {day}", TITLE.sub(rf"title: \1 {count}", OWN.sub("", text)))
        (copy / "index.md").write_text(text, encoding="utf-8")
