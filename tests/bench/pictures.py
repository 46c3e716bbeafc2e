"""What encoding a picture costs and what it saves: `make bench-pictures`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from plugins.errors import ContentError, Notes
from plugins.picture_cache import fill
from plugins.pictures import Picture, Size, read_picture
from tests.site.building import ROOT

MOST_CPU_SECONDS = 1.5
"""What a picture may cost, says the budget."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pictures")
    parser.add_argument("photos", type=int, nargs="?", default=12)
    paths = sorted((ROOT / "content/products").glob("*/*.jpg"))[: parser.parse_args().photos]
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        cold = [_cpu_seconds(path, cache) for path in paths]
        began = time.process_time()
        pictures = [_read(path, cache) for path in paths]
        warm = (time.process_time() - began) / len(paths)
        _say(cold, warm, pictures)


def _cpu_seconds(path: Path, cache: Path) -> float:
    before = time.process_time()
    key = _read(path, cache).full.source.parent.name
    fill(cache, key, path)
    return time.process_time() - before


def _read(path: Path, cache: Path) -> Picture:
    errors: list[ContentError] = []
    picture = read_picture(path, "bench", "A ring", cache, Notes(path, ROOT, errors))
    if picture is None:
        raise SystemExit(str(errors))
    return picture


def _say(cold: list[float], warm: float, pictures: list[Picture]) -> None:
    mean, most = sum(cold) / len(cold), max(cold)
    jpegs = _weight(size for picture in pictures for size in picture.jpegs)
    avifs = _weight(size for picture in pictures for size in picture.avifs)
    print(f"{len(cold)} pictures, cold: {mean:.2f} s CPU each, {most:.2f} at most")
    print(f"  the most is {most / MOST_CPU_SECONDS:.2f} × the budget of {MOST_CPU_SECONDS} s")
    print(f"warm: {warm * 1000:.2f} ms each, 1/{mean / warm:.0f} of cold")
    print(f"AVIF weighs {avifs / jpegs:.2f} × JPEG")


def _weight(sizes: Iterable[Size]) -> int:
    return sum(size.source.stat().st_size for size in sizes)


if __name__ == "__main__":
    main()
