"""How long a shop of many pieces takes to build, beside Hugo: `make bench-build N=10000`.

Both build the same pieces on the same machine, in turns. Wall time means something on a quiet
machine only; the ratios say more, and `docs/performance.md` how to read them. It ends with 1 where
anything is over its limit.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from infra.local.edits import Edits
from infra.local.proofs import Proof
from tests.bench.building import MIB, Cost, build, command, run, told
from tests.bench.catalogue import write_for_hugo, write_shop
from tests.site.building import ROOT

HUGO = ROOT / ".venv-hugo/lib"
FEW = 10
"""A tenth of the pieces shows how a build grows."""


@dataclass(frozen=True)
class Measured:
    """A figure beside its limit, which is that of ten thousand pieces."""

    name: str
    figure: float
    limit: float

    def __str__(self) -> str:
        verdict = "" if self.holds else "   over its limit"
        return f"{self.name:52} {self.figure:8.2f}, at most {self.limit:g}{verdict}"

    @property
    def holds(self) -> bool:
        return self.figure <= self.limit


@dataclass(frozen=True)
class Bench:
    """A shop in a folder of its own: `content` is what we build, `hugo` what Hugo does."""

    folder: Path
    number: int

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def hugo(self) -> Path:
        return self.folder / "hugo"

    def write(self) -> None:
        self.folder.mkdir()
        write_shop(self.content, self.number)
        write_for_hugo(self.content, self.hugo)

    def whole(self, number: int) -> Cost:
        """A full build by us, pictures being encoded already.

        Every one has a folder of its own: where much was deleted just before, ext4 makes new files
        slowly, and that would be measured, too.
        """
        return self._build(number)

    def whole_by_hugo(self, number: int) -> Cost:
        return run([str(_hugo()), "build", "--quiet", "-d", f"public-{number}"], self.hugo)

    def edit(self, number: int, words: str) -> Cost:
        """A build into the same folder after one piece has been told of in other words."""
        path = sorted((self.content / "products").glob("*/index.md"))[self.number // 2]
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n{words}\n", encoding="utf-8")
        return self._build(number)

    def _build(self, number: int) -> Cost:
        folder = self.folder / f"built-{number}"
        folder.mkdir(exist_ok=True)
        return build(self.content, folder, pictures=self.folder / "pictures")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.build")
    parser.add_argument("pieces", type=int, nargs="?", default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=_same_disk()) as folder:
        few = Bench(Path(folder) / "few", max(100, given.pieces // FEW))
        many = Bench(Path(folder) / "many", given.pieces)
        for bench in (few, many):
            bench.write()
            # Pictures are encoded, and whatever else a machine needs but once.
            bench.whole(0)
        measured = _compare(few, many, given.rounds)
        print()
        for each in measured:
            # To remove all that was built takes a while.
            print(each, flush=True)
    return 0 if all(each.holds for each in measured) else 1


def _compare(few: Bench, many: Bench, rounds: int) -> tuple[Measured, ...]:
    ours, theirs, edits, small = [], [], [], []
    for number in range(1, rounds + 1):
        theirs.append(many.whole_by_hugo(number))
        ours.append(many.whole(number))
        edits.append(many.edit(number, f"It was made on day {number}."))
        small.append(few.whole(number))
    hugo, whole, edit, less = map(_middle, (theirs, ours, edits, small))
    _say(f"Hugo, {many.number} pieces", hugo)
    _say("this shop, all of it", whole)
    _say("this shop, one edit", edit)
    _say(f"this shop, {few.number} pieces", less)
    print(f"all of it: {whole.over(hugo)} of Hugo's")
    print(f"one edit:  {edit.over(hugo)} of Hugo's full build")
    print(f"growth:    {whole.over(less)} of {few.number} pieces'")
    growth = whole.cpu_seconds / less.cpu_seconds
    return (
        Measured("full build, CPU ÷ Hugo's", whole.cpu_seconds / hugo.cpu_seconds, 0.5),
        Measured("full build, time ÷ Hugo's", whole.seconds / hugo.seconds, 1.0),
        Measured("one edit, time ÷ Hugo's full build", edit.seconds / hugo.seconds, 0.1),
        Measured("one edit while serving, to its page, ms", 1000 * _serving(many, rounds), 250),
        Measured("peak memory, MiB", max(whole.memory, edit.memory) / MIB, 250),
        Measured(f"growth from {few.number} pieces, CPU", growth, 11),
    )


def _serving(bench: Bench, number: int) -> float:
    """Seconds from a file's being saved to its page's being as it says, as in `make dev`."""
    folder = bench.folder / f"built-{number}"
    proof = Proof(command(bench.content, folder, bench.folder / "pictures"), ROOT, told(folder))
    edits = Edits([bench.content], lambda edited: [proof.show(path) for path in edited])
    edits.start()
    path = sorted((bench.content / "products").glob("*/index.md"))[1]
    page = folder / f"output/pieces/{path.parent.name}/index.html"
    took = []
    for count in range(10):
        time.sleep(1)
        text = path.read_text(encoding="utf-8")
        title = f"title: Saved {count} times\n"
        path.write_text(re.sub("title: .*\n", title, text, count=1), encoding="utf-8")
        began = time.monotonic()
        while f"Saved {count} times" not in page.read_text(encoding="utf-8"):
            time.sleep(0.002)
        took.append(time.monotonic() - began)
    edits.stop()
    proof.end()
    return median(took)


def _middle(costs: list[Cost]) -> Cost:
    """The median of each."""
    return Cost(
        median(cost.seconds for cost in costs),
        median(cost.cpu_seconds for cost in costs),
        max(cost.memory for cost in costs),
    )


def _say(name: str, cost: Cost) -> None:
    print(f"{name + ',':28} {cost}", flush=True)


def _hugo() -> Path:
    """The program itself: what the package puts before it is Python, and costs time."""
    return next(HUGO.glob("python*/site-packages/hugo/binaries/hugo*"))


def _same_disk() -> Path:
    """A folder beside the shop's own caches, so that pictures are linked as they are for her."""
    folder = ROOT / ".cache"
    folder.mkdir(exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
