"""A small shop that is built again and again in one folder, beside fresh builds to compare with."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.site.bench import RING, SIZED, Bench
from tests.site.building import ORIGIN, ROOT, TODAY
from tests.site.letters import LETTER, WELCOME, WORDS

FRESH = ("BUILD_LEDGERS", "PROSE_CACHE", "DIFFERENCE_CACHE", "LETTER_CACHE", "OUTPUT_RECORDS")
"""The caches that a fresh build begins without; pictures are encoded once for all."""

Files = dict[str, bytes]
Run = subprocess.Popen[str]

AS_EVER = (sys.executable, "-m", "pelican")


class Rebuilding:
    """Three rings in two collections, a letter, a theme of its own, what was sold, and a day.

    What is built upon has pictures of its own: they may be damaged.
    """

    def __init__(self, folder: Path, pictures: Path) -> None:
        self.folder = folder
        self.pictures = pictures
        self.bench = Bench(folder, pictures)
        self.theme = folder / "theme"
        shutil.copytree(ROOT / "theme", self.theme)
        for name, text in WORDS.items():
            self.bench.write(name, text)
        self.bench.write("letters/2026-05-14-whole.md", LETTER)
        self.bench.write("letters/welcome.md", WELCOME)
        self.bench.piece(SIZED)
        for slug in ("brook-ring", "ford-ring"):
            self.bench.piece(RING.replace("Creek ring", slug), slug)
        self.origin = ORIGIN
        self.today = TODAY
        self.left: dict[str, int] = {}
        self.fresh_builds = 0
        for name in ("content", "theme"):
            shutil.copytree(folder / name, folder / f"first/{name}")

    @property
    def content(self) -> Path:
        return self.bench.content

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    @property
    def output(self) -> Path:
        return self.kept / "output"

    @property
    def ledger(self) -> Path:
        (file,) = (self.kept / "BUILD_LEDGERS").glob("*.sqlite")
        return file

    def go_back(self) -> None:
        """Have what the owner wrote as it was at first."""
        for name in ("content", "theme"):
            shutil.rmtree(self.folder / name)
            shutil.copytree(self.folder / "first" / name, self.folder / name)

    def build(self) -> tuple[Files, str]:
        """Build on what is there: every file, and what was said."""
        return self._build(self.kept)

    def build_fresh(self) -> Files:
        """Build as if nobody had before."""
        self.fresh_builds += 1
        folder = self.folder / f"fresh-{self.fresh_builds}"
        files, _ = self._build(folder)
        shutil.rmtree(folder)
        return files

    def start(self, folder: Path, runner: Sequence[str | Path] = AS_EVER) -> Run:
        folder.mkdir(exist_ok=True)
        stock = folder / "stock.json"
        stock.write_text(json.dumps(self.left), encoding="utf-8")
        pictures = folder / "pictures" if folder == self.kept else self.pictures
        if self.pictures.exists() and not pictures.exists():
            shutil.copytree(self.pictures, pictures)
        caches = [f"{name}={json.dumps(str(folder / name))}" for name in FRESH]
        return subprocess.Popen(
            [
                *runner,
                *(self.content, "-s", ROOT / "pelicanconf.py"),
                *("-t", self.theme, "-o", folder / "output", "--fatal", "warnings", "-e"),
                *(*caches, f"PICTURE_CACHE={json.dumps(str(pictures))}"),
            ],
            cwd=ROOT,
            env=os.environ
            | {"VITRINE_ORIGIN": self.origin, "VITRINE_TODAY": self.today}
            | {"VITRINE_RELEASE": str(folder / "release.json")}
            # Until something is sold, nobody asks the shelf.
            | {"VITRINE_STOCK": str(stock) if self.left else ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def cut_off(self, how: str, at: int) -> tuple[int, str]:
        """Build with an accident at so many changes of files: how it ended, and what was said."""
        runner = (sys.executable, "-m", "tests.site.cut_off", str(self.folder), how, str(at))
        run = self.start(self.kept, runner)
        said, _ = run.communicate()
        return run.returncode, said

    def changes(self) -> int:
        """How many changes of files the next build needs; it is made by counting."""
        _, said = self.cut_off("killed", 0)
        found = re.search(r"(\d+) changes$", said.strip())
        assert found, said
        return int(found[1])

    def _build(self, folder: Path) -> tuple[Files, str]:
        run = self.start(folder)
        said, _ = run.communicate()
        assert run.returncode == 0, said
        return self.files(folder), said

    def files(self, folder: Path) -> Files:
        """Everything that a build leaves to be published."""
        found = [*(folder / "output").rglob("*"), *(folder / "letters").rglob("*")]
        found += [folder / "release.json", folder / "moved.json"]
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in found
            if path.is_file()
        }
