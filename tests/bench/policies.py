"""What long policies with many versions cost a build: `make bench-policies`.

The budget is 60 versions of 50 KB within 10 seconds cold. Wall time means something on a quiet
machine only; beside it stands the same shop without them, on the same machine at the same time.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from tests.bench.building import READING_CACHES, Cost, build
from tests.site.building import ROOT
from tests.site.long_policy import long_versions

BUDGET_SECONDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.policies")
    parser.add_argument("versions", type=int, nargs="?", default=60)
    parser.add_argument("kilobytes", type=int, nargs="?", default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        shutil.copytree(ROOT / "content", content)
        build(content, content.parent)
        _forget(content.parent)
        _say("the shop without them, cold", build(content, content.parent))
        policy = content / "policies/house-rules"
        policy.mkdir()
        for name, text in long_versions(given.versions, given.kilobytes):
            (policy / name).write_text(text, encoding="utf-8")
        size = sum(path.stat().st_size for path in policy.iterdir()) / given.versions / 1024
        print(f"with {given.versions} versions of {size:.0f} KB:")
        _forget(content.parent)
        cold = build(content, content.parent)
        _say("cold", cold)
        _say("warm", build(content, content.parent))
        print(f"cold is {cold.seconds / BUDGET_SECONDS:.2f} × the budget of {BUDGET_SECONDS} s")


def _forget(folder: Path) -> None:
    """What is kept of words; the pictures are another matter, and stay."""
    for _, name in READING_CACHES:
        shutil.rmtree(folder / name)


def _say(name: str, cost: Cost) -> None:
    print(f"{name + ',':28} {cost}", flush=True)


if __name__ == "__main__":
    main()
