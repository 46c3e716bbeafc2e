"""How long a shop of many pieces takes to build: `make bench-build N=1000`.

Wall time means something on a quiet machine only; what is compared is the same machine at the
same time. The many share the pictures of a few, as encoding is measured by `make bench-pictures`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from itertools import cycle
from pathlib import Path

from tests.bench.building import Cost, build
from tests.site.building import ROOT
from tests.site.many import write_many

PIECES_WITH_OWN_PICTURES = 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.build")
    parser.add_argument("pieces", type=int, nargs="?", default=1000)
    number = parser.parse_args().pieces
    with tempfile.TemporaryDirectory(dir=_same_disk()) as folder:
        demo = _measure("the demo shop", _content(Path(folder), "demo", 0))
        many = _measure(f"{number} pieces", _content(Path(folder), "many", number))
    for state, one, other in zip(("cold", "warm"), many, demo, strict=True):
        print(f"{state}: {number} pieces take {one.over(other)} of the demo shop")


def _same_disk() -> Path:
    """A folder beside the shop's own caches, so that pictures are linked as they are for her."""
    folder = ROOT / ".cache"
    folder.mkdir(exist_ok=True)
    return folder


def _content(folder: Path, name: str, number: int) -> Path:
    content = folder / name / "content"
    shutil.copytree(ROOT / "content", content)
    write_many(content, number)
    _share_pictures(content / "products")
    return content


def _share_pictures(products: Path) -> None:
    few = sorted((ROOT / "content/products").glob("*/1.jpg"))[:PIECES_WITH_OWN_PICTURES]
    for path, first in zip(sorted(products.glob("*/1.jpg")), cycle(few), strict=False):
        for shown in path.parent.glob("*.jpg"):
            shutil.copy(first.with_name("1.jpg" if shown == path else "2.jpg"), shown)


def _measure(name: str, content: Path) -> tuple[Cost, Cost]:
    cold, warm = build(content, content.parent), build(content, content.parent)
    print(f"{name + ',':16} cold {cold}")
    print(f"{'':16} warm {warm}", flush=True)
    return cold, warm


if __name__ == "__main__":
    main()
