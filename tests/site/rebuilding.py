"""A small shop that is built again and again in one folder, beside fresh builds to compare with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.site.bench import RING, SIZED, Bench
from tests.site.building import ORIGIN, ROOT, TODAY
from tests.site.letters import LETTER, WELCOME, WORDS

FRESH = ("BUILD_LEDGERS", "PROSE_CACHE", "DIFFERENCE_CACHE", "LETTER_CACHE", "OUTPUT_RECORDS")
"""The caches that a fresh build begins without; pictures are encoded once for all."""

Files = dict[str, bytes]


class Rebuilding:
    """Three rings in two collections, a letter, a theme of its own, and what has been sold."""

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
        self.left: dict[str, int] = {}
        self.fresh_builds = 0

    @property
    def content(self) -> Path:
        return self.bench.content

    @property
    def output(self) -> Path:
        return self.folder / "kept/output"

    @property
    def ledger(self) -> Path:
        (file,) = (self.folder / "kept/BUILD_LEDGERS").glob("*.sqlite")
        return file

    def build(self) -> tuple[Files, str]:
        """Build on what is there: every file, and what was said."""
        return self._build(self.folder / "kept")

    def build_fresh(self) -> Files:
        """Build as if nobody had before."""
        self.fresh_builds += 1
        folder = self.folder / f"fresh-{self.fresh_builds}"
        files, _ = self._build(folder)
        shutil.rmtree(folder)
        return files

    def start(self, folder: Path, largest: int | None = None) -> subprocess.Popen[str]:
        """Begin a build in which no file can be larger, if so many bytes are given."""
        folder.mkdir(exist_ok=True)
        limit = ["prlimit", f"--fsize={largest}"] if largest else []
        stock = folder / "stock.json"
        stock.write_text(json.dumps(self.left), encoding="utf-8")
        caches = [f"{name}={json.dumps(str(folder / name))}" for name in FRESH]
        return subprocess.Popen(
            [
                *limit,
                *(sys.executable, "-m", "pelican", self.content, "-s", ROOT / "pelicanconf.py"),
                *("-t", self.theme, "-o", folder / "output", "--fatal", "warnings", "-e"),
                *(*caches, f"PICTURE_CACHE={json.dumps(str(self.pictures))}"),
            ],
            cwd=ROOT,
            env=os.environ
            | {"VITRINE_ORIGIN": self.origin, "VITRINE_TODAY": TODAY}
            | {"VITRINE_RELEASE": str(folder / "release.json"), "VITRINE_STOCK": str(stock)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _build(self, folder: Path) -> tuple[Files, str]:
        run = self.start(folder)
        said, _ = run.communicate()
        assert run.returncode == 0, said
        return self.files(folder), said

    def files(self, folder: Path) -> Files:
        """Everything that a build leaves to be published."""
        found = [*(folder / "output").rglob("*"), *(folder / "letters").rglob("*")]
        found.append(folder / "release.json")
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in found
            if path.is_file()
        }
