"""Runs the real Pelican on a copy of the content, with small pictures where none are yet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from PIL import Image

from domain.catalogue import Release
from domain.letters import LetterContent
from domain.policies import InForce, in_force

ROOT = Path(__file__).parents[2]
ORIGIN = "https://shop.example"
TODAY = "2026-11-27"
"""The day of every build: what policies are in force doesn't depend on when tests run."""

LINEN = (236, 229, 219)


@dataclass(frozen=True)
class Site:
    """A finished build: `output` is the site, `release` the bytes of the release."""

    output: Path
    release: bytes

    @property
    def promises(self) -> Release:
        return msgspec.json.decode(self.release, type=Release)

    @property
    def letters(self) -> dict[str, LetterContent]:
        """Every letter to send, by its slug."""
        found = (self.output.parent / "letters").glob("*.json")
        read = (msgspec.json.decode(file.read_bytes(), type=LetterContent) for file in found)
        return {letter.slug: letter for letter in read}

    @property
    def in_force(self) -> InForce:
        """The policies on the day of the build."""
        return in_force(self.promises.policies, date.fromisoformat(TODAY))

    @property
    def pages(self) -> dict[str, str]:
        """Every page's text by its address."""
        found = sorted(self.output.rglob("*.html"))
        return {self._address(path): path.read_text(encoding="utf-8") for path in found}

    def _address(self, path: Path) -> str:
        return "/" + path.relative_to(self.output).as_posix().removesuffix("index.html")

    def file(self, address: str) -> Path:
        """The file that a static server answers with."""
        name = address.split("#", maxsplit=1)[0].removeprefix(ORIGIN)
        return self.output / (name + "index.html" if name.endswith("/") else name).lstrip("/")


def run_pelican(
    content: Path, folder: Path, settings: str = "pelicanconf.py", **env: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "pelican", content, "-s", ROOT / settings),
            *("-o", folder / "output", "--fatal", "warnings"),
        ],
        cwd=ROOT,
        env=os.environ
        | {"VITRINE_ORIGIN": ORIGIN, "VITRINE_RELEASE": str(folder / "release.json")}
        | {"VITRINE_TODAY": TODAY}
        | env,
        capture_output=True,
        text=True,
        check=False,
    )


def build_site(content: Path, folder: Path, **env: str) -> Site:
    run = run_pelican(content, folder, **env)
    assert run.returncode == 0, run.stdout + run.stderr
    return Site(folder / "output", (folder / "release.json").read_bytes())


def copy_content(target: Path) -> Path:
    """The shop's own content, each piece with at least as many pictures as its texts."""
    shutil.copytree(ROOT / "content", target)
    for folder in (target / "products").iterdir():
        for number in (1, 2):
            paint(folder / f"{number}.jpg", height=400 if number == 1 else 320)
    return target


def paint(path: Path, width: int = 320, height: int = 400) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        Image.new("RGB", (width, height), LINEN).save(path, "JPEG", quality=60)
